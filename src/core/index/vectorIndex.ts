/** The searchable structure over embeddings; exact and HNSW implementations pass one contract test. */

/** An index hit. */
export interface Neighbor {
  readonly id: number;
  /** Euclidean on unit length, 0..2, smaller is closer. */
  readonly distance: number;
}

export interface VectorIndex {
  readonly dimensions: number;
  readonly size: number;
  /**
   * Adds or replaces rows.
   * @param embeddings `(ids.length, dimensions)` row-major, unit length; copied.
   * @throws RangeError on a wrong length or a value that is not finite.
   */
  add(ids: readonly number[], embeddings: Float32Array): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  /**
   * The `limit` nearest ids, nearest first, ties by id; fewer when the index is smaller.
   * @param accept leaves out ids it refuses.
   */
  search(
    embedding: Float32Array,
    limit: number,
    accept?: (id: number) => boolean,
    signal?: AbortSignal,
  ): Promise<Neighbor[]>;
}

/** Pairs of ids, column by column; `a[i] < b[i]`. */
export interface NeighborPairs {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly distance: readonly number[];
}

export interface JoinOptions {
  /** Share of the work: part `index` of `count`; together the parts give each pair once. */
  readonly part?: { readonly index: number; readonly count: number };
  /** Joins only these ids: half of them are a quarter of the work. */
  readonly accept?: (id: number) => boolean;
  /** Rows from which the work is done on a rotated copy; for tests, which have few. */
  readonly rotatedFrom?: number;
  readonly progress?: (done: number, total: number) => void;
}

export interface PairJoin {
  /**
   * Every pair of ids at a distance ≤ `maxDistance`, each once, in batches of no certain order.
   * Lets the event loop run between slices of a few milliseconds.
   * @throws RangeError on a distance outside 0..2; Error where the index is changed meanwhile.
   */
  pairsWithin(
    maxDistance: number,
    options?: JoinOptions,
    signal?: AbortSignal,
  ): AsyncIterable<NeighborPairs>;
}
