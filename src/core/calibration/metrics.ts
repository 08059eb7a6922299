/** How good probabilities and rankings are: AUC, average precision, Brier score, calibration error, reliability curve. */

/** What was predicted for a pair and whether it is a match. */
export interface Judged {
  /** Larger is more likely a match; a probability where the metric says so. */
  readonly score: number;
  readonly isMatch: boolean;
}

/**
 * Probability that a match scores above a non-match, ties half: (Σ ranks of matches − m(m+1)/2) / (m·n).
 * @returns 0..1; NaN without matches or without non-matches
 */
export function areaUnderCurve(judged: readonly Judged[]): number {
  const sorted = [...judged].sort((a, b) => a.score - b.score);
  let matches = 0;
  let rankSum = 0;
  for (let i = 0; i < sorted.length; ) {
    let next = i;
    while (next < sorted.length && sorted[next]!.score === sorted[i]!.score) next++;
    const rank = (i + 1 + next) / 2;
    for (; i < next; i++) {
      if (!sorted[i]!.isMatch) continue;
      matches++;
      rankSum += rank;
    }
  }
  return (rankSum - (matches * (matches + 1)) / 2) / (matches * (sorted.length - matches));
}

/**
 * Mean of the precision at each match, from the largest score down; equal scores count as one step.
 * @returns 0..1; NaN without matches
 */
export function averagePrecision(judged: readonly Judged[]): number {
  const sorted = [...judged].sort((a, b) => b.score - a.score);
  let matches = 0;
  let sum = 0;
  for (let i = 0; i < sorted.length; ) {
    let next = i;
    let found = 0;
    for (; next < sorted.length && sorted[next]!.score === sorted[i]!.score; next++) {
      if (sorted[next]!.isMatch) found++;
    }
    matches += found;
    sum += found * (matches / next);
    i = next;
  }
  return sum / matches;
}

/** Mean squared difference of probability and outcome, 0 is best. Source: G. Brier (1950). */
export function brierScore(judged: readonly Judged[]): number {
  let sum = 0;
  for (const { score, isMatch } of judged) sum += (score - (isMatch ? 1 : 0)) ** 2;
  return sum / judged.length;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Share of matches. */
  readonly observed: number;
}

/** Predicted against observed, in bins of equal width; empty bins are left out. */
export function reliabilityCurve(judged: readonly Judged[], bins = 15): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ pairs: 0, predicted: 0, matches: 0 }));
  for (const { score, isMatch } of judged) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.floor(score * bins)))]!;
    bin.pairs++;
    bin.predicted += score;
    if (isMatch) bin.matches++;
  }
  return sums.flatMap(({ pairs, predicted, matches }, i) =>
    pairs === 0
      ? []
      : [
          {
            from: i / bins,
            to: (i + 1) / bins,
            pairs,
            predicted: predicted / pairs,
            observed: matches / pairs,
          },
        ],
  );
}

/** Expected calibration error: Σ share of the bin · |predicted − observed|. Source: Naeini et al. (2015). */
export function calibrationError(judged: readonly Judged[], bins = 15): number {
  let sum = 0;
  for (const { pairs, predicted, observed } of reliabilityCurve(judged, bins)) {
    sum += (pairs / judged.length) * Math.abs(predicted - observed);
  }
  return sum;
}

/** Precision and recall of "match if score ≥ threshold". Precision is NaN where nothing is found. */
export function precisionRecall(
  judged: readonly Judged[],
  threshold: number,
): { readonly precision: number; readonly recall: number; readonly found: number } {
  let found = 0;
  let right = 0;
  let matches = 0;
  for (const { score, isMatch } of judged) {
    if (isMatch) matches++;
    if (score < threshold) continue;
    found++;
    if (isMatch) right++;
  }
  return { precision: right / found, recall: right / matches, found };
}
