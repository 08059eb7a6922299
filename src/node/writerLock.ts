/**
 * Which process may write: whoever holds an exclusive lock on a small SQLite file.
 * It is a lock of the operating system, so it is gone the moment its holder is, however it died;
 * "a lock file exists" would outlive a kill.
 */
import { DatabaseSync } from 'node:sqlite';
import { isBusy, isUnwritable } from './sqliteDatabase.ts';

export class WriterLock {
  private readonly path: string;
  private holding: DatabaseSync | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Tries once, without waiting. 'unwritable': nobody can hold it here, the folder is read-only. */
  acquire(): 'held' | 'busy' | 'unwritable' {
    if (this.holding) return 'held';
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(this.path);
      database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
      this.holding = database;
      return 'held';
    } catch (error) {
      database?.close();
      if (isBusy(error)) return 'busy';
      if (isUnwritable(error)) return 'unwritable';
      throw error;
    }
  }

  release(): void {
    this.holding?.close();
    this.holding = undefined;
  }
}
