/** How well matches are told from non-matches: measures over a square of similarities, anchors by positives. */

export interface SquareScores {
  readonly size: number;
  /** Larger is closer; the diagonal holds the matches. */
  score(anchor: number, positive: number): number;
  /** Whether `positive` is a fair non-match of `anchor`; equal groups are not. */
  isNonMatch(anchor: number, positive: number): boolean;
}

/** Mean over anchors of 1 / rank of its match among its non-matches; ties count half. 0..1 */
export function meanReciprocalRank(scores: SquareScores): number {
  let total = 0;
  for (let i = 0; i < scores.size; i++) {
    const own = scores.score(i, i);
    let rank = 1;
    for (let j = 0; j < scores.size; j++) {
      if (!scores.isNonMatch(i, j)) continue;
      const other = scores.score(i, j);
      if (other > own) rank++;
      else if (other === own) rank += 0.5;
    }
    total += 1 / rank;
  }
  return scores.size === 0 ? Number.NaN : total / scores.size;
}

/**
 * Probability that a random match scores above a random non-match, ties counting half. 0..1
 * Source: Mann and Whitney, 1947.
 */
export function areaUnderCurve(matches: readonly number[], nonMatches: readonly number[]): number {
  const all = [
    ...matches.map((score) => ({ score, isMatch: true })),
    ...nonMatches.map((score) => ({ score, isMatch: false })),
  ].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let i = 0;
  while (i < all.length) {
    let end = i;
    while (end < all.length && all[end]!.score === all[i]!.score) end++;
    for (let k = i; k < end; k++) if (all[k]!.isMatch) rankSum += (i + 1 + end) / 2;
    i = end;
  }
  const m = matches.length;
  return (rankSum - (m * (m + 1)) / 2) / (m * nonMatches.length);
}

/** Each anchor's most similar non-match: what a threshold has to tell matches from. */
export function hardestNonMatches(scores: SquareScores): number[] {
  return Array.from({ length: scores.size }, (_, i) => {
    let best = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < scores.size; j++) {
      if (scores.isNonMatch(i, j)) best = Math.max(best, scores.score(i, j));
    }
    return best;
  }).filter(Number.isFinite);
}
