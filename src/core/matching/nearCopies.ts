/**
 * Pairs of units that are copies of one another: renamed ones by equal normalised tokens, edited ones by rare shared
 * fingerprints that propose a pair and evidence that decides it. Units with the same tokens count as one item.
 */

import { type JudgedPair, type JudgeParts, PairJudge } from './pairJudge.ts';
import { fingerprintsOf, proposePairs } from './proposePairs.ts';
import type { Units } from './units.ts';

/** Units with the same tokens, ascending; compared through the first. */
export type Item = readonly number[];

/** `a` < `b`: positions among the items. */
export type CopyPair = JudgedPair;

/** So many different renamings of one shape are a pattern of the code base, not copies. */
const MAX_RENAMINGS = 200;

/** Units of the same level with the same tokens. */
export function distinctItems(units: Units): Item[] {
  return groupBy(units.all.keys(), (unit) => levelKey(units, unit, 'exact'));
}

/** Every pair of items that are copies. */
export function copyPairs(
  units: Units,
  items: readonly Item[],
  { remembered, judge }: Pick<JudgeParts, 'remembered' | 'judge'>,
  signal?: AbortSignal,
): CopyPair[] {
  const contents = items.map(([unit]) =>
    remembered.content(units.key(unit!, 'exact'), units.key(unit!, 'normalised')),
  );
  const pairs = new PairJudge({
    remembered,
    judge,
    place: (item) => units.all[items[item]![0]!]!,
    content: (item) => contents[item]!,
  });
  const measure = (x: number, y: number): void => {
    const [a, b] = [Math.min(x, y), Math.max(x, y)];
    if (!units.overlap(items[a]![0]!, items[b]![0]!)) pairs.ask(a, b);
  };
  /** Items of one shape have the same number; they are all compared, so they need not be proposed. */
  const shapes = new Int32Array(items.length).fill(-1);
  const renamings = groupBy(items.keys(), (item) =>
    levelKey(units, items[item]![0]!, 'normalised'),
  );
  for (const [shape, own] of renamings.entries()) {
    if (own.length > MAX_RENAMINGS) continue;
    for (const x of own) {
      shapes[x] = shape;
      for (const y of own) if (x < y) measure(x, y);
    }
  }
  for (const level of ['function', 'class', 'text'] as const) {
    const own = [...items.keys()].filter((item) => units.all[items[item]![0]!]!.level === level);
    const candidates = own.map((item) => {
      const unit = items[item]![0]!;
      const { start, end } = units.all[unit]!;
      const prints = remembered.printsOf(contents[item]!, () =>
        fingerprintsOf(units.passage(unit)),
      );
      return { prints, tokens: end - start };
    });
    const propose = (earlier: number, later: number): void => {
      const [x, y] = [own[earlier]!, own[later]!];
      if (shapes[x] === -1 || shapes[x] !== shapes[y]) measure(x, y);
    };
    proposePairs(candidates, propose, signal);
  }
  return pairs.copies();
}

const LEVEL_ORDER = ['function', 'class', 'text', 'file'] as const;

/** Equal for units of one level with the same tokens; 53 bits, of which the level takes two of the lowest. */
function levelKey(units: Units, unit: number, form: 'exact' | 'normalised'): number {
  const key = units.key(unit, form);
  const level = LEVEL_ORDER.indexOf(units.all[unit]!.level);
  return key - (key % 4) + level;
}

function groupBy(elements: Iterable<number>, key: (element: number) => number): number[][] {
  const groups = new Map<number, number[]>();
  for (const element of elements) {
    const own = key(element);
    const group = groups.get(own);
    if (group) group.push(element);
    else groups.set(own, [element]);
  }
  return [...groups.values()];
}
