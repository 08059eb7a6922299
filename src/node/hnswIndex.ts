/**
 * Approximate nearest neighbors by HNSW (hnswlib-node, a native add-on that may be missing).
 * The library trusts its caller: it takes NaN, plain arrays only, throws beyond its capacity or
 * when asked for more than it holds, and forgets `ef` when it is loaded; all of that is seen to here.
 */
import type { HierarchicalNSW } from 'hnswlib-node';
import { requireEmbeddings } from '../core/index/exactIndex.ts';
import type { ApproximateIndex } from '../core/index/tieredIndex.ts';
import type { Neighbor } from '../core/index/vectorIndex.ts';

/** Links a node: Malkov & Yashunin 2018 give 5–48; measured at 30,000 × 256: 12 → recall .991, 16 → .997. */
const LINKS = 16;
/** Candidates while building: 200 costs twice the time of 60 and is what .997 was measured with. */
const BUILD_CANDIDATES = 200;
/**
 * Candidates while searching, measured on 60,000 embeddings of code: 64 → recall@10 .980 in .18 ms,
 * 96 → .990 in .23, 128 → .998 in .32, 200 → .9997 in .46 (exact: .65 ms).
 */
const SEARCH_CANDIDATES = 128;
const FIRST_CAPACITY = 4096;
/** The same seed gives the same graph for the same order of additions. */
const SEED = 100;

export type Hnswlib = typeof import('hnswlib-node');

/** The add-on, or why it is not there. */
export async function loadHnswlib(): Promise<Hnswlib | Error> {
  try {
    const loaded: Hnswlib & { readonly default?: Hnswlib } = await import('hnswlib-node');
    return loaded.default ?? loaded;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A node's number in the graph: what the library calls label. Ids change between sessions, these do not. */
type Label = number;

export class HnswIndex implements ApproximateIndex {
  readonly dimensions: number;
  private readonly graph: HierarchicalNSW;
  private readonly labels = new Map<number, Label>();
  /** By label; undefined where the node was deleted for good. */
  private readonly idOfLabel: (number | undefined)[];
  /** Ids whose nodes are in the graph, marked deleted: a text that comes back needs no new node. */
  private readonly retired = new Map<number, Label>();

  private constructor(
    graph: HierarchicalNSW,
    dimensions: number,
    idOfLabel: (number | undefined)[],
  ) {
    this.graph = graph;
    this.dimensions = dimensions;
    this.idOfLabel = idOfLabel;
    for (const [label, id] of idOfLabel.entries()) {
      if (id !== undefined) this.labels.set(id, label);
    }
  }

  static create(library: Hnswlib, dimensions: number): HnswIndex {
    const graph = new library.HierarchicalNSW('l2', dimensions);
    graph.initIndex({
      maxElements: FIRST_CAPACITY,
      m: LINKS,
      efConstruction: BUILD_CANDIDATES,
      randomSeed: SEED,
    });
    return new HnswIndex(graph, dimensions, []);
  }

  /**
   * Reads a native file that the caller has verified (`hnswFile.ts`): the library itself would
   * crash on a damaged one and take one of other dimensions.
   * @param idOfLabel the id of each node; undefined for nodes that are not wanted any more
   * @throws Error where the file does not hold exactly these nodes.
   */
  static read(
    library: Hnswlib,
    path: string,
    dimensions: number,
    idOfLabel: readonly (number | undefined)[],
  ): HnswIndex {
    const graph = new library.HierarchicalNSW('l2', dimensions);
    graph.readIndexSync(path);
    const labels = new Set(graph.getIdsList());
    const missing = idOfLabel.findIndex((_, label) => !labels.has(label));
    if (labels.size !== idOfLabel.length || missing >= 0) {
      throw new Error(`${labels.size} nodes for ${idOfLabel.length} texts`);
    }
    for (const [label, id] of idOfLabel.entries()) if (id === undefined) retire(graph, label);
    return new HnswIndex(graph, dimensions, [...idOfLabel]);
  }

  get size(): number {
    return this.labels.size;
  }

  /** Nodes marked deleted: they cost time in every search until the graph is built anew. */
  get deletedCount(): number {
    return this.idOfLabel.length - this.labels.size;
  }

  has(id: number): boolean {
    return this.labels.has(id);
  }

  /** The id of each node, in the order of labels; undefined for deleted ones. */
  ids(): (number | undefined)[] {
    return this.idOfLabel.map((id) => (id !== undefined && this.labels.has(id) ? id : undefined));
  }

  async add(ids: readonly number[], embeddings: Float32Array): Promise<void> {
    requireEmbeddings(embeddings, ids.length, this.dimensions);
    const { graph, dimensions } = this;
    const needed = this.idOfLabel.length + ids.length;
    if (needed > graph.getMaxElements()) {
      graph.resizeIndex(Math.max(needed, 2 * graph.getMaxElements()));
    }
    for (const [i, id] of ids.entries()) {
      const row = Array.from(embeddings.subarray(i * dimensions, (i + 1) * dimensions));
      const retired = this.retired.get(id);
      if (retired !== undefined) {
        graph.unmarkDelete(retired);
        this.retired.delete(id);
      }
      const label = retired ?? this.labels.get(id) ?? this.idOfLabel.push(id) - 1;
      graph.addPoint(row, label);
      this.labels.set(id, label);
    }
  }

  async remove(ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      const label = this.labels.get(id);
      if (label === undefined) continue;
      this.graph.markDelete(label);
      this.labels.delete(id);
      this.retired.set(id, label);
    }
  }

  async search(
    embedding: Float32Array,
    limit: number,
    accept?: (id: number) => boolean,
    signal?: AbortSignal,
  ): Promise<Neighbor[]> {
    requireEmbeddings(embedding, 1, this.dimensions);
    signal?.throwIfAborted();
    const count = Math.min(limit, this.size);
    if (count <= 0) return [];
    this.graph.setEf(Math.max(SEARCH_CANDIDATES, 2 * count));
    const filter = accept && ((label: Label) => accept(this.idOfLabel[label]!));
    const { neighbors, distances } = this.graph.searchKnn(Array.from(embedding), count, filter);
    return neighbors
      .map((label, i) => ({
        id: this.idOfLabel[label]!,
        // The library's distance is squared.
        distance: Math.sqrt(Math.max(0, distances[i]!)),
      }))
      .sort((a, b) => a.distance - b.distance || a.id - b.id);
  }

  /** Writes the library's own format; only ever read back through `hnswFile.ts`. */
  writeTo(path: string): void {
    this.graph.writeIndexSync(path);
  }
}

/** Marks a node deleted; one that was saved so already makes the library throw, and stays so. */
function retire(graph: HierarchicalNSW, label: Label): void {
  try {
    graph.markDelete(label);
  } catch {
    // Deleted before it was saved.
  }
}
