/**
 * How long a warm query takes in the engine, without transport: wall and processor time, all queries of a
 * benchmark against one folder, after as many to warm up as `--warm` says, in rounds: in the first, words are new. `--exact` goes below the engine, where
 * no graph of neighbors is built in the background: the exact scan is what a graph replaces from 50,000 texts on.
 * node test/quality/search/speed.ts --folder DIR --queries DIR [--storage DIR] [--warm 100] [--rounds 3] [--exact]
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
    rounds: { type: 'string', default: '3' },
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
  const rounds: Time[][] = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    const times: Time[] = [];
    for (const query of queries) times.push(await ask(query));
    rounds.push(times);
    print(`round ${round}`, times);
  }
  const best = queries.map((_, i) => ({
    ms: Math.min(...rounds.map((times) => times[i]!.ms)),
    cpuMs: Math.min(...rounds.map((times) => times[i]!.cpuMs)),
  }));
  print('best of the rounds', best);
} finally {
  await opened.close();
  if (!options.storage) rmSync(storage, { recursive: true, force: true });
}

interface Time {
  readonly ms: number;
  readonly cpuMs: number;
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

async function ask(query: string): Promise<Time> {
  const before = process.cpuUsage();
  const start = performance.now();
  await opened.search({ query, limit: LIMIT });
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

function print(what: string, times: readonly Time[]): void {
  for (const [name, value] of [
    ['wall', ({ ms }: Time) => ms],
    ['processor', ({ cpuMs }: Time) => cpuMs],
  ] as const) {
    const sorted = times.map(value).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
    process.stdout.write(
      `${what.padEnd(20)} ${name.padEnd(10)} median ${at(0.5)} ms, p90 ${at(0.9)}, p99 ${at(0.99)}, longest ${at(1)}\n`,
    );
  }
}
