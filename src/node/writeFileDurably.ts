/** Replaces a file so that after a crash the old or the new one is there, never a mixture. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the parts one after another to a temporary file, syncs it, renames it into place. */
export function writeFileDurably(path: string, ...parts: readonly (string | Uint8Array)[]): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w');
  try {
    try {
      for (const part of parts) writeAll(file, part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** A single write may be short (a nearly full disk), so it goes on until all is written. */
export function writeAll(file: number, part: string | Uint8Array): void {
  const bytes = typeof part === 'string' ? Buffer.from(part) : part;
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Makes the entries of a folder durable; not every platform lets a folder be opened. */
export function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch {
    // Windows has no such call; its renames are journalled.
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}
