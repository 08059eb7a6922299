/** The SQLite file of the embeddings: opened, shared with other windows, made anew after damage. */
import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  explain,
  inTransaction,
  isDamage,
  isUnwritable,
  openForReading,
  openForWriting,
  removeDatabase,
  Statements,
} from './sqliteDatabase.ts';
import { WriterLock } from './writerLock.ts';

const FORMAT = 1;

/** `keys.encoder` is the CRC32 of the encoder's id: eight bytes less in each of a million keys. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batches(
    id INTEGER PRIMARY KEY AUTOINCREMENT, encoder TEXT NOT NULL, used INTEGER NOT NULL,
    checksum INTEGER NOT NULL, hashes BLOB NOT NULL, halves BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS keys(
    encoder INTEGER NOT NULL, hash BLOB NOT NULL, batch INTEGER NOT NULL,
    PRIMARY KEY (encoder, hash)) WITHOUT ROWID;
  PRAGMA user_version = ${FORMAT};
`;

export interface Tables {
  readonly get: (sql: string) => StatementSync;
}

export class EmbeddingsFile {
  private readonly path: string;
  private database: DatabaseSync;
  private tables: Tables;
  private openedFile = 0;

  /** @throws UserError where the disk refuses; read-only storage is answered by memory. */
  constructor(path: string) {
    this.path = path;
    this.database = this.open();
    this.tables = tablesOf(this.database);
  }

  /** Runs `work`; after damage once more on a new file. */
  run<T>(work: (tables: Tables) => T): T {
    // Inside a transaction the outermost call starts anew, the rest of the work included.
    if (this.database.isTransaction) return work(this.tables);
    try {
      return work(this.tables);
    } catch (error) {
      if (!isDamage(error)) throw explain(error, this.path);
      this.database.close();
      this.removeDamaged();
      this.database = this.open();
      this.tables = tablesOf(this.database);
      return work(this.tables);
    }
  }

  transaction<T>(work: (tables: Tables) => T): T {
    return this.run((tables) =>
      this.database.isTransaction ? work(tables) : inTransaction(this.database, () => work(tables)),
    );
  }

  /** A transaction that may as well not happen: a full disk or a busy window stops no reading. */
  tryTransaction(work: (tables: Tables) => void): void {
    try {
      this.transaction(work);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'UserError')) throw error;
    }
  }

  pages(): { readonly totalBytes: number; readonly usedBytes: number } {
    return this.run(({ get }) => {
      const count = (name: string) => Number(get(`PRAGMA ${name}`).get()![name]);
      const total = count('page_count');
      const bytes = count('page_size');
      return { totalBytes: total * bytes, usedBytes: (total - count('freelist_count')) * bytes };
    });
  }

  /** Gives free pages back to the disk. */
  shrink(): void {
    this.run(() => {
      this.database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  private open(): DatabaseSync {
    let database: DatabaseSync | undefined;
    try {
      const exists = statSync(this.path, { throwIfNoEntry: false }) !== undefined;
      if (exists && this.isNewer()) return inMemory();
      database = openForWriting(this.path, 'shrinks');
      // A lost embedding is computed again: no sync at every commit, and SQLite checkpoints.
      database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000');
      // One transaction: of two processes that find no tables one makes them, the other waits.
      const opened = database;
      inTransaction(opened, () => opened.exec(SCHEMA));
      this.openedFile = statSync(this.path).ino;
      return database;
    } catch (error) {
      database?.close();
      if (isDamage(error)) {
        this.removeDamaged();
        return this.open();
      }
      // Read-only storage: embeddings then last as long as this process.
      if (isUnwritable(error) || isNotAFolder(error)) return inMemory();
      throw explain(error, this.path);
    }
  }

  /** A newer version's file is left alone. */
  private isNewer(): boolean {
    const database = openForReading(this.path);
    try {
      const row = database.prepare('PRAGMA user_version').get();
      return Number(row!['user_version']) > FORMAT;
    } finally {
      database.close();
    }
  }

  /** One process removes the file; the others, waiting, find a new one and leave it. */
  private removeDamaged(): void {
    const lock = new WriterLock(`${this.path}.lock`);
    if (lock.acquire() !== 'held') return;
    try {
      const file = statSync(this.path, { throwIfNoEntry: false })?.ino ?? 0;
      if (this.openedFile === 0 || file === this.openedFile) removeDatabase(this.path);
    } finally {
      lock.release();
    }
  }
}

function tablesOf(database: DatabaseSync): Tables {
  const statements = new Statements(database);
  return { get: (sql) => statements.get(sql) };
}

function inMemory(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(SCHEMA);
  return database;
}

function isNotAFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
}
