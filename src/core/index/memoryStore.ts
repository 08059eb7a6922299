/** A snippet store in memory: for tests, and for a folder whose storage cannot be written. */
import type { FileStat } from '../snippets/snippet.ts';
import type {
  FileRecord,
  IndexedFile,
  LexicalHit,
  LexicalOptions,
  SnippetStore,
} from './snippetStore.ts';
import { groupByFile, type WordHits } from './wordHits.ts';

interface Entry {
  readonly record: FileRecord;
  readonly texts: readonly string[];
  readonly version: number;
}

export class MemoryStore implements SnippetStore {
  readonly notices: readonly string[] = [];
  private readonly entries = new Map<string, Entry>();
  private current = 0;

  get generation(): number {
    return this.current;
  }

  async acquireWriter(): Promise<boolean> {
    return true;
  }

  async fileCount(): Promise<number> {
    return this.entries.size;
  }

  async files(paths: readonly string[] = [...this.entries.keys()]): Promise<FileRecord[]> {
    const known = new Set(paths.filter((path) => this.entries.has(path)));
    return [...known].sort(compare).map((path) => this.entries.get(path)!.record);
  }

  async file(path: string): Promise<FileRecord | undefined> {
    return this.entries.get(path)?.record;
  }

  async versions(): Promise<Map<string, number>> {
    return new Map([...this.entries].map(([path, entry]) => [path, entry.version]));
  }

  async putFiles(files: readonly IndexedFile[]): Promise<void> {
    for (const { record, texts } of files) requireTexts(record, texts);
    this.current++;
    for (const { record, texts } of files) {
      this.entries.set(record.path, { record, texts, version: this.current });
    }
  }

  async restatFiles(stats: readonly FileStat[]): Promise<void> {
    this.current++;
    for (const { path, sizeBytes, modifiedMs } of stats) {
      const entry = this.entries.get(path);
      if (!entry) continue;
      const record = { ...entry.record, sizeBytes, modifiedMs };
      this.entries.set(path, { ...entry, record, version: this.current });
    }
  }

  async removeFiles(paths: readonly string[]): Promise<void> {
    this.current++;
    for (const path of paths) this.entries.delete(path);
  }

  async clear(): Promise<void> {
    this.current++;
    this.entries.clear();
  }

  /** Plain count of the words a snippet holds: the ranking of the real index, not its scores. */
  async searchWords(
    words: readonly string[],
    limit: number,
    { weights, prefix = false }: LexicalOptions = {},
  ): Promise<LexicalHit[]> {
    const { name, path, doc, body } = weights ?? { name: 1, path: 1, doc: 1, body: 1 };
    const hits: LexicalHit[] = [];
    for (const snippet of this.snippets()) {
      const fields = [
        [name, snippet.name],
        [path, snippet.path],
        [doc, snippet.doc],
        [body, snippet.text],
      ] as const;
      let bm25 = 0;
      for (const [i, word] of words.entries()) {
        const isPrefix = prefix && i === words.length - 1;
        for (const [weight, text] of fields) if (holds(text, word, isPrefix)) bm25 += weight;
      }
      if (bm25 > 0) hits.push({ path: snippet.path, snippet: snippet.index, bm25 });
    }
    return hits
      .sort((a, b) => b.bm25 - a.bm25 || compare(a.path, b.path) || a.snippet - b.snippet)
      .slice(0, Math.max(0, limit));
  }

  async hitsOfWord(word: string, limit: number, options?: LexicalOptions): Promise<WordHits> {
    return groupByFile(await this.searchWords([word], limit, options));
  }

  async wordFrequencies(words: readonly string[]): Promise<number[]> {
    const all = [...this.snippets()].map((s) => `${s.name} ${s.path} ${s.doc} ${s.text}`);
    return words.map((word) => all.filter((text) => holds(text, word, false)).length);
  }

  async sizeBytes(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}

  private *snippets() {
    for (const [path, { record, texts }] of this.entries) {
      for (const [index, { name, doc }] of record.snippets.entries()) {
        yield { path, index, name, doc, text: texts[index]! };
      }
    }
  }
}

function holds(text: string, word: string, isPrefix: boolean): boolean {
  if (word === '') return false;
  const lower = word.toLowerCase();
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.some((held) => (isPrefix ? held.startsWith(lower) : held === lower));
}

/** @throws RangeError where a file does not bring one text per snippet. */
export function requireTexts(record: FileRecord, texts: readonly string[]): void {
  if (texts.length !== record.snippets.length) {
    throw new RangeError(
      `${record.path}: ${texts.length} texts for ${record.snippets.length} snippets`,
    );
  }
}

/** Order by UTF-16 code unit: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
