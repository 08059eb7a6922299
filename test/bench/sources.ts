/** Real source to measure with: what the dependencies of this project brought along. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = join(fileURLToPath(import.meta.url), '..', '..', '..', 'node_modules');
const LINES = 20;

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Up to `count` files of 1 to 30 KB, in an order that does not change. */
export function sourceFiles(count: number): SourceFile[] {
  const files: SourceFile[] = [];
  const visit = (folder: string) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= count) return;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== '.bin') visit(path);
      if (!entry.isFile() || !/\.(ts|js|mjs|cjs)$/.test(entry.name)) continue;
      const text = readFileSync(path, 'utf8');
      if (text.length < 1000 || text.length > 30_000 || /.{2000}/.test(text)) continue;
      files.push({ name: entry.name, text });
    }
  };
  visit(MODULES);
  return files;
}

/** Up to `count` distinct pieces of 20 lines. */
export function sourcePieces(count: number): string[] {
  const pieces = new Set<string>();
  for (const { text } of sourceFiles(Math.ceil(count / 4))) {
    const lines = text.split('\n');
    for (let i = 0; i + LINES / 2 < lines.length && pieces.size < count; i += LINES) {
      pieces.add(lines.slice(i, i + LINES).join('\n'));
    }
    if (pieces.size >= count) break;
  }
  return [...pieces];
}
