/** The systems that are compared: an encoder, and what words alone can do (BM25, TF-IDF, Jaccard, random vectors). */

import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import { splitWords } from '../../../src/core/encoder/tokenizerTraining.ts';
import {
  type LexicalSystem,
  lexicalBaselines,
} from '../../../src/core/siamese/lexicalBaselines.ts';
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

export const bm25 = lexical('BM25');
export const tfIdf = lexical('TF-IDF');
export const jaccard = lexical('Jaccard');

function lexical(name: LexicalSystem): System {
  return {
    name,
    async compare(left, right) {
      const words = (texts: readonly EvaluationText[]) => texts.map(({ text }) => wordsOf(text));
      return lexicalBaselines(words(left), words(right))[name];
    },
  };
}

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
}

/** Words by letters, identifiers split; signs and digits say little alone and are left out for every lexical system. */
function wordsOf(text: string): string[] {
  return [...splitWords(text)].filter((word) => /^\p{L}/u.test(word));
}

function countWords(text: string): Words {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts };
}

function documentFrequency(documents: readonly Words[]): Map<string, number> {
  const frequency = new Map<string, number>();
  for (const { counts } of documents) {
    for (const word of counts.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  return frequency;
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
