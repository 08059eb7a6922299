/**
 * The pairs most worth a person's judgement: those whose label could move a threshold, and not twice the same kind.
 * Source: uncertainty sampling (D. Lewis, W. Gale, 1994) made diverse by taking the best of what is far from what was
 * taken (maximal marginal relevance: J. Carbonell, J. Goldstein, 1998).
 */

export interface PairCandidate {
  /** The displayed probability. */
  readonly probability: number;
  readonly score: number;
  /** Scores from which the levels show pairs, of this pair's channel. */
  readonly thresholds: readonly number[];
  /** Paths of both sides. */
  readonly paths: readonly [string, string];
}

/** Scores by which a pair may be away from a threshold and still be near it: one nat of odds. */
const NEAR = 1;
/** What one more pair of the same files loses of its worth. */
const REPEAT = 0.5;

/** Positions of the chosen, most worth first; the same for any order of equal candidates but their position. */
export function choosePairs(candidates: readonly PairCandidate[], limit: number): number[] {
  const worth = candidates.map(worthOf);
  const taken = new Map<string, number>();
  const left = new Set(candidates.keys());
  const chosen: number[] = [];
  while (chosen.length < limit && left.size > 0) {
    let best = -1;
    let bestWorth = -1;
    for (const i of left) {
      const own = worth[i]! * REPEAT ** repeats(candidates[i]!, taken);
      if (own > bestWorth) {
        best = i;
        bestWorth = own;
      }
    }
    left.delete(best);
    chosen.push(best);
    for (const key of keysOf(candidates[best]!)) taken.set(key, (taken.get(key) ?? 0) + 1);
  }
  return chosen;
}

/** 0..2: uncertainty of the probability (1 at one half) and nearness to a threshold. */
function worthOf({ probability, score, thresholds }: PairCandidate): number {
  const nearest = thresholds.reduce(
    (least, threshold) => Math.min(least, Math.abs(score - threshold)),
    Number.POSITIVE_INFINITY,
  );
  return 4 * probability * (1 - probability) + Math.exp(-nearest / NEAR);
}

function repeats(candidate: PairCandidate, taken: ReadonlyMap<string, number>): number {
  return keysOf(candidate).reduce((sum, key) => sum + (taken.get(key) ?? 0), 0);
}

/** Both files, and the tenth of probability the pair lies in. */
function keysOf({ paths, probability }: PairCandidate): string[] {
  return [...new Set(paths), `p${Math.floor(10 * probability)}`];
}
