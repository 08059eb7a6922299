/** What survives a restart: file records with their snippets, embeddings by content, the lexical index. */
import type { FileRole, Snippet } from '../snippets/snippet.ts';

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

/** A file record with what is needed once, while it is stored: the words of its snippets. */
export interface IndexedFile {
  readonly record: FileRecord;
  /** Source text per snippet, same order as `record.snippets`; goes into the lexical index only. */
  readonly texts: readonly string[];
}

export interface LexicalHit {
  readonly path: string;
  /** Position in the file record's `snippets`. */
  readonly snippet: number;
  /** BM25, larger is better; comparable within one query only. */
  readonly bm25: number;
}

export interface LexicalIndex {
  /** Snippets that hold any of the words, best first. Words are identifier pieces or whole identifiers. */
  searchWords(words: readonly string[], limit: number): Promise<LexicalHit[]>;
}

export interface SnippetStore extends LexicalIndex {
  /** Grows with every acknowledged change; caches of the store name the generation they were made from. */
  readonly generation: number;
  fileCount(): Promise<number>;
  /** All records, by path. */
  files(): Promise<FileRecord[]>;
  file(path: string): Promise<FileRecord | undefined>;
  /** One transaction: all of the files are stored or none; resolves once they are durable. */
  putFiles(files: readonly IndexedFile[]): Promise<void>;
  removeFiles(paths: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Embeddings by content: one per text and encoder, across branches, worktrees and folders. */
export interface EmbeddingStore {
  /** The hashes among `textHashes` that have no embedding by this encoder yet. */
  missing(encoderId: string, textHashes: readonly string[]): Promise<string[]>;
  /** @returns `(textHashes.length, dimensions)`; rows of unknown hashes are all zero. */
  get(encoderId: string, dimensions: number, textHashes: readonly string[]): Promise<Float32Array>;
  put(encoderId: string, textHashes: readonly string[], embeddings: Float32Array): Promise<void>;
  close(): Promise<void>;
}
