/** Reads a file as it was at one moment: unchanged between the look before and the look after. */
import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileStat, SkippedFile } from '../core/snippets/snippet.ts';

/** Tries before a file counts as being written all the time (a log). */
const TRIES = 3;

export interface FileContent {
  readonly stat: FileStat;
  readonly bytes: Uint8Array;
  /** `FileRecord.fileHash`. */
  readonly hash: string;
}

/**
 * Waits for the disk: for a process that has nothing else to do meanwhile, where that is a third of the work of asking
 * and being answered.
 * @throws Error where it cannot be read, or does not keep still.
 */
export function readFileOnce(
  root: string,
  path: string,
  maxSizeBytes: number,
): FileContent | SkippedFile {
  for (let attempt = 1; ; attempt++) {
    const file = openSync(join(root, path), 'r');
    try {
      const before = fstatSync(file);
      if (!before.isFile()) return { path, reason: 'not-text' };
      if (before.size > maxSizeBytes) return { path, reason: 'too-large' };
      const bytes = readFileSync(file);
      const after = fstatSync(file);
      const { size, mtimeMs } = after;
      if (size === bytes.length && before.size === size && before.mtimeMs === mtimeMs) {
        return {
          stat: { path, sizeBytes: size, modifiedMs: mtimeMs },
          bytes,
          hash: hashBytes(bytes),
        };
      }
      if (attempt === TRIES) throw new Error(`it changed ${TRIES} times while it was read`);
    } finally {
      closeSync(file);
    }
  }
}

export function hashBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex').slice(0, 32);
}
