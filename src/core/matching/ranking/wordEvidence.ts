/** What the words of a file's snippets and their nearness in meaning say for the file. */
import type { Candidates, FileCandidate } from './candidates.ts';

export interface WordEvidence {
  readonly file: FileCandidate;
  /** The best snippet's BM25. */
  readonly best: number;
  /** The same where every word weighs what its rarity makes it weigh. */
  readonly plain: number;
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
  /** Cosine of the nearest snippet above that of the farthest neighbor: not relative to the nearest. */
  readonly nearness: number;
}

/** BM25 and nearness per snippet. */
export interface SnippetEvidence {
  readonly bm25: ReadonlyMap<number, number>;
  readonly near: ReadonlyMap<number, number>;
}

/** Saturation of `spread`: a word in two or three snippets says nearly all it can (BM25's usual 1.2–2). */
const SPREAD_SATURATION = 1.5;
/** Snippets of a file of usual length (guess; only its square root counts). */
const USUAL_SNIPPETS = 20;

/** What speaks for each candidate file. A query has hundreds: numbers only, and no collection per file. */
export function wordEvidences(candidates: Candidates): WordEvidence[] {
  const words = candidates.importance.length;
  const scratch = { perTerm: new Float64Array(words), places: new Float64Array(words) };
  const evidences: WordEvidence[] = [];
  for (const file of candidates.files.values()) {
    evidences.push(wordEvidence(file, candidates, scratch));
  }
  return evidences;
}

/** @param scratch per query word the best BM25 and the number of snippets; overwritten */
function wordEvidence(
  file: FileCandidate,
  candidates: Candidates,
  { perTerm, places }: { readonly perTerm: Float64Array; readonly places: Float64Array },
): WordEvidence {
  const { importance, weights } = candidates;
  const words = importance.length;
  perTerm.fill(0);
  places.fill(0);
  const bm25 = new Best3();
  const near = new Best3();
  let together = 0;
  let plain = 0;
  for (const { bm25: scores, cosine } of file.snippets) {
    let total = 0;
    let inSnippet = 0;
    let plainTotal = 0;
    for (let i = 0; i < words; i++) {
      const score = scores[i]!;
      if (score <= 0) continue;
      total += score;
      plainTotal += score / weights[i]!;
      places[i]!++;
      inSnippet += importance[i]!;
      if (score > perTerm[i]!) perTerm[i] = score;
    }
    if (inSnippet > together) together = inSnippet;
    if (plainTotal > plain) plain = plainTotal;
    bm25.add(total);
    if (cosine !== undefined) near.add(nearness(cosine, candidates));
  }
  const norm =
    SPREAD_SATURATION * (0.25 + 0.75 * Math.sqrt(file.record.snippets.length / USUAL_SNIPPETS));
  let coverage = 0;
  let spread = 0;
  let present = 0;
  for (let i = 0; i < words; i++) {
    const weight = importance[i]!;
    coverage += perTerm[i]!;
    spread += (weight * places[i]!) / (places[i]! + norm);
    if (perTerm[i]! > 0) present += weight;
  }
  return {
    file,
    best: bm25.first,
    plain,
    coverage,
    several: bm25.mean,
    spread,
    present,
    together,
    meaning: near.first,
    meaningSeveral: near.mean,
    nearness: near.first * cosineSpan(candidates),
  };
}

export function snippetEvidence(
  { snippets }: FileCandidate,
  candidates: Candidates,
): SnippetEvidence {
  const bm25 = new Map<number, number>();
  const near = new Map<number, number>();
  for (const { snippet, bm25: scores, cosine } of snippets) {
    bm25.set(snippet, sum(scores));
    if (cosine !== undefined) near.set(snippet, nearness(cosine, candidates));
  }
  return { bm25, near };
}

/** 0 for the farthest neighbor, 1 for the nearest. */
function nearness(cosine: number, candidates: Candidates): number {
  const { cosines } = candidates;
  if (!cosines) return 0;
  return (cosine - cosines.farthest) / Math.max(1e-6, cosineSpan(candidates));
}

function cosineSpan({ cosines }: Candidates): number {
  return cosines ? cosines.nearest - cosines.farthest : 0;
}

/** The three largest values so far, 0 where there are fewer. */
class Best3 {
  first = 0;
  private second = 0;
  private third = 0;

  add(value: number): void {
    if (value > this.first) {
      this.third = this.second;
      this.second = this.first;
      this.first = value;
    } else if (value > this.second) {
      this.third = this.second;
      this.second = value;
    } else if (value > this.third) {
      this.third = value;
    }
  }

  get mean(): number {
    return (this.first + this.second + this.third) / 3;
  }
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
