/**
 * All pairs within a distance, block by block: int8 screen, exact re-check. Large joins are screened
 * on a rotated copy, whose first dimensions hold most of the length: three of four pairs and more
 * are then done after a quarter of the work (Cauchy–Schwarz on the rest), and none is lost.
 */
import { BLOCK_ROWS, Int8Blocks } from './int8Blocks.ts';
import { principalAxes } from './principalAxes.ts';
import { RowRotation } from './rowRotation.ts';
import type { JoinOptions, NeighborPairs } from './vectorIndex.ts';

/** Where the rows to be joined are. */
export interface JoinSource {
  readonly dimensions: number;
  readonly ids: readonly number[];
  /** The index's own codes, which hold all of its rows in order. */
  readonly blocks: Int8Blocks;
  row(row: number): Float32Array;
  distance(rowA: number, rowB: number): number;
  /** Grows with every change of the index. */
  changes(): number;
}

/** Pairs handed over at once: a few hundred kilobytes. */
const BATCH_PAIRS = 8192;
/** Block pairs between two turns of the event loop: about 10 ms at 256 dimensions. */
const BLOCK_PAIRS_PER_TURN = 4;
/** From here the rotation (.3 s, and 6 µs a row) pays: a plain join of 20,000 takes 1.2 s of CPU. */
const ROTATED_FROM = 20_000;
/** The first quarter of 256 dimensions held 66 % of the squared length of code embeddings. */
const PREFIX_SHARE = 1 / 4;
/** The matrix of more dimensions outgrows the caches. */
const MOST_ROTATED_DIMENSIONS = 1024;

export async function* selfJoin(
  source: JoinSource,
  maxDistance: number,
  { part = { index: 0, count: 1 }, accept, progress, rotatedFrom = ROTATED_FROM }: JoinOptions,
  signal?: AbortSignal,
): AsyncGenerator<NeighborPairs> {
  if (!(maxDistance >= 0 && maxDistance <= 2)) {
    throw new RangeError(`distance ${maxDistance}; 0 to 2 on unit embeddings`);
  }
  const changes = source.changes();
  const turn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    if (source.changes() !== changes) throw new Error('the index changed during a join');
  };
  signal?.throwIfAborted();
  const rows = [...source.ids.keys()].filter((row) => accept?.(source.ids[row]!) ?? true);
  const rotation = rows.length >= rotatedFrom ? rotationOf(source, rows) : undefined;
  const blocks = rotation || accept ? await copied(source, rows, rotation, turn) : source.blocks;
  const count = Math.ceil(rows.length / BLOCK_ROWS);
  const total = (count * (count + 1)) / 2;
  const rowsIn = (block: number) => Math.min(BLOCK_ROWS, rows.length - block * BLOCK_ROWS);
  let batch = emptyPairs();
  let slice = 0;
  for (let a = 0, done = 0; a < count; a++) {
    for (let b = a; b < count; b++, done++) {
      if (done % part.count !== part.index) continue;
      const blockA = { block: a, rows: rowsIn(a) };
      const blockB = { block: b, rows: rowsIn(b) };
      for (const pair of blocks.screenPairs(blockA, blockB, maxDistance)) {
        const rowA = rows[a * BLOCK_ROWS + Math.floor(pair / BLOCK_ROWS)]!;
        const rowB = rows[b * BLOCK_ROWS + (pair % BLOCK_ROWS)]!;
        const distance = source.distance(rowA, rowB);
        if (distance > maxDistance) continue;
        batch.a.push(Math.min(source.ids[rowA]!, source.ids[rowB]!));
        batch.b.push(Math.max(source.ids[rowA]!, source.ids[rowB]!));
        batch.distance.push(distance);
      }
      if (++slice % BLOCK_PAIRS_PER_TURN === 0) {
        progress?.(done, total);
        await turn();
      }
      if (batch.a.length >= BATCH_PAIRS) {
        yield batch;
        batch = emptyPairs();
        await turn();
      }
    }
  }
  if (batch.a.length > 0) yield batch;
  progress?.(total, total);
}

function rotationOf(source: JoinSource, rows: readonly number[]): RowRotation | undefined {
  const { dimensions } = source;
  if (dimensions % 64 !== 0 || dimensions > MOST_ROTATED_DIMENSIONS) return undefined;
  const leading = dimensions * PREFIX_SHARE;
  const row = (i: number) => source.row(rows[i]!);
  const axes = principalAxes(row, rows.length, { dimensions, leading });
  return new RowRotation(dimensions, axes);
}

/** Codes of the chosen rows, rotated where that pays. */
async function copied(
  source: JoinSource,
  rows: readonly number[],
  rotation: RowRotation | undefined,
  turn: () => Promise<void>,
): Promise<Int8Blocks> {
  const { dimensions } = source;
  const blocks = new Int8Blocks(
    dimensions,
    rotation && { prefix: dimensions * PREFIX_SHARE, looseness: rotation.looseness },
  );
  blocks.reserve(rows.length);
  const size = rotation?.rows ?? 64;
  const gathered = new Float32Array(size * dimensions);
  for (let from = 0; from < rows.length; from += size) {
    const count = Math.min(size, rows.length - from);
    for (let i = 0; i < count; i++) gathered.set(source.row(rows[from + i]!), i * dimensions);
    const values = gathered.subarray(0, count * dimensions);
    blocks.write(from, rotation?.rotate(values) ?? values, 0, count);
    // About 1000 rows: some 6 ms.
    if ((from / size) % 16 === 15) await turn();
  }
  return blocks;
}

interface MutablePairs {
  readonly a: number[];
  readonly b: number[];
  readonly distance: number[];
}

function emptyPairs(): MutablePairs {
  return { a: [], b: [], distance: [] };
}
