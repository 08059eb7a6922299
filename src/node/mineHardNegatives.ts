/**
 * Finds hard negatives for a pair set with the encoder as it is now: every anchor against a block of positives, exactly or,
 * where the block is large, through an HNSW index of its positives.
 */
import { Graph } from '../core/graph/graph.ts';
import { matMul, swapLast } from '../core/graph/operations/matrix.ts';
import type { GraphRunner } from '../core/graph/runner.ts';
import { chooseHardNegatives } from '../core/siamese/hardNegatives.ts';
import { NO_HARD_NEGATIVE, type PairSet, sequence } from '../core/siamese/pairSet.ts';
import { inferenceGraph } from '../core/towers/inferenceGraph.ts';
import type { StoredTensor } from '../core/towers/parameterFile.ts';
import type { Tower } from '../core/towers/tower.ts';
import { encodeSequences } from './encodeSequences.ts';
import { HnswIndex, type Hnswlib, loadHnswlib } from './hnswIndex.ts';
import { compileGraph } from './onnxRuntime.ts';

export interface MiningOptions {
  readonly perPair: number;
  readonly maxTokens: number;
  /** Pairs per block; an anchor's negatives come from its own block. Exactly it costs block × pairs products. */
  readonly block: number;
  /** Through HNSW; left out: in blocks above LARGEST_EXACT_BLOCK, if the native add-on is there. */
  readonly approximate?: boolean;
  /** Mines for these rows only, the others get none: all of a large set cost more than a training on them. */
  readonly rows?: { readonly from: number; readonly to: number };
}

/** Looked at per anchor: enough to have some left after the too near ones are passed over. */
const CANDIDATES = 24;
const ROWS_AT_ONCE = 256;
/** Above this building an index costs less than the products it saves (estimate: .6 ms a node, .3 ms a search). */
const LARGEST_EXACT_BLOCK = 65_536;

export async function mineHardNegatives(
  pairs: PairSet,
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
  options: MiningOptions,
  progress: (done: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<PairSet> {
  const encoder = await compileGraph(
    inferenceGraph(tower, parameters, { precision: 'int8', tokenStates: false }),
  );
  const exact = await compileGraph(nearestGraph(tower.dimensions));
  const library =
    (options.approximate ?? options.block > LARGEST_EXACT_BLOCK) ? await loadHnswlib() : undefined;
  const hardNegatives = new Uint32Array(pairs.count * options.perPair).fill(NO_HARD_NEGATIVE);
  const rows = options.rows ?? { from: 0, to: pairs.count };
  for (let from = rows.from; from < rows.to; from += options.block) {
    const to = Math.min(from + options.block, rows.to);
    const embed = (side: 'anchors' | 'positives') =>
      encodeSequences(
        encoder,
        Array.from({ length: to - from }, (_, i) => sequence(pairs[side], from + i)),
        { maxTokens: options.maxTokens, ...tower },
        signal,
      );
    const anchors = await embed('anchors');
    const positives = await embed('positives');
    const nearest =
      library && !(library instanceof Error)
        ? await approximateNearest(library, tower.dimensions, positives)
        : exactNearest(exact, tower.dimensions, positives);
    for (let row = from; row < to; row += ROWS_AT_ONCE) {
      signal?.throwIfAborted();
      const end = Math.min(row + ROWS_AT_ONCE, to);
      const near = await nearest(
        anchors.subarray((row - from) * tower.dimensions, (end - from) * tower.dimensions),
      );
      for (let i = row; i < end; i++) {
        const at = (i - row) * near.count;
        const chosen = chooseHardNegatives(
          i,
          {
            rows: near.rows.subarray(at, at + near.count).map((r) => r + from),
            similarities: near.similarities.subarray(at, at + near.count),
            own: dotRows(anchors, positives, i - from, tower.dimensions),
          },
          options.perPair,
          pairs.groups,
        );
        hardNegatives.set(chosen, i * options.perPair);
      }
      progress(end - rows.from, rows.to - rows.from);
    }
  }
  await encoder.dispose();
  await exact.dispose();
  return { ...pairs, hardNegatives, hardNegativesPerPair: options.perPair };
}

function nearestGraph(dimensions: number) {
  const graph = new Graph();
  const anchors = graph.input('anchors', ['rows', dimensions]);
  const positives = graph.input('positives', ['block', dimensions]);
  const count = graph.input('count', [1], 'int64');
  const all = matMul(graph, anchors, swapLast(graph, positives));
  const [similarities, rows] = graph.nodes(
    'TopK',
    [all, count],
    [
      { shape: ['rows', 'count'], type: 'float' },
      { shape: ['rows', 'count'], type: 'int64' },
    ],
    { axis: -1 },
  );
  graph.output('similarities', similarities!);
  graph.output(
    'rows',
    graph.node('Cast', [rows!], rows!.shape, { type: 'float', attributes: { to: 1 } }),
  );
  return graph.model();
}

/** The `count` nearest positives of each anchor, most similar first, `(anchors, count)`. */
type Nearest = (anchors: Float32Array) => Promise<{
  readonly count: number;
  readonly similarities: Float32Array;
  readonly rows: Float32Array;
}>;

function exactNearest(runner: GraphRunner, dimensions: number, positives: Float32Array): Nearest {
  const block = positives.length / dimensions;
  const count = Math.min(CANDIDATES, block);
  return async (anchors) => {
    const outputs = await runner.run({
      anchors: { type: 'float32', data: anchors, shape: [anchors.length / dimensions, dimensions] },
      positives: { type: 'float32', data: positives, shape: [block, dimensions] },
      count: { type: 'int64', data: BigInt64Array.of(BigInt(count)), shape: [1] },
    });
    return {
      count,
      similarities: outputs['similarities']!.data,
      rows: outputs['rows']!.data,
    };
  };
}

async function approximateNearest(
  library: Hnswlib,
  dimensions: number,
  positives: Float32Array,
): Promise<Nearest> {
  const block = positives.length / dimensions;
  const count = Math.min(CANDIDATES, block);
  const index = HnswIndex.create(library, dimensions);
  await index.add([...Array(block).keys()], positives);
  return async (anchors) => {
    // Where the index finds fewer, what is left is too near to be taken.
    const similarities = new Float32Array((anchors.length / dimensions) * count).fill(Infinity);
    const rows = new Float32Array(similarities.length);
    for (let at = 0; at < anchors.length; at += dimensions) {
      const found = await index.search(anchors.subarray(at, at + dimensions), count);
      for (const [k, { id, distance }] of found.entries()) {
        const place = (at / dimensions) * count + k;
        rows[place] = id;
        // On unit embeddings.
        similarities[place] = 1 - distance ** 2 / 2;
      }
    }
    return { count, similarities, rows };
  };
}

function dotRows(a: Float32Array, b: Float32Array, row: number, width: number): number {
  let sum = 0;
  for (let k = row * width; k < (row + 1) * width; k++) sum += a[k]! * b[k]!;
  return sum;
}
