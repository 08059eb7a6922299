/** What the words of a file's snippets and their nearness in meaning say for the file. */
import type { Candidates, FileCandidate } from './candidates.ts';

export interface WordEvidence {
  readonly file: FileCandidate;
  /** The best snippet's BM25. */
  readonly best: number;
  /** BM25 where each word may come from another snippet of the file. */
  readonly coverage: number;
  /** Mean of the three best snippets' BM25. */
  readonly several: number;
  /** BM25 with the file as the text, its snippets as the words' places and importance as rarity. */
  readonly spread: number;
  /** Sum of the importance of the words that are in the file, and of those in one of its snippets. */
  readonly present: number;
  readonly together: number;
  /** 0..1 between the farthest and the nearest neighbor: the nearest snippet, the mean of three. */
  readonly meaning: number;
  readonly meaningSeveral: number;
  /** BM25 and nearness per snippet. */
  readonly bm25: ReadonlyMap<number, number>;
  readonly near: ReadonlyMap<number, number>;
}

/** Saturation of `spread`: a word in two or three snippets says nearly all it can (BM25's usual 1.2–2). */
const SPREAD_SATURATION = 1.5;
/** Snippets of a file of usual length (guess; only its square root counts). */
const USUAL_SNIPPETS = 20;

export function wordEvidence(file: FileCandidate, candidates: Candidates): WordEvidence {
  const { cosines, importance } = candidates;
  const bm25 = new Map<number, number>();
  const near = new Map<number, number>();
  const perTerm = new Float64Array(importance.length);
  const places = new Float64Array(importance.length);
  const span = cosines ? Math.max(1e-6, cosines.nearest - cosines.farthest) : 1;
  let together = 0;
  for (const { snippet, bm25: scores, cosine } of file.snippets.values()) {
    let total = 0;
    let inSnippet = 0;
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i]!;
      if (score <= 0) continue;
      total += score;
      places[i]!++;
      inSnippet += importance[i]!;
      if (score > perTerm[i]!) perTerm[i] = score;
    }
    together = Math.max(together, inSnippet);
    bm25.set(snippet, total);
    if (cosine !== undefined && cosines) near.set(snippet, (cosine - cosines.farthest) / span);
  }
  const norm =
    SPREAD_SATURATION * (0.25 + 0.75 * Math.sqrt(file.record.snippets.length / USUAL_SNIPPETS));
  const ranked = [...bm25.values()].sort((a, b) => b - a);
  const nearest = [...near.values()].sort((a, b) => b - a);
  return {
    file,
    best: ranked[0] ?? 0,
    coverage: sum(perTerm),
    several: sum(ranked.slice(0, 3)) / 3,
    spread: sum(importance.map((weight, i) => (weight * places[i]!) / (places[i]! + norm))),
    present: sum(importance.filter((_, i) => perTerm[i]! > 0)),
    together,
    meaning: nearest[0] ?? 0,
    meaningSeveral: sum(nearest.slice(0, 3)) / 3,
    bm25,
    near,
  };
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
