/** A benchmark on disk: checked-out repositories, and their queries with the places that answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SourceFile } from './plainBm25.ts';
import type { Target } from './scoring.ts';

export interface BenchmarkQuery {
  readonly id: string;
  readonly repo: string;
  /** Only files below it are indexed; '' for all. */
  readonly root: string;
  readonly language: string;
  readonly query: string;
  readonly category: string;
  readonly relevant: readonly Target[];
}

/** Endings of the files that plain BM25 reads: the published runs of the benchmark use them. */
const CODE = new Set(
  `py js jsx ts tsx go rs java kt kts rb php c h cpp hpp cs swift scala sbt ex exs dart lua sql sh bash zig hs`.split(
    ' ',
  ),
);
const PROSE = new Set(['md', 'rst', 'txt', 'adoc']);
const SKIPPED = new Set(
  '.git .hg .svn __pycache__ node_modules .venv venv .tox .cache dist build .eggs'.split(' '),
);

/** @param folder holds `NAME.jsonl`, one query a line */
export function readQueries(folder: string): BenchmarkQuery[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as BenchmarkQuery);
}

/** Files with a code ending (prose where that is the language) under `root`, paths relative to `folder`. */
export function readFiles(folder: string, root: string, language: string): SourceFile[] {
  const endings = language === 'prose' ? PROSE : CODE;
  const files: SourceFile[] = [];
  const walk = (at: string) => {
    const entries = readdirSync(at, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) walk(path);
      } else if (entry.isFile() && endings.has(entry.name.split('.').slice(1).at(-1) ?? '')) {
        files.push({ path: relative(folder, path), text: readFileSync(path, 'utf8') });
      }
    }
  };
  walk(join(folder, root));
  return files;
}
