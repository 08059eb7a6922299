/** The tables of the store: format and version, packed rows with their checksums, words. */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { requireTexts } from '../core/index/memoryStore.ts';
import { decodeRecord, encodeRecord } from '../core/index/recordCodec.ts';
import type { FileRecord, IndexedFile } from '../core/index/snippetStore.ts';
import type { FileStat } from '../core/snippets/snippet.ts';
import { UserError } from '../core/userError.ts';
import { DatabaseSeal } from './databaseSeal.ts';
import {
  inTransaction,
  isDamage,
  openForReading,
  openForWriting,
  removeDatabase,
  Statements,
} from './sqliteDatabase.ts';
import { SNIPPETS_PER_FILE, SqliteWords, WORDS_SCHEMA, type WordSplitter } from './sqliteWords.ts';

export interface StoreFormat {
  readonly words: WordSplitter;
  /** Names the rules that cut files; stored files of other rules are indexed again. */
  readonly cutVersion: string;
}

/** Raised whenever the tables below change. */
const FORMAT = 1;
/** 'LKAL' in SQLite's header: the file is ours. */
const APPLICATION_ID = 0x4c4b414c;

const SCHEMA = `
  CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;
  CREATE TABLE files(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, generation INTEGER NOT NULL,
    snippets INTEGER NOT NULL, checksum INTEGER NOT NULL, packed BLOB NOT NULL);
  ${WORDS_SCHEMA}
`;

export class OpenTables {
  readonly words: SqliteWords;
  private readonly database: DatabaseSync;
  private readonly statements: Statements;
  private readonly databaseSeal: DatabaseSeal | undefined;

  constructor(database: DatabaseSync, words: WordSplitter, seal?: DatabaseSeal) {
    this.database = database;
    this.statements = new Statements(database);
    this.words = new SqliteWords(database, words);
    this.databaseSeal = seal;
  }

  generation(): number {
    const row = this.statements.get("SELECT value FROM meta WHERE key = 'generation'").get();
    return Number(row?.['value'] ?? 0);
  }

  count(): number {
    return Number(this.statements.get('SELECT count(*) AS n FROM files').get()!['n']);
  }

  versions(): Map<string, number> {
    const rows = this.statements.get('SELECT path, generation FROM files ORDER BY path').all();
    return new Map(rows.map((row) => [String(row['path']), Number(row['generation'])]));
  }

  get(path: string): FileRecord | 'damaged' | undefined {
    const row = this.statements
      .get('SELECT id, generation, snippets, checksum, packed FROM files WHERE path = ?')
      .get(path);
    if (!row) return undefined;
    const packed = row['packed'];
    if (!(packed instanceof Uint8Array)) return 'damaged';
    const { id, generation, snippets } = row;
    if (checksum([id, path, generation, snippets], packed) !== row['checksum']) return 'damaged';
    return decodeRecord(packed);
  }

  /** Stores files and words and says so under `generation`: all of it or nothing. */
  transaction<T>(generation: number, work: () => T): T {
    return inTransaction(this.database, () => {
      const result = work();
      this.statements
        .get("INSERT OR REPLACE INTO meta(key, value) VALUES ('generation', ?)")
        .run(generation);
      return result;
    });
  }

  put(files: readonly IndexedFile[], generation: number): void {
    for (const { record, texts } of files) {
      requireTexts(record, texts);
      if (texts.length >= SNIPPETS_PER_FILE) {
        throw new RangeError(`${record.path}: ${texts.length} snippets in one file`);
      }
      const id = this.removeWords(record.path) ?? this.freeId();
      this.writeRow(id, record, generation);
      this.words.add(id, record, texts);
    }
  }

  restat(stats: readonly FileStat[], generation: number): void {
    for (const { path, sizeBytes, modifiedMs } of stats) {
      const record = this.get(path);
      if (!record || record === 'damaged') continue;
      const { id } = this.statements.get('SELECT id FROM files WHERE path = ?').get(path)!;
      this.writeRow(Number(id), { ...record, sizeBytes, modifiedMs }, generation);
    }
  }

  remove(paths: readonly string[]): void {
    for (const path of paths) {
      const id = this.removeWords(path);
      if (id !== undefined) this.statements.get('DELETE FROM files WHERE id = ?').run(id);
    }
  }

  clear(): void {
    this.statements.get('DELETE FROM files').run();
    this.words.clear();
  }

  checkpointIfDue(): void {
    this.databaseSeal?.checkpointIfDue(this.database);
  }

