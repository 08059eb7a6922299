/**
 * A checksum of a whole SQLite file, beside it: SQLite has none, and a flipped bit inside a
 * full-text posting would be believed. The main file changes at checkpoints only, and only the
 * writer makes them: the seal is taken away before a checkpoint and made anew after it. Write-ahead
 * frames carry checksums of their own. (200 MB: about 60 ms.)
 */
import { closeSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { writeFileDurably } from './writeFileDurably.ts';

const READ_BYTES = 1 << 20;
/** Smallest write-ahead log that is worth a checkpoint. */
const LEAST_LOG_BYTES = 16 << 20;

export class DatabaseSeal {
  private readonly database: string;
  private readonly path: string;
  private nextCheckpointBytes = LEAST_LOG_BYTES;

  /** @param database path of the SQLite file */
  constructor(database: string) {
    this.database = database;
    this.path = `${database}.seal`;
  }

  /**
   * Compares the file with its seal. 'unsealed': a checkpoint was cut short (or the file is new),
   * so nothing is known.
   */
  check(): 'whole' | 'damaged' | 'unsealed' {
    let sealed: string;
    try {
      sealed = readFileSync(this.path, 'utf8');
    } catch {
      return 'unsealed';
    }
    return sealed === this.checksum() ? 'whole' : 'damaged';
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** Moves the log into the file once it has grown to an eighth of it. */
  checkpointIfDue(database: DatabaseSync): void {
    const log = sizeOf(`${this.database}-wal`);
    if (log < this.nextCheckpointBytes) return;
    this.checkpoint(database);
    // A reader may have kept some of the log in place: try again when there is much more.
    const left = sizeOf(`${this.database}-wal`);
    this.nextCheckpointBytes = Math.max(LEAST_LOG_BYTES, sizeOf(this.database) / 8, 2 * left);
  }

  checkpoint(database: DatabaseSync): void {
    this.remove();
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    writeFileDurably(this.path, this.checksum());
  }

  /** `<bytes> <CRC32>` of the main file. */
  private checksum(): string {
    const file = openSync(this.database, 'r');
    try {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      let sum = 0;
      let total = 0;
      for (;;) {
        const read = readSync(file, buffer, 0, READ_BYTES, null);
        if (read === 0) return `${total} ${sum}`;
        sum = crc32(buffer.subarray(0, read), sum);
        total += read;
      }
    } finally {
      closeSync(file);
    }
  }
}

/** Size of a file, 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
