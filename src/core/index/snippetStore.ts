/** What survives a restart: file records with their snippets, embeddings by content, the lexical index. */
import type { FileRole, FileStat, Snippet } from '../snippets/snippet.ts';
import type { WordHits } from './wordHits.ts';

export interface FileRecord {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  readonly language: string;
  readonly role: FileRole;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Hex SHA-256 (first 32 digits) of the file's bytes. */
  readonly fileHash: string;
  readonly lineCount: number;
  readonly snippets: readonly Snippet[];
  /** The packed token stream (core/structure), from which copies of types 1–3 are found. */
  readonly tokens: Uint8Array;
}

/** A file record with what is needed once, while it is stored and encoded: the texts of its snippets. */
export interface IndexedFile {
  readonly record: FileRecord;
  /**
   * The text each snippet's `textHash` was made from, same order as `record.snippets`: encoded
   * where it is new, its words go into the lexical index, the text itself is never stored.
   */
  readonly texts: readonly string[];
}

export interface LexicalHit {
  readonly path: string;
  /** Position in the file record's `snippets`. */
  readonly snippet: number;
  /** BM25, larger is better; comparable within one query only. */
  readonly bm25: number;
}

/** How much an occurrence counts, by where it is; 0 leaves that field out of the score. */
export interface FieldWeights {
  readonly name: number;
  readonly path: number;
  readonly doc: number;
  readonly body: number;
}

export interface LexicalOptions {
  /** All 1 by default. */
  readonly weights?: FieldWeights;
  /** The last word is only the beginning of one. */
  readonly prefix?: boolean;
}

export interface LexicalIndex {
  /** Snippets that hold any of the words, best first. Words are identifier pieces or whole identifiers. */
  searchWords(
    words: readonly string[],
    limit: number,
    options?: LexicalOptions,
  ): Promise<LexicalHit[]>;
  /** The same for one word, file by file: what is asked again and again. */
  hitsOfWord(word: string, limit: number, options?: LexicalOptions): Promise<WordHits>;
  /** In how many snippets each word occurs; approximate after changes. */
  wordFrequencies(words: readonly string[]): Promise<number[]>;
}

export interface SnippetStore extends LexicalIndex {
  /** Grows with every acknowledged change; caches of the store name the generation they were made from. */
  readonly generation: number;
  /** Sentences for people: rebuilt after damage, read-only because another window writes, … */
  readonly notices: readonly string[];
  /** True where this process may write; asking again takes over from a writer that is gone. */
  acquireWriter(): Promise<boolean>;
  fileCount(): Promise<number>;
  /** All records, or those of `paths` that exist, by path. Damaged records are left out. */
  files(paths?: readonly string[]): Promise<FileRecord[]>;
  file(path: string): Promise<FileRecord | undefined>;
  /** Per path the generation of its last change: what a reader compares to see what is new. */
  versions(): Promise<Map<string, number>>;
  /** One transaction: all of the files are stored or none; resolves once they are durable. */
  putFiles(files: readonly IndexedFile[]): Promise<void>;
  /** Notes a new size or time for files whose content is the same. Unknown paths are passed over. */
  restatFiles(stats: readonly FileStat[]): Promise<void>;
  removeFiles(paths: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  /** Care after a large import, in slices; queries are faster afterwards. */
  tidy?(signal?: AbortSignal): Promise<void>;
  sizeBytes(): Promise<number>;
  close(): Promise<void>;
}

/** Embeddings by content: one per text and encoder, across branches, worktrees and folders. */
export interface EmbeddingStore {
  /** The hashes among `textHashes` that have no embedding by this encoder yet. */
  missing(encoderId: string, textHashes: readonly string[]): Promise<string[]>;
  /**
   * Stored values are rounded to half precision (distances move by less than 0.001), so what is
   * put into an index should come from here, not from the encoder.
   * @returns `(textHashes.length, dimensions)`; rows of unknown hashes are all zero.
   */
  get(encoderId: string, dimensions: number, textHashes: readonly string[]): Promise<Float32Array>;
  put(encoderId: string, textHashes: readonly string[], embeddings: Float32Array): Promise<void>;
  sizeBytes(): Promise<number>;
  close(): Promise<void>;
}
