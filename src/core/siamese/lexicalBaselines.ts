/** What words alone can do, on the same token ids: BM25, TF-IDF and Jaccard, the floor a training has to beat. */
import { type Sequences, sequence } from './pairSet.ts';

export type Scorer = (anchor: number, positive: number) => number;

/** k₁ and b as Robertson and Zaragoza (2009) recommend. */
const K1 = 1.2;
const B = 0.75;

/**
 * Scorers of anchor row × positive row, larger is closer; document frequencies are counted over the positives.
 * @param rows positions in both sequences; scorers take positions in `rows`.
 */
export function lexicalBaselines(
  anchors: Sequences,
  positives: Sequences,
  rows: ArrayLike<number>,
): Readonly<Record<'BM25' | 'TF-IDF' | 'Jaccard', Scorer>> {
  const counted = (side: Sequences) => Array.from(rows, (row) => countTerms(sequence(side, row)));
  const queries = counted(anchors);
  const documents = counted(positives);
  const documentFrequency = new Map<number, number>();
  for (const { counts } of documents) {
    for (const term of counts.keys()) {
      documentFrequency.set(term, (documentFrequency.get(term) ?? 0) + 1);
    }
  }
  const n = documents.length;
  const meanLength = documents.reduce((sum, d) => sum + d.length, 0) / Math.max(1, n);
  const frequency = (term: number) => documentFrequency.get(term) ?? 0;
  const bm25Idf = (term: number) =>
    Math.log(1 + (n - frequency(term) + 0.5) / (frequency(term) + 0.5));
  const weigh = ({ counts }: Terms) => {
    const weights = new Map<number, number>();
    let squares = 0;
    for (const [term, count] of counts) {
      const weight = (1 + Math.log(count)) * (Math.log((1 + n) / (1 + frequency(term))) + 1);
      weights.set(term, weight);
      squares += weight * weight;
    }
    const length = Math.sqrt(squares) || 1;
    for (const [term, weight] of weights) weights.set(term, weight / length);
    return weights;
  };
  const queryVectors = queries.map(weigh);
  const documentVectors = documents.map(weigh);
  return {
    BM25: (i, j) => {
      const { counts, length } = documents[j]!;
      let score = 0;
      for (const term of queries[i]!.counts.keys()) {
        const count = counts.get(term);
        if (count === undefined) continue;
        const norm = K1 * (1 - B + (B * length) / meanLength);
        score += (bm25Idf(term) * count * (K1 + 1)) / (count + norm);
      }
      return score;
    },
    'TF-IDF': (i, j) => {
      const document = documentVectors[j]!;
      let dot = 0;
      for (const [term, weight] of queryVectors[i]!) dot += weight * (document.get(term) ?? 0);
      return dot;
    },
    Jaccard: (i, j) => {
      const a = queries[i]!.counts;
      const b = documents[j]!.counts;
      let shared = 0;
      for (const term of a.keys()) if (b.has(term)) shared++;
      return shared / Math.max(1, a.size + b.size - shared);
    },
  };
}

interface Terms {
  readonly counts: ReadonlyMap<number, number>;
  readonly length: number;
}

function countTerms(tokens: Uint16Array): Terms {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return { counts, length: tokens.length };
}
