/**
 * The store of record in SQLite: one packed row per source file with a checksum of our own, and the
 * lexical index in the same transaction. One process writes, others read (`writerLock.ts`);
 * a damaged row is indexed again, a damaged file is rebuilt, said once.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FileRecord,
  IndexedFile,
  LexicalHit,
  LexicalOptions,
  SnippetStore,
} from '../core/index/snippetStore.ts';
import { groupByFile, type WordHits } from '../core/index/wordHits.ts';
import type { FileStat } from '../core/snippets/snippet.ts';
import { UserError } from '../core/userError.ts';
import { sizeOf } from './databaseSeal.ts';
import { explain, isDamage, isUnwritable } from './sqliteDatabase.ts';
import { type OpenTables, openTables, readTables, type StoreFormat } from './sqliteStoreFile.ts';
import { WriterLock } from './writerLock.ts';

export interface SqliteStoreOptions extends StoreFormat {
  /** Called when the stored files were lost to damage and have to be indexed again. */
  readonly onDamage?: () => void;
}

/** Records read between two turns of the event loop: a few milliseconds. */
const ROWS_PER_TURN = 512;

const READ_ONLY = 'Another window is indexing this folder; this one reads what it stores.';

export class SqliteStore implements SnippetStore {
  private readonly folder: string;
  private readonly options: SqliteStoreOptions;
  private readonly lock: WriterLock;
  private readonly said = new Set<string>();
  private tables: OpenTables | undefined;
  private openedFile = 0;
  private writer: boolean;
  private latest = 0;

  /** Use `openSqliteStore`. @param folder a folder of its own in extension storage */
  constructor(folder: string, options: SqliteStoreOptions) {
    this.folder = folder;
    this.options = options;
    this.lock = new WriterLock(join(folder, 'writer.lock'));
    this.writer = false;
  }

  get generation(): number {
    return this.latest;
  }

  get notices(): readonly string[] {
    return this.writer ? [...this.said] : [...this.said, READ_ONLY];
  }

  async acquireWriter(): Promise<boolean> {
    if (this.writer) return true;
    const lock = this.lock.acquire();
    if (lock === 'busy') {
      this.reopenForReading();
      const reached = this.read((tables) => tables.generation(), 0);
      this.latest = Math.max(this.latest, reached);
      return false;
    }
    this.tables?.close();
    this.tables = undefined;
    this.writer = true;
    try {
      const { tables, rebuilt } = this.openForWriting(lock);
      if (rebuilt) this.said.add(rebuilt);
      this.tables = tables;
      this.latest = Math.max(this.latest, tables.generation());
      return true;
    } catch (error) {
      this.writer = false;
      this.lock.release();
      throw explain(error, this.path);
    }
  }

  async fileCount(): Promise<number> {
    return this.read((tables) => tables.count(), 0);
  }

  async files(paths?: readonly string[]): Promise<FileRecord[]> {
    const wanted = paths
      ? [...new Set(paths)].sort(byCodeUnit)
      : [...(await this.versions()).keys()];
    const records: FileRecord[] = [];
    for (let i = 0; i < wanted.length; i += ROWS_PER_TURN) {
      if (i > 0) await new Promise((resolve) => setImmediate(resolve));
      for (const path of wanted.slice(i, i + ROWS_PER_TURN)) {
        const record = this.readRecord(path);
        if (record) records.push(record);
      }
    }
    return records;
  }

  async file(path: string): Promise<FileRecord | undefined> {
    return this.readRecord(path);
  }

  async versions(): Promise<Map<string, number>> {
    return this.read((tables) => {
      this.latest = Math.max(this.latest, tables.generation());
      return tables.versions();
    }, new Map());
  }

  async putFiles(files: readonly IndexedFile[]): Promise<void> {
    this.write((tables, generation) => tables.put(files, generation));
  }

  async restatFiles(stats: readonly FileStat[]): Promise<void> {
    this.write((tables, generation) => tables.restat(stats, generation));
  }

  async removeFiles(paths: readonly string[]): Promise<void> {
    this.write((tables) => tables.remove(paths));
  }

  async clear(): Promise<void> {
    this.write((tables) => tables.clear());
  }

  async searchWords(
    words: readonly string[],
    limit: number,
    options?: LexicalOptions,
  ): Promise<LexicalHit[]> {
    return this.read((tables) => tables.words.search(words, limit, options), []);
  }

