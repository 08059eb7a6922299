/** Measures a tower on held-out pairs: how often the match comes first, and how distances of matches and non-matches lie. */
import { distanceFromSimilarity } from '../core/encoder/distance.ts';
import { lexicalBaselines } from '../core/siamese/lexicalBaselines.ts';
import { sequence, type TokenIds } from '../core/siamese/pairSet.ts';
import {
  areaUnderCurve,
  hardestNonMatches,
  meanReciprocalRank,
  type SquareScores,
} from '../core/siamese/retrieval.ts';
import type { SampledBatch } from '../core/siamese/sampler.ts';
import { inferenceGraph, type Precision } from '../core/towers/inferenceGraph.ts';
import type { StoredTensor } from '../core/towers/parameterFile.ts';
import type { Tower } from '../core/towers/tower.ts';
import { encodeSequences } from './encodeSequences.ts';
import { compileGraph } from './onnxRuntime.ts';

/** By `<kind> MRR` and `<kind> AUC`, or as further measures call themselves. */
export type Scores = Readonly<Record<string, number>>;

/** `(texts, dimensions)` of unit length */
export type Embed = (texts: readonly TokenIds[]) => Promise<Float32Array>;

export interface Measured {
  readonly scores: Scores;
  readonly distances: { readonly matches: number[]; readonly nonMatches: number[] };
}

export interface MeasureOptions {
  readonly maxTokens: number;
  readonly precision?: Precision;
  /** Embeddings are cut to so many dimensions and brought to unit length again. */
  readonly dimensions?: number;
  /** Measures beside the held-out pairs. */
  readonly also?: (embed: Embed, dimensions: number) => Promise<Scores>;
}

export async function measureTower(
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
  heldOut: readonly SampledBatch[],
  options: MeasureOptions,
): Promise<Measured> {
  const { precision = 'float', dimensions = tower.dimensions } = options;
  const graph = inferenceGraph(tower, parameters, { precision, tokenStates: false });
  const runner = await compileGraph(graph);
  const maxTokens = Math.min(options.maxTokens, tower.maxTokens ?? options.maxTokens);
  const embed: Embed = async (texts) =>
    cutRows(
      await encodeSequences(runner, texts, { ...tower, maxTokens }),
      tower.dimensions,
      dimensions,
    );
  const scores: Record<string, number> = {};
  const matches: number[] = [];
  const nonMatches: number[] = [];
  for (const batch of heldOut) {
    const side = (name: 'anchors' | 'positives') =>
      embed(Array.from(batch.rows, (row) => sequence(batch.pairs[name], row)));
    const [a, p] = [await side('anchors'), await side('positives')];
    const square = squareOf(batch, (i, j) => dotRows(a, i, p, j, dimensions));
    const own = Array.from({ length: square.size }, (_, i) => square.score(i, i));
    const hardest = hardestNonMatches(square);
    scores[`${batch.pairs.kind} MRR`] = meanReciprocalRank(square);
    scores[`${batch.pairs.kind} AUC`] = areaUnderCurve(own, hardest);
    matches.push(...own.map(distanceFromSimilarity));
    nonMatches.push(...hardest.map(distanceFromSimilarity));
  }
  const also = (await options.also?.(embed, dimensions)) ?? {};
  await runner.dispose();
  return { scores: { ...scores, ...also }, distances: { matches, nonMatches } };
}

/** The same of BM25, TF-IDF and Jaccard on the token ids, by name. */
export function measureWords(heldOut: readonly SampledBatch[]): Map<string, Scores> {
  const scored = new Map<string, Record<string, number>>();
  for (const batch of heldOut) {
    const side = (name: 'anchors' | 'positives') =>
      Array.from(batch.rows, (row) => sequence(batch.pairs[name], row));
    const baselines = lexicalBaselines(side('anchors'), side('positives'));
    for (const [name, of] of Object.entries(baselines)) {
      const rows = Array.from(batch.rows, (_, i) => of(i));
      const square = squareOf(batch, (i, j) => rows[i]![j]!);
      const own = Array.from({ length: square.size }, (_, i) => square.score(i, i));
      const scores = scored.get(name) ?? {};
      scores[`${batch.pairs.kind} MRR`] = meanReciprocalRank(square);
      scores[`${batch.pairs.kind} AUC`] = areaUnderCurve(own, hardestNonMatches(square));
      scored.set(name, scores);
    }
  }
  return scored;
}

/** aᵢ·bⱼ of rows of `width`. */
export function dotRows(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  width: number,
): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += a[i * width + k]! * b[j * width + k]!;
  return sum;
}

function squareOf(
  { pairs, rows }: SampledBatch,
  score: (i: number, j: number) => number,
): SquareScores {
  const group = (i: number) => pairs.groups?.[rows[i]!] ?? rows[i]!;
  return { size: rows.length, score, isNonMatch: (i, j) => i !== j && group(i) !== group(j) };
}

function cutRows(rows: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return rows;
  const count = rows.length / from;
  const cut = new Float32Array(count * to);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * from, i * from + to);
    const length = Math.hypot(...row) || 1;
    for (let k = 0; k < to; k++) cut[i * to + k] = row[k]! / length;
  }
  return cut;
}
