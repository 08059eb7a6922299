/** Non-matches inside a chain of matches: if A goes with B and B with C, then A goes with C, or one label is wrong. */
import type { LabelFinding, LabelledTextPair } from './labelledPair.ts';
import { layoutFree } from './textLikeness.ts';

/** Longer chains drift in meaning without any label being wrong (guess). */
const MAX_STEPS = 3;

export function chainContradictions(pairs: readonly LabelledTextPair[]): LabelFinding[] {
  const matches = new Map<string, { readonly to: string; readonly id: string }[]>();
  const link = (from: string, to: string, id: string) => {
    matches.set(from, [...(matches.get(from) ?? []), { to, id }]);
  };
  for (const { id, a, b, isMatch } of pairs) {
    if (!isMatch) continue;
    link(layoutFree(a), layoutFree(b), id);
    link(layoutFree(b), layoutFree(a), id);
  }
  return pairs.flatMap(({ id, a, b, isMatch }): LabelFinding[] => {
    if (isMatch) return [];
    const chain = shortestChain(matches, layoutFree(a), layoutFree(b));
    if (!chain || chain.length < 2) return [];
    return [
      {
        fault: 'contradicts-chain',
        ids: [id, ...chain],
        explanation: `Called a non-match, but ${chain.length} matches in a row (${chain.join(', ')}) lead from one text to the other.`,
      },
    ];
  });
}

/** Ids of the matches between two texts, breadth first; undefined if none within `MAX_STEPS`. */
function shortestChain(
  matches: ReadonlyMap<string, readonly { readonly to: string; readonly id: string }[]>,
  from: string,
  to: string,
): string[] | undefined {
  let front: { readonly text: string; readonly chain: readonly string[] }[] = [
    { text: from, chain: [] },
  ];
  const seen = new Set([from]);
  for (let step = 0; step < MAX_STEPS; step++) {
    const next: typeof front = [];
    for (const { text, chain } of front) {
      for (const { to: reached, id } of matches.get(text) ?? []) {
        if (reached === to) return [...chain, id];
        if (seen.has(reached)) continue;
        seen.add(reached);
        next.push({ text: reached, chain: [...chain, id] });
      }
    }
    front = next;
  }
  return undefined;
}