  async hitsOfWord(word: string, limit: number, options?: LexicalOptions): Promise<WordHits> {
    return this.read((tables) => tables.words.hitsOf(word, limit, options), groupByFile([]));
  }

  async wordFrequencies(words: readonly string[]): Promise<number[]> {
    return this.read(
      (tables) => tables.words.frequencies(words),
      words.map(() => 0),
    );
  }

  /** Merges the lexical index's segments in slices, so that queries after a first import are fast. */
  async tidy(signal?: AbortSignal): Promise<void> {
    let more = this.writer;
    for (let slice = 0; more && !signal?.aborted; slice++) {
      more = this.write((tables) => tables.words.merge(slice === 0 ? 'first' : 'next'));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async sizeBytes(): Promise<number> {
    return sizeOf(this.path) + sizeOf(`${this.path}-wal`);
  }

  async close(): Promise<void> {
    try {
      if (this.writer) this.tables?.seal();
    } catch {
      // Unsealed (a full disk, damage): the next opening checks everything instead.
    } finally {
      this.tables?.close();
      this.tables = undefined;
      this.writer = false;
      this.lock.release();
    }
  }

  private get path(): string {
    return join(this.folder, 'store.sqlite');
  }

  /** Where nothing can be written the index lives in memory, as long as this process. */
  private openForWriting(lock: 'held' | 'unwritable'): ReturnType<typeof openTables> {
    try {
      if (lock === 'held') return openTables(this.path, this.options);
    } catch (error) {
      if (!isUnwritable(error)) throw error;
    }
    this.said.add(`The index cannot be kept: ${this.folder} cannot be written.`);
    return openTables(':memory:', this.options);
  }

  /** A reader follows the writer: it may have made the file only now, or anew. */
  private reopenForReading(): void {
    const file = statSync(this.path, { throwIfNoEntry: false })?.ino ?? 0;
    if (this.tables && file === this.openedFile) return;
    this.tables?.close();
    this.tables = readTables(this.path, this.options);
    this.openedFile = file;
  }

  private readRecord(path: string): FileRecord | undefined {
    const read = this.read((tables) => tables.get(path), undefined);
    if (read === 'damaged') {
      this.said.add('Some stored files were damaged and are indexed again.');
      return undefined;
    }
    return read;
  }

  private read<T>(work: (tables: OpenTables) => T, whenEmpty: T): T {
    if (!this.tables) return whenEmpty;
    try {
      return work(this.tables);
    } catch (error) {
      if (!isDamage(error)) throw explain(error, this.path);
      this.rebuild();
      return whenEmpty;
    }
  }

  private write<T>(work: (tables: OpenTables, generation: number) => T): T {
    if (!this.writer || !this.tables) {
      throw new UserError(
        'store-unusable',
        'The index is being written by another window.',
        'Index from that window, or close it first.',
      );
    }
    try {
      return this.commit(this.tables, work);
    } catch (error) {
      if (!isDamage(error)) throw explain(error, this.path);
      this.rebuild();
      return this.commit(this.tables, work);
    }
  }

  private commit<T>(tables: OpenTables, work: (tables: OpenTables, generation: number) => T): T {
    const next = this.latest + 1;
    const result = tables.transaction(next, () => work(tables, next));
    this.latest = next;
    tables.checkpointIfDue();
    return result;
  }

  /** Starts anew after damage; a reader only lets go, the writer will notice itself. */
  private rebuild(): void {
    this.tables?.close();
    this.tables = undefined;
    if (!this.writer) return;
    const { tables } = openTables(this.path, this.options, { anew: true });
    this.tables = tables;
    this.latest = Math.max(this.latest + 1, tables.generation());
    this.said.add('The index was damaged; it is being rebuilt.');
    this.options.onDamage?.();
  }
}

/**
 * Opens the store in `folder`, as writer where no other process is.
 * @throws UserError where a newer version wrote it (the file is kept) or the disk refuses.
 */
export async function openSqliteStore(
  folder: string,
  options: SqliteStoreOptions,
): Promise<SqliteStore> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // The lock finds out the same way, and the store says so.
  }
  const store = new SqliteStore(folder, options);
  await store.acquireWriter();
  return store;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
