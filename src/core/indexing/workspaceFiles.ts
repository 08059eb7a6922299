/** Where files come from and who cuts them: what indexing asks of the disk and of the snippet cutter. */
import type { IndexedFile } from '../index/snippetStore.ts';
import type { FileStat, SkippedFile } from '../snippets/snippet.ts';

export interface WorkspaceFiles {
  /** Every file of the folder, either to be indexed or skipped with its reason; each once. */
  list(signal?: AbortSignal): AsyncIterable<FileStat | SkippedFile>;
  /** The same verdict for one path; undefined where there is no such file (any more). */
  stat(path: string, signal?: AbortSignal): Promise<FileStat | SkippedFile | undefined>;
}

export interface FileAnalyzer {
  /**
   * Reads and cuts one file. A file that changes while it is read is read again.
   * @throws where the file cannot be read or cut; the caller collects it and goes on.
   */
  analyse(path: string, signal?: AbortSignal): Promise<IndexedFile | SkippedFile>;
  /** `FileRecord.fileHash` of the file as it is now, without cutting it. */
  hash(path: string, signal?: AbortSignal): Promise<string>;
}

/** Tells a skipped file from anything else that has a path. */
export function isSkipped<T extends object>(file: T | SkippedFile): file is SkippedFile {
  return 'reason' in file;
}
