/** Reads a file as it was at one moment: unchanged between the look before and the look after. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
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

/** @throws Error where it cannot be read, or does not keep still. */
export async function readFileOnce(
  root: string,
  path: string,
  maxSizeBytes: number,
): Promise<FileContent | SkippedFile> {
  for (let attempt = 1; ; attempt++) {
    const file = await open(join(root, path), 'r');
    try {
      const before = await file.stat();
      if (!before.isFile()) return { path, reason: 'not-text' };
      if (before.size > maxSizeBytes) return { path, reason: 'too-large' };
      const bytes = await file.readFile();
      const after = await file.stat();
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
      await file.close();
    }
  }
}

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
