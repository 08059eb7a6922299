/** A folder, its cutter and an encoder in memory: what indexing asks for, with counters. */
import type { Encoder, EncoderInput } from '../../../src/core/encoder/encoder.ts';
import type { IndexedFile } from '../../../src/core/index/snippetStore.ts';
import type { FileAnalyzer, WorkspaceFiles } from '../../../src/core/indexing/workspaceFiles.ts';
import type { FileStat, SkippedFile } from '../../../src/core/snippets/snippet.ts';
import { hashOf, indexedFile } from '../index/storeContract.ts';
import { unitRows } from '../index/unitRows.ts';

/** Files by path; a text's snippets are its paragraphs. Special texts: 'BINARY', 'THROWS'. */
export class MemoryWorkspace implements WorkspaceFiles, FileAnalyzer {
  readonly files = new Map<string, { text: string; modifiedMs: number }>();
  readonly analysed: string[] = [];
  hashed = 0;
  private clock = 1;

  write(path: string, text: string): void {
    this.files.set(path, { text, modifiedMs: this.clock++ });
  }

  touch(path: string): void {
    this.files.get(path)!.modifiedMs = this.clock++;
  }

  async *list(): AsyncGenerator<FileStat | SkippedFile> {
    for (const path of this.files.keys()) yield (await this.stat(path))!;
  }

  async stat(path: string): Promise<FileStat | SkippedFile | undefined> {
    const file = this.files.get(path);
    if (!file) return undefined;
    if (path.endsWith('.skip')) return { path, reason: 'excluded' };
    return { path, sizeBytes: file.text.length, modifiedMs: file.modifiedMs };
  }

  async analyse(path: string): Promise<IndexedFile | SkippedFile> {
    this.analysed.push(path);
    const { text, modifiedMs } = this.files.get(path)!;
    await new Promise((resolve) => setImmediate(resolve));
    if (text === 'BINARY') return { path, reason: 'binary' };
    if (text === 'THROWS') throw new Error('cannot be cut');
    const file = indexedFile(path, text.split('\n\n'), modifiedMs);
    return { ...file, record: { ...file.record, sizeBytes: text.length, fileHash: hashOf(text) } };
  }

  async hash(path: string): Promise<string> {
    this.hashed++;
    return hashOf(this.files.get(path)!.text);
  }
}

/** A text's embedding follows from its hash. 'NAN' breaks a batch as a broken network would. */
export class CountingEncoder implements Encoder {
  readonly id = 'counting@000000000000';
  readonly dimensions = 16;
  readonly texts: string[] = [];

  async encode(inputs: readonly EncoderInput[], signal?: AbortSignal): Promise<Float32Array> {
    const rows = new Float32Array(inputs.length * this.dimensions);
    for (const [i, { text }] of inputs.entries()) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      if (text === 'NAN') throw new RangeError('row is not finite');
      rows.set(embeddingOf(text), i * this.dimensions);
    }
    this.texts.push(...inputs.map(({ text }) => text));
    return rows;
  }

  async dispose(): Promise<void> {}
}

export function embeddingOf(text: string): Float32Array {
  return unitRows(1, 16, Number.parseInt(hashOf(text).slice(0, 8), 16));
}
