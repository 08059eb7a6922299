/**
 * What is searched, in memory: the catalog of snippets and their embeddings, kept equal to the store.
 * Vector ids are the catalog's text ids: equal texts are one row.
 */
import type { Encoder, EncoderInput } from '../encoder/encoder.ts';
import { SnippetCatalog } from '../index/snippetCatalog.ts';
import type {
  EmbeddingStore,
  FileRecord,
  IndexedFile,
  SnippetStore,
} from '../index/snippetStore.ts';
import type { VectorIndex } from '../index/vectorIndex.ts';
import type { FileStat } from '../snippets/snippet.ts';
import { encoderInput } from './encoderInput.ts';

/** A vector index that can say what it holds. */
export interface HoldingVectorIndex extends VectorIndex {
  has(id: number): boolean;
}

/** The channel of meaning; left out where no encoder is used. */
export interface MeaningParts {
  readonly encoder: Encoder;
  readonly embeddings: EmbeddingStore;
  readonly vectors: HoldingVectorIndex;
  /** What was saved of this folder's embeddings, in chunks; asked first when many are to be loaded. */
  readonly savedRows?: () => Iterable<SavedRows>;
}

/** `rows` is `(hashes.length, dimensions)`, valid until the next chunk. */
export interface SavedRows {
  readonly hashes: readonly string[];
  readonly rows: Float32Array;
}

/** Embeddings loaded at once: 8 MB at 256 dimensions. */
const LOADED_AT_ONCE = 8192;
/** Texts encoded between two looks at the signal and the gate. */
const ENCODED_AT_ONCE = 128;

export class WorkspaceIndex {
  readonly catalog = new SnippetCatalog();
  private readonly store: SnippetStore;
  private readonly meaning: MeaningParts | undefined;
  private known = new Map<string, number>();

  constructor(store: SnippetStore, meaning?: MeaningParts) {
    this.store = store;
    this.meaning = meaning;
  }

  /**
   * Takes over what the store holds and this does not: at the start everything, later what another
   * process wrote. Texts without an embedding stay without a vector.
   * @returns paths that hold such texts, to be indexed again
   */
  async refresh(signal?: AbortSignal): Promise<string[]> {
    const versions = await this.store.versions();
    const changed = [...versions.keys()].filter(
      (path) => versions.get(path) !== this.known.get(path),
    );
    const gone = [...this.known.keys()].filter((path) => !versions.has(path));
    if (changed.length === 0 && gone.length === 0) return [];
    const records = await this.store.files(changed);
    signal?.throwIfAborted();
    const read = new Set(records.map(({ path }) => path));
    // A record that could not be read is as good as gone.
    const lost = changed.filter((path) => !read.has(path));
    const before = [...gone, ...changed].flatMap((path) => this.idsOf(path));
    for (const path of [...gone, ...lost]) this.catalog.remove(path);
    for (const record of records) this.catalog.put(record);
    this.known = versions;
    for (const path of lost) this.known.delete(path);
    await this.dropUnheld(before);
    return this.loadEmbeddings(records, signal);
  }

