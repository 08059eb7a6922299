/** What comparing found out about a folder's contents, beside its index: a disposable cache that is checked before it is believed. */
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { headBytes, readExactly, readHead } from './cacheHead.ts';
import { writeAll } from './writeFileDurably.ts';

export interface SavedPairs {
  /** Undefined where there are none, or none that are whole. */
  read(): Uint8Array<ArrayBuffer> | undefined;
  /** What cannot be kept is found out again. */
  write(bytes: Uint8Array): void;
  forget(): void;
}

const MAGIC = 'LKPAIRS1';

interface Head {
  readonly bytes: number;
  readonly checksum: number;
}

/** @param indexFolder of the folder; where it is missing nothing is kept */
export function savedPairs(indexFolder: string): SavedPairs {
  const path = join(indexFolder, 'pairs.cache');
  return {
    read() {
      let file: number;
      try {
        file = openSync(path, 'r');
      } catch {
        return undefined;
      }
      try {
        const found = readHead<Head>(file, MAGIC);
        const bytes = found && readExactly(file, found.end, found.head.bytes);
        if (!bytes || crc32(bytes) !== found.head.checksum) return undefined;
        // A copy, for it is handed over to a thread, which what comes out of a pool cannot be.
        return new Uint8Array(bytes);
      } catch {
        return undefined;
      } finally {
        closeSync(file);
      }
    },
    write(bytes) {
      // Not synced: after a crash of the machine the checksum tells, and nothing but time is lost.
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        const file = openSync(temporary, 'w', 0o600);
        try {
          writeAll(file, headBytes(MAGIC, { bytes: bytes.length, checksum: crc32(bytes) }));
          writeAll(file, bytes);
        } finally {
          closeSync(file);
        }
        renameSync(temporary, path);
      } catch {
        rmSync(temporary, { force: true });
      }
    },
    forget() {
      rmSync(path, { force: true });
    },
  };
}
