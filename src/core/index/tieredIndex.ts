/**
 * The index that is asked: exact always, approximate on top once there is enough to gain.
 * Exact rows are there from the first moment and answer joins; the approximate graph is built in
 * slices behind them, and its answers are measured again on the exact rows.
 */
import { ExactIndex } from './exactIndex.ts';
import type { JoinOptions, Neighbor, NeighborPairs, PairJoin, VectorIndex } from './vectorIndex.ts';

export interface ApproximateIndex extends VectorIndex {
  readonly deletedCount: number;
  has(id: number): boolean;
}

export interface TieredOptions {
  /** Rows from which the approximate index is built and asked. */
  readonly crossover: number;
  /** Makes an empty one; undefined where it cannot be had: then exact search answers. */
  readonly approximate?: (dimensions: number) => Promise<ApproximateIndex | undefined>;
}

/** Rows added in one slice of the build: some 10 ms at 100,000 rows. */
const ROWS_PER_SLICE = 12;
/** Share of deleted nodes from which the graph is built anew: they slow every search. */
const MOST_DELETED = 0.3;
/** More candidates than asked for, since the exact distances may order them differently. */
const SPARE = 8;

export class TieredIndex implements VectorIndex, PairJoin {
  readonly dimensions: number;
  private readonly exact: ExactIndex;
  private readonly options: TieredOptions;
  private graph: ApproximateIndex | undefined;
  /** Rows the graph does not have yet, or has in an older version. */
  private readonly pending = new Set<number>();
  private building: Promise<void> | undefined;

  constructor(dimensions: number, options: TieredOptions) {
    this.dimensions = dimensions;
    this.exact = new ExactIndex(dimensions);
    this.options = options;
  }

  get size(): number {
    return this.exact.size;
  }

  get sizeBytes(): number {
    return this.exact.sizeBytes;
  }

  /** True while searches go through the approximate index. */
  get isApproximate(): boolean {
    return (
      this.graph !== undefined && this.pending.size === 0 && this.size >= this.options.crossover
    );
  }

  /** The approximate index, complete or not, to be saved or looked at. */
  get approximate(): ApproximateIndex | undefined {
    return this.graph;
  }

  has(id: number): boolean {
    return this.exact.has(id);
  }

  heldIds(): readonly number[] {
    return this.exact.heldIds();
  }

  embedding(id: number): Float32Array | undefined {
    return this.exact.embedding(id);
  }

  async add(ids: readonly number[], embeddings: Float32Array): Promise<void> {
    await this.exact.add(ids, embeddings);
    for (const id of ids) this.pending.add(id);
  }

  async remove(ids: readonly number[]): Promise<void> {
    await this.exact.remove(ids);
    for (const id of ids) this.pending.delete(id);
    await this.graph?.remove(ids);
  }

  /**
   * Takes over a graph that was saved, holding ids of this index only; what it lacks is added by
   * `build`.
   * @throws RangeError for a graph of other dimensions.
   */
  adopt(graph: ApproximateIndex): void {
    if (graph.dimensions !== this.dimensions) {
      throw new RangeError(`${graph.dimensions} dimensions, not ${this.dimensions}`);
    }
    for (const id of this.exact.heldIds()) if (graph.has(id)) this.pending.delete(id);
    this.graph = graph;
  }

  /** Drops the approximate index: every row is about to change. Searches are exact until `build`. */
  forgetApproximate(): void {
    this.graph = undefined;
    this.pending.clear();
  }

  /**
   * Brings the approximate index up to date, in slices that let others run; does nothing below the
   * crossover. Searches stay exact until it is done.
   * @param rest awaited between slices of some ten milliseconds, where low priority rests
   */
  build(rest?: (signal?: AbortSignal) => Promise<void>, signal?: AbortSignal): Promise<void> {
    this.building ??= this.buildNow(rest, signal).finally(() => {
      this.building = undefined;
    });
    return this.building;
  }

  async search(
    embedding: Float32Array,
    limit: number,
    accept?: (id: number) => boolean,
    signal?: AbortSignal,
  ): Promise<Neighbor[]> {
    // A filter may refuse nearly all that a graph search passes by; exact search does not mind.
    if (!this.graph || !this.isApproximate || accept) {
      return this.exact.search(embedding, limit, accept, signal);
    }
    const found = await this.graph.search(embedding, limit + SPARE, undefined, signal);
    return found
      .filter(({ id }) => this.exact.has(id))
      .map(({ id }) => ({ id, distance: this.exact.distanceTo(id, embedding) }))
      .sort((a, b) => a.distance - b.distance || a.id - b.id)
      .slice(0, Math.max(0, limit));
  }

  pairsWithin(
    maxDistance: number,
    options?: JoinOptions,
    signal?: AbortSignal,
  ): AsyncIterable<NeighborPairs> {
    return this.exact.pairsWithin(maxDistance, options, signal);
  }

  private async buildNow(
    rest: ((signal?: AbortSignal) => Promise<void>) | undefined,
    signal?: AbortSignal,
  ): Promise<void> {
    if (this.size < this.options.crossover) return;
    const worn = this.graph && this.graph.deletedCount > MOST_DELETED * this.graph.size;
    if (!this.graph || worn) {
      const graph = await this.options.approximate?.(this.dimensions);
      if (!graph) return;
      this.graph = graph;
      for (const id of this.exact.heldIds()) this.pending.add(id);
    }
    const { graph } = this;
    // Ends where the graph is forgotten meanwhile: the next build makes another.
    while (this.pending.size > 0 && this.graph === graph) {
      signal?.throwIfAborted();
      const slice = [...first(this.pending, ROWS_PER_SLICE)];
      const rows = new Float32Array(slice.length * this.dimensions);
      for (const [i, id] of slice.entries()) {
        rows.set(this.exact.embedding(id)!, i * this.dimensions);
        this.pending.delete(id);
      }
      await graph.add(slice, rows);
      await new Promise((resolve) => setImmediate(resolve));
      await rest?.(signal);
    }
  }
}

function* first<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}
