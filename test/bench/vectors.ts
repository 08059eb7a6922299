/** Query latency, recall of the graph against exact search, the self-join; on embeddings of real source. */
import type { Encoder } from '../../src/core/encoder/encoder.ts';
import { ExactIndex } from '../../src/core/index/exactIndex.ts';
import { HnswIndex, loadHnswlib } from '../../src/node/hnswIndex.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import { range } from '../core/index/vectorIndexContract.ts';
import { cpuMs, type Measured, memoryMb, timings } from './measure.ts';
import { sourcePieces } from './sources.ts';

const QUERIES = 400;
const NEIGHBORS = 10;
/** About a quarter of the mean distance of unrelated code: a join that finds thousands of pairs. */
const JOIN_DISTANCE = 0.5;

export async function measureVectors(
  encoder: Encoder,
  unit: number,
  { sizes, graphs, joins }: Record<'sizes' | 'graphs' | 'joins', readonly number[]>,
): Promise<Measured[]> {
  const largest = Math.max(...sizes);
  const { rows, queries } = await realRows(encoder, largest);
  const { dimensions } = encoder;
  const exact = new ExactIndex(dimensions);
  const library = await loadHnswlib();
  const graph = library instanceof Error ? undefined : HnswIndex.create(library, dimensions);
  const query = (i: number) => queries.subarray(i * dimensions, (i + 1) * dimensions);
  const measured: Measured[] = [];
  const time = (name: string, value: number) =>
    measured.push({ name, value, unit: 'ms', ratio: value / unit });
  let buildMs = 0;
  let filled = 0;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const ids = range(size - filled, filled);
    const part = rows.subarray(filled * dimensions, size * dimensions);
    time(`exact, add ${size - filled}, CPU`, await cpuMs(() => exact.add(ids, part)));
    filled = size;
    const asked = await timings(QUERIES, (i) => exact.search(query(i), NEIGHBORS));
    time(`exact query, median, ${size}`, asked.median);
    time(`exact query, p99, ${size}`, asked.p99);
    if (joins.includes(size)) {
      let pairs = 0;
      const spent = await cpuMs(async () => {
        for await (const { a } of exact.pairsWithin(JOIN_DISTANCE)) pairs += a.length;
      });
      time(`self-join, ${size}, CPU`, spent);
      measured.push({ name: `pairs joined, ${size}`, value: pairs, unit: '', ratio: pairs });
    }
    if (!graph || !graphs.includes(size)) continue;
    const { size: held } = graph;
    const added = rows.subarray(held * dimensions, size * dimensions);
    buildMs += await cpuMs(() => graph.add(range(size - held, held), added));
    time(`HNSW build, ${size}, CPU`, buildMs);
    const approximate = await timings(QUERIES, (i) => graph.search(query(i), NEIGHBORS));
    time(`HNSW query, median, ${size}`, approximate.median);
    time(`HNSW query, p99, ${size}`, approximate.p99);
    let right = 0;
    for (let i = 0; i < QUERIES; i++) {
      const near = new Set((await exact.search(query(i), NEIGHBORS)).map(({ id }) => id));
      for (const { id } of await graph.search(query(i), NEIGHBORS)) if (near.has(id)) right++;
    }
    const recall = right / (QUERIES * NEIGHBORS);
    measured.push({ name: `HNSW recall@10, ${size}`, value: recall, unit: '', ratio: recall });
  }
  const megabytes = exact.sizeBytes / 1e6;
  measured.push(
    { name: `exact index, ${largest}`, value: megabytes, unit: 'MB', ratio: megabytes },
    { name: 'process, after the vectors', value: memoryMb(), unit: 'MB', ratio: memoryMb() },
  );
  return measured;
}

/**
 * Embeddings of real pieces; beyond their number copies with noise, as near as an edited clone.
 * Queries are pieces that are not among the rows.
 */
async function realRows(encoder: Encoder, count: number) {
  const { dimensions } = encoder;
  const texts = sourcePieces(20_000 + QUERIES);
  const all = await encoder.encode(texts.map((text) => ({ text, kind: 'code' })));
  const queries = all.slice(0, QUERIES * dimensions);
  const real = all.subarray(QUERIES * dimensions);
  const random = seededRandom(7);
  const rows = new Float32Array(count * dimensions);
  rows.set(real.subarray(0, rows.length));
  for (let row = real.length / dimensions; row < count; row++) {
    const from = (row % (real.length / dimensions)) * dimensions;
    let squared = 0;
    for (let k = 0; k < dimensions; k++) {
      const value = real[from + k]! + ((random() - 0.5) * 1.2) / Math.sqrt(dimensions);
      rows[row * dimensions + k] = value;
      squared += value * value;
    }
    for (let k = 0; k < dimensions; k++) rows[row * dimensions + k]! /= Math.sqrt(squared);
  }
  return { rows, queries };
}
