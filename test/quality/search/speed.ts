/**
 * How long a warm query takes in the engine, without transport: wall and processor time, all queries of a
 * benchmark against one folder, after as many to warm up as `--warm` says. `--exact` goes below the engine, where
 * no graph of neighbors is built in the background: the exact scan is what a graph replaces from 50,000 texts on.
 * node test/quality/search/speed.ts --folder DIR --queries DIR [--storage DIR] [--warm 100] [--exact]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SearchRequest } from '../../../src/core/engineApi.ts';
import { searchByText } from '../../../src/core/matching/searchByText.ts';
import { openEngine } from '../../../src/node/openEngine.ts';
import { readQueries } from './benchmark.ts';
import { openFolder } from './openFolder.ts';
import { SETTINGS, SHIPPED } from './setting.ts';

const LIMIT = 10;

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    queries: { type: 'string' },
    storage: { type: 'string' },
    warm: { type: 'string', default: '100' },
    exact: { type: 'boolean', default: false },
  },
});
if (!options.folder || !options.queries) {
  process.stderr.write('Give --folder DIR and --queries DIR.\n');
  process.exit(2);
}
const storage = options.storage ?? mkdtempSync(join(tmpdir(), 'search-speed-'));
const started = performance.now();
const opened = options.exact ? await openBelow(options.folder) : await openAbove(options.folder);
try {
  process.stdout.write(
    `${opened.snippets} snippets, up to date in ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
  const queries = readQueries(options.queries).map(({ query }) => query);
  for (const query of queries.slice(0, Number(options.warm))) await ask(query);
  const times: { readonly ms: number; readonly cpuMs: number }[] = [];
  for (const query of queries) times.push(await ask(query));
  print('wall', times, ({ ms }) => ms);
  print('processor', times, ({ cpuMs }) => cpuMs);
} finally {
  await opened.close();
  if (!options.storage) rmSync(storage, { recursive: true, force: true });
}

interface Opened {
  readonly snippets: number;
  search(request: SearchRequest): Promise<unknown>;
  close(): Promise<void>;
}

async function openAbove(folder: string): Promise<Opened> {
  const choice = { shipped: SHIPPED, storage, model: undefined, allowDownload: false };
  const engine = await openEngine(folder, SETTINGS, choice);
  await engine.index();
  const { snippets } = await engine.status();
  return {
    snippets,
    search: (request) => engine.search(request),
    close: () => engine.dispose(),
  };
}

async function openBelow(folder: string): Promise<Opened> {
  const { sources, close } = await openFolder(folder, storage);
  return {
    snippets: sources.catalog.snippetCount,
    search: (request) => searchByText(request, sources),
    close,
  };
}

async function ask(query: string): Promise<{ ms: number; cpuMs: number }> {
  const before = process.cpuUsage();
  const start = performance.now();
  await opened.search({ query, limit: LIMIT });
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

function print<T>(what: string, rows: readonly T[], value: (row: T) => number): void {
  const sorted = rows.map(value).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  process.stdout.write(
    `${what.padEnd(10)} median ${at(0.5)} ms, p90 ${at(0.9)}, p99 ${at(0.99)}, longest ${at(1)}\n`,
  );
}
