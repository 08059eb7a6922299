/**
 * How probable it is that a result answers the query: logistic in how far its file stands out among the
 * candidates and in how much of the query its words and names hold, so that the best of bad answers stays
 * improbable. Fitted on the development queries, each repository also asked foreign queries that nothing
 * in it answers; on repositories left out the mean error of calibration is below .01 (docs/search.md).
 */
import type { ScoredFile } from './fileFeatures.ts';
import { fileScorer, type RankedSnippet } from './rankSnippets.ts';
import type { Weights } from './weights.ts';

/** Constant, logarithm of the share among candidates, words present, file name, definition. */
export const PROBABILITY_WEIGHTS: readonly number[] = [-1.799, 1.038, 2.632, 2.208, 0.253];
/** A smaller share than exp(−8) of the candidates says no more than that. */
const LEAST_LOG_SHARE = -8;

/** Per result 0..1, never rising with the rank. */
export function answerProbabilities(
  ranked: readonly RankedSnippet[],
  files: readonly ScoredFile[],
  weights: Weights,
): number[] {
  const share = logShares(files, weights);
  let least = 1;
  return ranked.map(({ file }) => {
    const inputs = probabilityInputs(file, share.get(file)!);
    const logit = inputs.reduce((sum, value, i) => sum + value * PROBABILITY_WEIGHTS[i]!, 0);
    least = Math.min(least, 1 / (1 + Math.exp(-logit)));
    return least;
  });
}

export function probabilityInputs({ features }: ScoredFile, logShare: number): number[] {
  const { wordsPresent, fileNameExact, definitionExact } = features;
  return [1, Math.max(LEAST_LOG_SHARE, logShare), wordsPresent, fileNameExact, definitionExact];
}

/** ln(e^score / Σ e^score) over the candidate files. */
export function logShares(files: readonly ScoredFile[], weights: Weights): Map<ScoredFile, number> {
  const scores = files.map(fileScorer(weights));
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - best), 0);
  return new Map(files.map((file, i) => [file, scores[i]! - best - Math.log(total)]));
}