  /**
   * Encodes the texts nobody has encoded yet and stores their embeddings.
   * @returns how many were computed
   */
  async encode(
    files: readonly IndexedFile[],
    pause: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<number> {
    if (!this.meaning) return 0;
    const { encoder, embeddings, vectors } = this.meaning;
    const inputs = new Map<string, EncoderInput>();
    for (const { record, texts } of files) {
      for (const [i, snippet] of record.snippets.entries()) {
        const id = this.catalog.idOf(snippet.textHash);
        if (id !== undefined && vectors.has(id)) continue;
        inputs.set(snippet.textHash, encoderInput(snippet, record.language, texts[i]!));
      }
    }
    const missing = await embeddings.missing(encoder.id, [...inputs.keys()]);
    for (let i = 0; i < missing.length; i += ENCODED_AT_ONCE) {
      await pause();
      const hashes = missing.slice(i, i + ENCODED_AT_ONCE);
      const batch = hashes.map((hash) => inputs.get(hash)!);
      const good = await encodeAll(encoder, batch, signal);
      await embeddings.put(
        encoder.id,
        hashes.filter((_, row) => good.has(row)),
        joined([...good.values()]),
      );
    }
    return missing.length;
  }

  /**
   * Reads every embedding anew, after what they come out of the store as has changed.
   * @returns paths that hold a text without one, to be indexed again
   */
  async reloadEmbeddings(signal?: AbortSignal): Promise<string[]> {
    await this.meaning?.vectors.remove(this.catalog.heldIds());
    return this.loadEmbeddings(this.catalog.files(), signal);
  }

  /** Makes stored files searchable. */
  async put(records: readonly FileRecord[]): Promise<void> {
    const before = records.flatMap(({ path }) => this.idsOf(path));
    for (const record of records) {
      this.catalog.put(record);
      this.known.set(record.path, this.store.generation);
    }
    await this.dropUnheld(before);
    await this.loadEmbeddings(records);
  }

  /** Notes new sizes and times of files whose content is the same. */
  async restat(stats: readonly FileStat[]): Promise<void> {
    for (const { path, sizeBytes, modifiedMs } of stats) {
      const record = this.catalog.file(path);
      if (record) this.catalog.put({ ...record, sizeBytes, modifiedMs });
      this.known.set(path, this.store.generation);
    }
  }

  async remove(paths: readonly string[]): Promise<void> {
    const before = paths.flatMap((path) => this.idsOf(path));
    for (const path of paths) {
      this.catalog.remove(path);
      this.known.delete(path);
    }
    await this.dropUnheld(before);
  }

  /** @returns paths of records with a text that has no embedding */
  private async loadEmbeddings(
    records: readonly FileRecord[],
    signal?: AbortSignal,
  ): Promise<string[]> {
    if (!this.meaning) return [];
    const { encoder, embeddings, vectors } = this.meaning;
    const wanted = new Map<number, string>();
    for (const { snippets } of records) {
      for (const { textHash } of snippets) {
        const id = this.catalog.idOf(textHash)!;
        if (!vectors.has(id)) wanted.set(id, textHash);
      }
    }
    if (wanted.size >= LOADED_AT_ONCE) await this.loadSaved(wanted, signal);
    const ids = [...wanted.keys()];
    const missing = new Set<string>();
    for (let i = 0; i < ids.length; i += LOADED_AT_ONCE) {
      signal?.throwIfAborted();
      const slice = ids.slice(i, i + LOADED_AT_ONCE);
      const hashes = slice.map((id) => wanted.get(id)!);
      const rows = await embeddings.get(encoder.id, encoder.dimensions, hashes);
      const found = withoutZeros(rows, encoder.dimensions);
      for (const [row, hash] of hashes.entries()) if (!found.has(row)) missing.add(hash);
      await vectors.add(
        slice.filter((_, row) => found.has(row)),
        found.size === slice.length ? rows : packed(rows, encoder.dimensions, found),
      );
    }
    if (missing.size === 0) return [];
    return records
      .filter(({ snippets }) => snippets.some(({ textHash }) => missing.has(textHash)))
      .map(({ path }) => path);
  }

  /** Adds what the saved rows have of `wanted`, and takes it out of there. */
  private async loadSaved(wanted: Map<number, string>, signal?: AbortSignal): Promise<void> {
    const { vectors, encoder, savedRows } = this.meaning!;
    for (const { hashes, rows } of savedRows?.() ?? []) {
      const ids: number[] = [];
      const found = new Set<number>();
      for (const [row, hash] of hashes.entries()) {
        const id = this.catalog.idOf(hash);
        if (id === undefined || !wanted.delete(id)) continue;
        ids.push(id);
        found.add(row);
      }
      const all = found.size === hashes.length;
      await vectors.add(ids, all ? rows : packed(rows, encoder.dimensions, found));
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }

  private async dropUnheld(ids: readonly number[]): Promise<void> {
    const unheld = ids.filter((id) => !this.catalog.holds(id));
    if (unheld.length > 0) await this.meaning?.vectors.remove(unheld);
  }

  private idsOf(path: string): number[] {
    const snippets = this.catalog.file(path)?.snippets ?? [];
    return snippets.map(({ textHash }) => this.catalog.idOf(textHash)!);
  }
}

/**
 * Embeddings by position. A text that the network cannot take (a value that is not finite) is left
 * out: it stays findable by its words and its structure.
 */
async function encodeAll(
  encoder: Encoder,
  inputs: readonly EncoderInput[],
  signal?: AbortSignal,
): Promise<Map<number, Float32Array>> {
  const rows = new Map<number, Float32Array>();
  try {
    const all = await encoder.encode(inputs, signal);
    for (const row of inputs.keys()) {
      rows.set(row, all.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions));
    }
  } catch (error) {
    if (!(error instanceof RangeError) || inputs.length === 0) throw error;
    if (inputs.length === 1) return rows;
    for (const [row, input] of inputs.entries()) {
      const [embedding] = (await encodeAll(encoder, [input], signal)).values();
      if (embedding) rows.set(row, embedding);
    }
  }
  return rows;
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const result = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) result.set(row, i * width);
  return result;
}

/** The rows that hold anything: an unknown embedding is all zeros, a known one has unit length. */
function withoutZeros(rows: Float32Array, dimensions: number): Set<number> {
  const found = new Set<number>();
  for (let row = 0; row * dimensions < rows.length; row++) {
    for (let k = row * dimensions; k < (row + 1) * dimensions; k++) {
      if (rows[k] !== 0) {
        found.add(row);
        break;
      }
    }
  }
  return found;
}

function packed(rows: Float32Array, dimensions: number, kept: ReadonlySet<number>): Float32Array {
  const result = new Float32Array(kept.size * dimensions);
  let to = 0;
  for (const row of kept) {
    result.set(rows.subarray(row * dimensions, (row + 1) * dimensions), to);
    to += dimensions;
  }
  return result;
}
