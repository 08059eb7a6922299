/** A folder of many real source files, for measurements: what the dependencies of this project brought along. */
import fs from 'node:fs';
import path from 'node:path';
import { sourceFiles } from '../test/bench/sources.ts';

/** @returns the folder, with this many files in fifty folders below it. */
export function manyFiles(folder: string, count: number): string {
  for (const [i, { name, text }] of sourceFiles(count).entries()) {
    const part = path.join(folder, `part${i % 50}`);
    fs.mkdirSync(part, { recursive: true });
    fs.writeFileSync(path.join(part, `${i}-${name.replace(/\.d\.ts$/, '.ts')}`), text);
  }
  return folder;
}
