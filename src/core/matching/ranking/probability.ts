/** How probable it is that a result answers the query. */
import type { ScoredFile } from './fileFeatures.ts';
import { fileScore, type RankedSnippet } from './rankSnippets.ts';
import type { Weights } from './weights.ts';

/** Per result 0..1. */
export function answerProbabilities(
  ranked: readonly RankedSnippet[],
  files: readonly ScoredFile[],
  weights: Weights,
): number[] {
  const scores = files.map((file) => fileScore(file, weights));
  const best = Math.max(...scores, Number.NEGATIVE_INFINITY);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - best), 0);
  return ranked.map(({ file }) => Math.exp(fileScore(file, weights) - best) / total);
}