  /** Moves everything into the main file and seals it. */
  seal(): void {
    this.databaseSeal?.checkpoint(this.database);
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  private writeRow(id: number, record: FileRecord, generation: number): void {
    const packed = encodeRecord(record);
    const { path } = record;
    const snippets = record.snippets.length;
    this.statements
      .get('INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        id,
        path,
        generation,
        snippets,
        checksum([id, path, generation, snippets], packed),
        packed,
      );
  }

  /** @returns the id of the file, undefined where it is not stored */
  private removeWords(path: string): number | undefined {
    const row = this.statements.get('SELECT id, snippets FROM files WHERE path = ?').get(path);
    if (!row) return undefined;
    this.words.remove(Number(row['id']), path, Number(row['snippets']));
    return Number(row['id']);
  }

  private freeId(): number {
    const row = this.statements.get('SELECT coalesce(max(id), 0) + 1 AS id FROM files').get();
    return Number(row!['id']);
  }
}

/**
 * Opens (or makes) the store for writing.
 * @returns `rebuilt`: a sentence for people where stored files were given up.
 * @throws UserError where a newer version wrote the file.
 */
export function openTables(
  path: string,
  format: StoreFormat,
  { anew = false } = {},
): { tables: OpenTables; rebuilt: string | undefined } {
  if (path === ':memory:') return { tables: create(path, format), rebuilt: undefined };
  let rebuilt: string | undefined;
  if (!anew) {
    try {
      const opened = existsSync(path) ? openExisting(path, format) : undefined;
      if (opened instanceof OpenTables) return { tables: opened, rebuilt: undefined };
      rebuilt = opened;
    } catch (error) {
      if (!isDamage(error)) throw error;
      rebuilt = DAMAGED;
    }
  }
  new DatabaseSeal(path).remove();
  removeDatabase(path);
  return { tables: create(path, format, new DatabaseSeal(path)), rebuilt };
}

/** Opens the store of another process for reading; undefined while there is nothing to read. */
export function readTables(path: string, format: StoreFormat): OpenTables | undefined {
  if (!existsSync(path)) return undefined;
  const database = openForReading(path);
  try {
    if (contentOf(database) === contentName(format)) return new OpenTables(database, format.words);
  } catch {
    // Half made or damaged: its writer sees to it.
  }
  database.close();
  return undefined;
}

const DAMAGED = 'The index was damaged; it is being rebuilt.';

/** @returns the tables, or why they are given up */
function openExisting(path: string, format: StoreFormat): OpenTables | string {
  const seal = new DatabaseSeal(path);
  const state = seal.check();
  if (state === 'damaged') return DAMAGED;
  const database = openForWriting(path);
  let tables: OpenTables | undefined;
  try {
    const version = pragma(database, 'user_version');
    const ours = pragma(database, 'application_id') === APPLICATION_ID;
    if (ours && version > FORMAT) {
      throw new UserError(
        'store-unusable',
        `The index in ${path} was written by a newer version of Lookalike.`,
        'Update Lookalike, or delete that file to index again.',
      );
    }
    if (!ours) return DAMAGED;
    if (version < FORMAT || contentOf(database) !== contentName(format)) {
      return 'The index was made by an earlier version; it is being rebuilt.';
    }
    const opened = new OpenTables(database, format.words, seal);
    if (state === 'unsealed' && !consistent(database, opened)) return DAMAGED;
    tables = opened;
    return tables;
  } finally {
    if (!tables) database.close();
  }
}

/** The slow check for a file without a seal: after a kill inside a checkpoint. */
function consistent(database: DatabaseSync, tables: OpenTables): boolean {
  const [row] = database.prepare('PRAGMA integrity_check(1)').all();
  if (row?.['integrity_check'] !== 'ok') return false;
  tables.words.check();
  return true;
}

function create(path: string, format: StoreFormat, seal?: DatabaseSeal): OpenTables {
  const database = openForWriting(path);
  inTransaction(database, () => {
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`);
    database.exec(SCHEMA);
    const meta = database.prepare('INSERT INTO meta(key, value) VALUES (?, ?)');
    meta.run('content', contentName(format));
    // From the clock, so that a store made anew never repeats the generations of the one before.
    meta.run('generation', Date.now());
  });
  return new OpenTables(database, format.words, seal);
}

function contentName({ words, cutVersion }: StoreFormat): string {
  return `cut ${cutVersion} words ${words.version}`;
}

function contentOf(database: DatabaseSync): unknown {
  return database.prepare("SELECT value FROM meta WHERE key = 'content'").get()?.['value'];
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()![name]);
}

function checksum(columns: readonly unknown[], packed: Uint8Array): number {
  return crc32(packed, crc32(columns.join('\n')));
}
