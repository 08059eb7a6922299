/** Which positives are hard negatives of an anchor: near it, but not so near that they are probably right too. */
import { NO_HARD_NEGATIVE } from './pairSet.ts';

/**
 * A negative closer than this share of the positive's own similarity is more likely an unlabelled match.
 * Source: Moreira et al. (NV-Retriever), 2024, there 95 % as well.
 */
const LARGEST_SHARE = 0.95;

export interface NearPositives {
  /** Candidates of one anchor, most similar first. */
  readonly rows: ArrayLike<number>;
  readonly similarities: ArrayLike<number>;
  /** The anchor's similarity to its own positive. */
  readonly own: number;
}

/**
 * The first `count` candidates that are neither the anchor's own pair, nor of its group, nor too near;
 * padded with NO_HARD_NEGATIVE.
 */
export function chooseHardNegatives(
  row: number,
  near: NearPositives,
  count: number,
  groups?: Uint32Array,
): Uint32Array {
  const chosen = new Uint32Array(count).fill(NO_HARD_NEGATIVE);
  const limit = LARGEST_SHARE * near.own;
  let found = 0;
  for (let i = 0; i < near.rows.length && found < count; i++) {
    const candidate = near.rows[i]!;
    if (candidate === row || near.similarities[i]! > limit) continue;
    if (groups && groups[candidate] === groups[row]) continue;
    chosen[found++] = candidate;
  }
  return chosen;
}
