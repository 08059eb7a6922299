/**
 * A threshold that a new non-match passes with at most a wanted probability, whatever the distribution of scores.
 * Source: V. Vovk et al., "Algorithmic Learning in a Random World" (2005), split conformal prediction; with weights,
 * R. Tibshirani et al. (2019). It holds for pairs drawn like those measured, not for one folder after another.
 */

export interface WeighedScore {
  readonly score: number;
  readonly weight: number;
}

/**
 * The smallest threshold above which lies at most `rate` of the weight, the new pair's own (the largest of the weights)
 * counted among it. Scores equal to the threshold pass, so it lies just above a score that was measured.
 * @returns undefined where there are too few scores to say anything about so small a rate
 */
export function conformalThreshold(
  scores: readonly WeighedScore[],
  rate: number,
): number | undefined {
  const sorted = [...scores].sort((a, b) => b.score - a.score);
  const own = sorted.reduce((most, { weight }) => Math.max(most, weight), 0);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0) + own;
  if (own === 0 || own > rate * total) return undefined;
  let above = own;
  for (const { score, weight } of sorted) {
    above += weight;
    if (above > rate * total) return justAbove(score);
  }
  return undefined;
}

/** Larger than `score` by less than what any score is stored with. */
function justAbove(score: number): number {
  return score + Math.max(1, Math.abs(score)) * 1e-9;
}
