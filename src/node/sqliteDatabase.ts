/** Opening SQLite files, transactions, and which of its errors mean what. */
import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { UserError } from '../core/userError.ts';

/** Result codes of SQLite (the low byte of the extended code). */
const BUSY = 5;
const READONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const CONFLICT = 19;
const NOT_A_DATABASE = 26;
/** Extended: the file ends before its header says, so it was cut. */
const SHORT_READ = 522;

/** How long a statement waits for another process, milliseconds: longer than any commit here. */
const BUSY_TIMEOUT_MS = 10_000;

const RETRY_MS = 10;

/**
 * Opens for writing, in write-ahead mode with a sync at every commit: acknowledged is durable.
 * Checkpoints are left to the caller (`databaseSeal.ts` says why).
 * @param shrinks the file can give free pages back (`PRAGMA incremental_vacuum`)
 */
export function openForWriting(path: string, shrinks?: 'shrinks'): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    whileBusy(() => {
      // Has an effect on a new file only, and only before anything is written to it.
      if (shrinks) database.exec('PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL');
      database.exec('PRAGMA journal_mode = WAL');
    });
    // 64 MB, negative means KiB: the b-trees of 200,000 snippets stay in memory while they grow.
    database.exec(
      'PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536',
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite does not wait by itself for the change of the journal mode, which needs the file alone. */
function whileBusy(work: () => void): void {
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || waitedMs >= BUSY_TIMEOUT_MS) throw error;
      Atomics.wait(asleep, 0, 0, RETRY_MS);
    }
  }
}

export function openForReading(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA cache_size = -65536`);
  return database;
}

/** Runs `work` in one transaction: all of it is stored or, where it throws, none. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk or a damaged file may have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Prepares each statement once. */
export class Statements {
  private readonly prepared = new Map<string, StatementSync>();
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  get(sql: string): StatementSync {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}

/** Deletes a database with its write-ahead files. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

export function isBusy(error: unknown): boolean {
  return (errorCode(error) & 0xff) === BUSY;
}

/** True where two rows claim one key. */
export function isConflict(error: unknown): boolean {
  return (errorCode(error) & 0xff) === CONFLICT;
}

/** True where the file is not (any more) what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  const code = errorCode(error);
  return (code & 0xff) === CORRUPT || (code & 0xff) === NOT_A_DATABASE || code === SHORT_READ;
}

/** True where the place cannot be written at all: a read-only folder or disk. */
export function isUnwritable(error: unknown): boolean {
  const code = errorCode(error) & 0xff;
  return code === READONLY || code === CANNOT_OPEN;
}

/** The error with what a person can do about it, where a person can. */
export function explain(error: unknown, path: string): unknown {
  const code = errorCode(error) & 0xff;
  const whatToDo = (
    {
      [FULL]: 'Free some disk space and index again; what was stored is kept.',
      [READONLY]: 'Make the folder writable and index again.',
      [CANNOT_OPEN]: 'Make the folder writable and index again.',
      [IO_ERROR]: 'Check the disk, then index again; what was stored is kept.',
      [BUSY]: 'Another window is writing for very long; try again when it is done.',
    } as Record<number, string>
  )[code];
  if (whatToDo === undefined) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError('store-unusable', `Cannot write ${path}: ${reason}.`, whatToDo, {
    cause: error,
  });
}

function errorCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
}
