/** Heads on disk: one checksummed file each in the folder's index storage, and a file that says which is in force. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { effectiveId } from '../core/tuning/head.ts';
import { decodeHead, encodeHead, type NamedHead } from '../core/tuning/headFile.ts';
import type { HeadStore, KeptHead } from '../core/tuning/headStore.ts';
import { UserError } from '../core/userError.ts';
import { syncFolder, writeFileDurably } from './writeFileDurably.ts';

const ENDING = '.head';
const IN_USE = 'in-use.json';

/** @param folder in the user's own storage, never in a workspace; made when the first head is kept */
export function headFolder(folder: string): HeadStore {
  const fileOf = (name: string) => path.join(folder, `${encodeURIComponent(name)}${ENDING}`);
  const read = (file: string): KeptHead | undefined => {
    try {
      const bytes = readFileSync(file);
      return { ...decodeHead(bytes), sizeBytes: bytes.length };
    } catch (error) {
      // Gone, or damaged: the encoder as it ships is always there.
      if (error instanceof UserError || isMissing(error)) return undefined;
      throw error;
    }
  };
  const prepare = () => {
    mkdirSync(folder, { recursive: true });
    // What a killed process left half-written.
    for (const name of namesIn(folder)) {
      if (name.endsWith('.tmp') && !isAlive(name)) rmSync(path.join(folder, name), { force: true });
    }
  };
  return {
    async list() {
      return namesIn(folder)
        .filter((name) => name.endsWith(ENDING))
        .flatMap((name) => read(path.join(folder, name)) ?? [])
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    },
    async save(head) {
      prepare();
      writeFileDurably(fileOf(head.name), encodeHead(head));
    },
    async remove(name) {
      rmSync(fileOf(name), { force: true });
      syncFolder(folder);
    },
    async inUse() {
      const named = nameInUse(path.join(folder, IN_USE));
      const head = named && read(fileOf(named.name));
      return head && effectiveId(head.head) === named.id ? head : undefined;
    },
    async setInUse(head: NamedHead | undefined) {
      prepare();
      const value = head ? { name: head.name, id: effectiveId(head.head) } : {};
      writeFileDurably(path.join(folder, IN_USE), `${JSON.stringify(value)}\n`);
    },
  };
}

function nameInUse(file: string): { readonly name: string; readonly id: string } | undefined {
  try {
    const { name, id } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return typeof name === 'string' && typeof id === 'string' ? { name, id } : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether the process that a temporary file names by its number still runs. */
function isAlive(temporary: string): boolean {
  try {
    process.kill(Number(temporary.split('.').at(-2)), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
