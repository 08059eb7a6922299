/**
 * The vectors of a folder with their HNSW graph: loaded from its cache file, built behind the work
 * that people wait for, saved again. Whatever goes wrong with it, exact search answers.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Encoder } from '../core/encoder/encoder.ts';
import type { SnippetCatalog } from '../core/index/snippetCatalog.ts';
import { TieredIndex } from '../core/index/tieredIndex.ts';
import type { SavedRows } from '../core/indexing/workspaceIndex.ts';
import { loadGraph, saveGraph } from './hnswFile.ts';
import { HnswIndex, type Hnswlib, loadHnswlib } from './hnswIndex.ts';
import { readRows, saveRows } from './rowsFile.ts';

/**
 * Rows from which the graph is built and asked. Measured on embeddings of code, 256 dimensions, two
 * shared cores: exact .22 ms at 20,000, .65 at 60,000, 2.6 at 200,000; the graph .10, .32 and .2. The
 * graph is faster from 10,000 on, but takes 4, 21 and 170 CPU-seconds to build: below this it saves
 * nobody a millisecond.
 */
export const CROSSOVER = 50_000;
/** Rows from which they are saved together: fewer come from the shared store in a tenth of a second. */
const ROWS_SAVED_FROM = 10_000;
/** Share of nodes that must have changed before the file is written again while it is in use. */
const WORTH_SAVING = 0.05;

export interface OpenedVectors {
  readonly vectors: TieredIndex;
  /** What was saved of the folder's embeddings. */
  savedRows(): Iterable<SavedRows>;
  /** Sentences for people. */
  readonly notices: readonly string[];
  /** After the index changed: loads, completes and saves the graph in the background. */
  care(catalog: SnippetCatalog, generation: number): void;
  /** Before the encoder becomes another one (a head): what is built and saved is of the old one. */
  forget(): void;
  /** Stops the care; saves a graph that is complete and not saved yet. */
  close(): Promise<void>;
}

/**
 * @param folder where the cache file lies: extension storage, never the workspace
 * @param rest awaited between slices of the build
 */
export function openVectors(
  folder: string,
  encoder: Pick<Encoder, 'id' | 'dimensions'>,
  rest: (signal?: AbortSignal) => Promise<void>,
  { crossover = CROSSOVER, load = loadHnswlib } = {},
): OpenedVectors {
  const path = join(folder, 'graph.hnsw');
  // Asked each time: another head makes it another encoder.
  const owner = () => ({ encoderId: encoder.id, dimensions: encoder.dimensions });
  const notices = new Set<string>();
  const stop = new AbortController();
  let library: Promise<Hnswlib | undefined> | undefined;
  let current: { catalog: SnippetCatalog; generation: number } | undefined;
  let running: Promise<void> | undefined;
  let loaded = false;
  let savedNodes = 0;
  let savedCount = 0;
  const rowsPath = join(folder, 'embeddings.rows');

  const addOn = async () => {
    const found = await load();
    if (!(found instanceof Error)) return found;
    notices.add('Searches are exact, and slower in large folders: the HNSW add-on did not load.');
    return undefined;
  };
  const approximate = async (dimensions: number) => {
    library ??= addOn();
    const found = await library;
    return found && HnswIndex.create(found, dimensions);
  };
  const vectors = new TieredIndex(encoder.dimensions, { crossover, approximate });

  const loadSaved = async (catalog: SnippetCatalog) => {
    loaded = true;
    library ??= addOn();
    const found = await library;
    if (!found) return;
    const idOf = (textHash: string) => {
      const id = catalog.idOf(textHash);
      return id !== undefined && vectors.has(id) ? id : undefined;
    };
    const graph = loadGraph(found, path, owner(), idOf);
    if (graph === 'damaged') {
      notices.add('The search graph was damaged; it is built anew.');
      rmSync(path, { force: true });
    }
    if (!(graph instanceof HnswIndex)) return;
    vectors.adopt(graph);
    savedNodes = graph.size;
  };
  const save = (share: number) => {
    const graph = vectors.approximate;
    if (!current || !(graph instanceof HnswIndex) || !vectors.isApproximate) return;
    if (Math.abs(graph.size - savedNodes) <= share * graph.size) return;
    const { catalog, generation } = current;
    saveGraph(path, graph, { ...owner(), generation, textHash: (id) => catalog.textHash(id) });
    savedNodes = graph.size;
  };
  const saveAllRows = (share: number) => {
    if (!current || vectors.size < ROWS_SAVED_FROM) return;
    if (Math.abs(vectors.size - savedCount) <= share * vectors.size) return;
    const { catalog } = current;
    const ids = vectors.heldIds();
    saveRows(rowsPath, owner(), {
      rows: ids.length,
      textHash: (i) => catalog.textHash(ids[i]!),
      embedding: (i) => vectors.embedding(ids[i]!)!,
    });
    savedCount = ids.length;
  };
  const care = async () => {
    try {
      saveAllRows(WORTH_SAVING);
      if (vectors.size < crossover) return;
      if (!loaded) await loadSaved(current!.catalog);
      await vectors.build(rest, stop.signal);
      save(WORTH_SAVING);
    } catch (error) {
      // A cache: a full disk or a stop costs the next start some building, nothing else.
      if (!stop.signal.aborted) {
        notices.add(`The search graph could not be saved: ${(error as Error).message}`);
      }
    }
  };
  return {
    vectors,
    *savedRows() {
      savedCount = 0;
      for (const chunk of readRows(rowsPath, owner())) {
        savedCount += chunk.hashes.length;
        yield chunk;
      }
    },
    get notices() {
      return [...notices];
    },
    care(catalog, generation) {
      current = { catalog, generation };
      running ??= care().finally(() => {
        running = undefined;
      });
    },
    forget() {
      vectors.forgetApproximate();
      loaded = false;
      savedNodes = 0;
      savedCount = 0;
    },
    async close() {
      stop.abort();
      await running;
      try {
        saveAllRows(0);
        save(0);
      } catch {
        // As above.
      }
    },
  };
}
