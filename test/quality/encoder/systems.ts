/** The systems that are compared: an encoder, and what words alone can do (BM25, TF-IDF, Jaccard, random vectors). */

import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import { splitWords } from '../../../src/core/encoder/tokenizerTraining.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import type { EvaluationText } from './task.ts';

export interface System {
  readonly name: string;
  /** Prepares two lists of texts; the result scores one left text against all right ones, larger is closer. */
  compare(
    left: readonly EvaluationText[],
    right: readonly EvaluationText[],
  ): Promise<(query: number) => Float32Array>;
}

/** Texts per call of the encoder: bounds memory. */
const BATCH = 512;

export function encoderSystem(name: string, encoder: Encoder): System {
  const known = new Map<string, Float32Array>();
  const encode = async (texts: readonly EvaluationText[]) => {
    const missing = texts.filter(({ text, kind }) => !known.has(kind + text));
    for (let i = 0; i < missing.length; i += BATCH) {
      const batch = missing.slice(i, i + BATCH);
      const rows = await encoder.encode(batch);
      batch.forEach(({ text, kind }, k) => {
        known.set(kind + text, rows.slice(k * encoder.dimensions, (k + 1) * encoder.dimensions));
      });
    }
    return texts.map(({ text, kind }) => known.get(kind + text)!);
  };
  return {
    name,
    async compare(left, right) {
      const [a, b] = [await encode(left), await encode(right)];
      return (query) => Float32Array.from(b, (row) => dot(a[query]!, row));
    },
  };
}

interface Postings {
  readonly documents: number[];
  readonly weights: number[];
}

/** k₁ and b as Robertson and Zaragoza (2009) recommend. */
const K1 = 1.2;
const B = 0.75;

export const bm25: System = {
  name: 'BM25',
  async compare(left, right) {
    const documents = right.map(({ text }) => countWords(text));
    const mean = documents.reduce((sum, d) => sum + d.length, 0) / documents.length;
    const index = postings(documents, (count, length, df) => {
      const idf = Math.log(1 + (documents.length - df + 0.5) / (df + 0.5));
      return (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean));
    });
    return (query) => {
      const scores = new Float32Array(documents.length);
      for (const word of countWords(left[query]!.text).counts.keys()) addUp(index, word, 1, scores);
      return scores;
    };
  },
};

export const tfIdf: System = {
  name: 'TF-IDF',
  async compare(left, right) {
    const documents = right.map(({ text }) => countWords(text));
    const n = documents.length;
    const frequency = documentFrequency(documents);
    const weight = (count: number, df: number) =>
      (1 + Math.log(count)) * (Math.log((1 + n) / (1 + df)) + 1);
    const norms = documents.map(({ counts }) => {
      let squares = 0;
      for (const [word, count] of counts) squares += weight(count, frequency.get(word)!) ** 2;
      return Math.sqrt(squares) || 1;
    });
    const index = postings(documents, (count, _, df, d) => weight(count, df) / norms[d]!);
    return (query) => {
      const { counts } = countWords(left[query]!.text);
      const weights = [...counts].map(
        ([word, count]) => [word, weight(count, frequency.get(word) ?? 0)] as const,
      );
      const norm = Math.sqrt(weights.reduce((sum, [, w]) => sum + w * w, 0)) || 1;
      const scores = new Float32Array(n);
      for (const [word, w] of weights) addUp(index, word, w / norm, scores);
      return scores;
    };
  },
};

export const jaccard: System = {
  name: 'Jaccard',
  async compare(left, right) {
    const documents = right.map(({ text }) => countWords(text));
    const index = postings(documents, () => 1);
    return (query) => {
      const { counts } = countWords(left[query]!.text);
      const shared = new Float32Array(documents.length);
      for (const word of counts.keys()) addUp(index, word, 1, shared);
      return shared.map((n, d) => n / Math.max(1, counts.size + documents[d]!.counts.size - n));
    };
  },
};

const RANDOM_DIMENSIONS = 256;

/** Random vectors for words, weighted by rarity: the encoder's architecture before any training. */
export const untrainedBag: System = {
  name: 'untrained',
  async compare(left, right) {
    const documents = right.map(({ text }) => countWords(text));
    const frequency = documentFrequency(documents);
    const vectors = new Map<string, Float32Array>();
    const embed = ({ counts }: Words) => {
      const sum = new Float32Array(RANDOM_DIMENSIONS);
      for (const [word, count] of counts) {
        let vector = vectors.get(word);
        if (!vector) {
          vector = randomVector(word);
          vectors.set(word, vector);
        }
        const rarity = Math.log((1 + documents.length) / (1 + (frequency.get(word) ?? 0))) + 1;
        const weight = (1 + Math.log(count)) * rarity;
        for (let k = 0; k < sum.length; k++) sum[k]! += weight * vector[k]!;
      }
      const norm = Math.sqrt(dot(sum, sum)) || 1;
      return sum.map((v) => v / norm);
    };
    const rows = documents.map(embed);
    return (query) => {
      const own = embed(countWords(left[query]!.text));
      return Float32Array.from(rows, (row) => dot(own, row));
    };
  },
};

interface Words {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Words by letters, identifiers split; signs and digits say little alone and are left out for every lexical system. */
function countWords(text: string): Words {
  const counts = new Map<string, number>();
  let length = 0;
  for (const word of splitWords(text)) {
    if (!/^\p{L}/u.test(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
    length++;
  }
  return { counts, length };
}

function documentFrequency(documents: readonly Words[]): Map<string, number> {
  const frequency = new Map<string, number>();
  for (const { counts } of documents) {
    for (const word of counts.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  return frequency;
}

function postings(
  documents: readonly Words[],
  weigh: (count: number, length: number, documentFrequency: number, document: number) => number,
): Map<string, Postings> {
  const frequency = documentFrequency(documents);
  const index = new Map<string, Postings>();
  documents.forEach(({ counts, length }, d) => {
    for (const [word, count] of counts) {
      let list = index.get(word);
      if (!list) {
        list = { documents: [], weights: [] };
        index.set(word, list);
      }
      list.documents.push(d);
      list.weights.push(weigh(count, length, frequency.get(word)!, d));
    }
  });
  return index;
}

function addUp(
  index: ReadonlyMap<string, Postings>,
  word: string,
  factor: number,
  scores: Float32Array,
): void {
  const list = index.get(word);
  if (!list) return;
  for (let i = 0; i < list.documents.length; i++) {
    scores[list.documents[i]!]! += factor * list.weights[i]!;
  }
}

function randomVector(word: string): Float32Array {
  let seed = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) {
    seed = Math.imul(seed ^ word.charCodeAt(i), 0x01000193);
  }
  const random = new Random(seed);
  return Float32Array.from({ length: RANDOM_DIMENSIONS }, () => random.normal());
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
