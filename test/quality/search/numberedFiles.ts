/** Opens snippets for search as files of their own, with numbers for names: names of files do not help then. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchSources } from '../../../src/core/matching/searchByText.ts';
import { openFolder } from './openFolder.ts';

export interface NumberedFile {
  readonly code: string;
  /** Of a file's name, without the dot. */
  readonly ending: string;
}

export interface OpenedFiles {
  readonly sources: SearchSources;
  path(position: number): string;
  close(): Promise<void>;
}

/** @param scratch a folder for the files and their index; both are removed by `close` */
export async function openNumberedFiles(
  files: readonly NumberedFile[],
  scratch: string,
): Promise<OpenedFiles> {
  const path = (i: number) => `${1000 + i}.${files[i]!.ending}`;
  const folder = join(scratch, 'files');
  mkdirSync(folder, { recursive: true });
  for (const [i, { code }] of files.entries()) writeFileSync(join(folder, path(i)), code);
  const { sources, close } = await openFolder(folder, join(scratch, 'storage'));
  return {
    sources,
    path,
    async close() {
      await close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
