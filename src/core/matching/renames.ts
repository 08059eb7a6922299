/** Which names of a copy stand for which names of the original, told from statements that are alike but for names. */
import type { Passage } from '../structure/passage.ts';
import { TOKEN_KIND, type TokenRange } from '../structure/tokenStream.ts';

/** Statements that have the same normalised tokens, as token ranges of equal length. */
export interface AlikeStatements {
  readonly original: TokenRange;
  readonly copy: TokenRange;
  /** The first statement of both: a name there is that of the function itself, seen once and still renamed. */
  readonly isHead: boolean;
}

/** Marks a copy's name that happens to be another thing's name in the original; far from any hash by chance. */
const CLASH = 0x5bd1e995;

/**
 * A name counts as renamed where it takes the place of one and the same name at least twice: one `max` for one `min`
 * is a difference, not a rename.
 * @returns the copy's names → the original's, one to one
 */
export function renamesOf(
  original: Passage,
  copy: Passage,
  alike: readonly AlikeStatements[],
): Map<number, number> {
  const counts = new Map<string, { from: number; to: number; times: number; place: number }>();
  for (const { original: a, copy: b, isHead } of alike) {
    for (let i = 0; i < a.end - a.start; i++) {
      if (original.kinds[a.start + i] !== TOKEN_KIND.identifier) continue;
      const to = original.exact[a.start + i]!;
      const from = copy.exact[b.start + i]!;
      const key = `${from} ${to}`;
      const seen = counts.get(key) ?? { from, to, times: 0, place: counts.size };
      seen.times += isHead ? 2 : 1;
      counts.set(key, seen);
    }
  }
  // The same name twice is no rename, and the surest thing to hold on to among equals.
  const same = (pair: { from: number; to: number }) => Number(pair.from === pair.to);
  const pairs = [...counts.values()].sort(
    (p, q) => q.times - p.times || same(q) - same(p) || p.place - q.place,
  );
  const forth = new Map<number, number>();
  const taken = new Set<number>();
  for (const { from, to, times } of pairs) {
    if (forth.has(from) || taken.has(to) || (times < 2 && from !== to)) continue;
    forth.set(from, to);
    taken.add(to);
  }
  return forth;
}

/** The copy's tokens in the original's names. */
export function inOriginalNames(copy: Passage, renames: ReadonlyMap<number, number>): Uint32Array {
  const taken = new Set(renames.values());
  return copy.exact.map((hash, i) => {
    if (copy.kinds[i] !== TOKEN_KIND.identifier) return hash;
    const original = renames.get(hash);
    if (original !== undefined) return original;
    return taken.has(hash) ? (hash ^ CLASH) >>> 0 : hash;
  });
}
