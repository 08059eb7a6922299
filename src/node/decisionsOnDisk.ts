/** The folder's file of decisions on disk: read anew each time, replaced whole, never outside the folder. */
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DECISIONS } from '../core/decisions/decisionFile.ts';
import type { DecisionText } from '../core/engine/decisions.ts';
import { UserError } from '../core/userError.ts';
import { writeFileDurably } from './writeFileDurably.ts';

/** Lets git keep the lines of both branches: their order means nothing. */
const ATTRIBUTES = '*.jsonl merge=union\n';

/** @param root the folder, links resolved */
export function decisionsOnDisk(root: string): DecisionText {
  return linesOnDisk(root, DECISIONS.file);
}

/** A file of lines that people share. @param name relative to `root`, in a folder of its own */
export function linesOnDisk(root: string, name: string): DecisionText {
  const file = path.join(root, name);
  const folder = path.dirname(file);
  return {
    async read() {
      await refuseLinks(folder, file);
      try {
        return await readFile(file, 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
        throw unusable(name, 'read', cause);
      }
    },
    async write(text) {
      await refuseLinks(folder, file);
      try {
        await mkdir(folder, { recursive: true });
        const attributes = path.join(folder, '.gitattributes');
        await writeFile(attributes, ATTRIBUTES, { flag: 'wx' }).catch(unlessThere);
        writeFileDurably(file, text);
      } catch (cause) {
        throw unusable(name, 'written', cause);
      }
    },
  };
}

/** A link that came with the workspace could lead anywhere. */
async function refuseLinks(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = await lstat(name).catch(() => undefined);
    if (!found?.isSymbolicLink()) continue;
    throw new UserError(
      'configuration-invalid',
      `${name} is a link.`,
      'Put a real file there; it is kept inside the folder.',
    );
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function unusable(name: string, what: string, cause: unknown): UserError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UserError(
    'not-available',
    `${name} cannot be ${what}: ${why}`,
    'Check its permissions.',
    { cause },
  );
}
