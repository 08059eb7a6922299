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
