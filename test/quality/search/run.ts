/**
 * Measures search on a benchmark of repositories and queries, beside plain BM25 in the same run.
 * node test/quality/search/run.ts --repositories DIR --queries DIR [--storage DIR] [--results FILE]
 *   [--no-encoder] [--write-baseline]
 * DIR/<name>/ holds each repository; `--storage` keeps the indexes for the next run.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../../../src/core/engineApi.ts';
import { openEngine } from '../../../src/node/openEngine.ts';
import { type BenchmarkQuery, readFiles, readQueries } from './benchmark.ts';
import { PlainBm25 } from './plainBm25.ts';
import {
  groupBy,
  mean,
  meanOfGroups,
  type RankedPlace,
  type Score,
  scoreResults,
} from './scoring.ts';
import { SETTINGS, SHIPPED } from './setting.ts';

const BASELINE = join(import.meta.dirname, 'baseline.json');
const LIMIT = 10;

interface Row extends BenchmarkQuery {
  readonly ours: Score;
  readonly bm25: Score;
  readonly ms: number;
  readonly results: readonly RankedPlace[];
}

const { values: options } = parseArgs({
  options: {
    repositories: { type: 'string' },
    queries: { type: 'string' },
    storage: { type: 'string' },
    results: { type: 'string' },
    'no-encoder': { type: 'boolean', default: false },
    'write-baseline': { type: 'boolean', default: false },
  },
});
if (!options.repositories || !options.queries) {
  process.stderr.write('Give --repositories DIR and --queries DIR.\n');
  process.exit(2);
}

const storage = options.storage ?? mkdtempSync(join(tmpdir(), 'search-quality-'));
const rows: Row[] = [];
const indexing: string[] = [];
try {
  for (const [name, queries] of groupBy(readQueries(options.queries), ({ repo }) => repo)) {
    rows.push(...(await measure(join(options.repositories, name), name, queries)));
  }
} finally {
  if (!options.storage) rmSync(storage, { recursive: true, force: true });
}
report();
if (options.results) {
  const lines = rows.map(({ id, results }) => JSON.stringify({ id, results }));
  writeFileSync(options.results, `${lines.join('\n')}\n`);
}

async function measure(
  folder: string,
  name: string,
  queries: readonly BenchmarkQuery[],
): Promise<Row[]> {
  const root = queries[0]!.root;
  const settings = { ...SETTINGS, useEncoder: !options['no-encoder'] };
  const choice = { shipped: SHIPPED, storage, model: undefined, allowDownload: false };
  const started = performance.now();
  const engine = await openEngine(join(folder, root), settings, choice);
  try {
    const { snippets, embeddingsComputed } = await engine.index();
    const seconds = (performance.now() - started) / 1000;
    const { sizeBytes } = await engine.status();
    const asked = performance.now();
    await engine.search({ query: queries[0]!.query, limit: LIMIT });
    const firstMs = performance.now() - asked;
    indexing.push(
      `${name.padEnd(20)} ${queries[0]!.language.padEnd(12)} ${String(snippets).padStart(7)} snippets ` +
        `${String(embeddingsComputed).padStart(7)} embedded ${seconds.toFixed(1).padStart(6)} s ` +
        `${(sizeBytes / 1e6).toFixed(1).padStart(6)} MB   first query ${firstMs.toFixed(0).padStart(4)} ms`,
    );
    const plain = new PlainBm25(readFiles(folder, root, queries[0]!.language), root);
    return await inOrder(queries, (query) => ask(engine, plain, query));
  } finally {
    await engine.dispose();
  }
}

async function ask(engine: Engine, plain: PlainBm25, query: BenchmarkQuery): Promise<Row> {
  const started = performance.now();
  const found = await engine.search({ query: query.query, limit: LIMIT });
  const ms = performance.now() - started;
  const results = found.map(({ place: { path, snippet } }) => ({
    file: query.root === '' ? path : `${query.root}/${path}`,
    startLine: snippet.startLine,
    endLine: snippet.endLine,
  }));
  const ours = scoreResults(results, query.relevant, LIMIT);
  const bm25 = scoreResults(plain.search(query.query, LIMIT), query.relevant, LIMIT);
  return { ...query, ours, bm25, ms, results };
}

function report(): void {
  print('', 'ours', 'BM25', 'queries');
  const whole = (pick: (row: Row) => Score) =>
    meanOfGroups(
      rows,
      ({ repo }) => repo,
      (row) => pick(row).ndcg,
    );
  table(
    'mean over repositories',
    whole((row) => row.ours),
    whole((row) => row.bm25),
    rows.length,
  );
  table(
    'mean reciprocal rank, all queries',
    mean(rows.map(({ ours }) => ours.mrr)),
    mean(rows.map(({ bm25 }) => bm25.mrr)),
    rows.length,
  );
  for (const by of ['category', 'language', 'repo'] as const) {
    process.stdout.write('\n');
    for (const [group, part] of groupBy(rows, (row) => row[by])) {
      table(
        `${by} ${group}`,
        mean(part.map(({ ours }) => ours.ndcg)),
        mean(part.map(({ bm25 }) => bm25.ndcg)),
        part.length,
      );
    }
  }
  const wins = rows.filter(({ ours, bm25 }) => ours.ndcg > bm25.ndcg + 1e-9).length;
  const losses = rows.filter(({ ours, bm25 }) => ours.ndcg < bm25.ndcg - 1e-9).length;
  process.stdout.write(
    `\nagainst BM25: ${wins} wins, ${losses} losses, ${rows.length - wins - losses} equal\n`,
  );
  const times = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]!.toFixed(1);
  process.stdout.write(`query: ${at(0.5)} ms median, ${at(0.99)} ms p99\n\n`);
  process.stdout.write(`${indexing.join('\n')}\n`);
  compareWithBaseline();
}

/** Per-query differences, so that a change of one number can be followed to its cause. */
function compareWithBaseline(): void {
  const now = Object.fromEntries(rows.map(({ id, ours }) => [id, round(ours.ndcg)]));
  if (options['write-baseline']) writeFileSync(BASELINE, `${JSON.stringify(now, undefined, 2)}\n`);
  const before = JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, number>;
  const changed = rows
    .map(({ id, query }) => ({ id, query, was: before[id], is: now[id]! }))
    .filter(({ was, is }) => was !== undefined && Math.abs(was - is) > 5e-4)
    .sort((a, b) => a.is - a.was! - (b.is - b.was!));
  process.stdout.write(`\n${changed.length} queries differ from the baseline\n`);
  for (const { id, query, was, is } of changed) {
    process.stdout.write(`${was!.toFixed(3)} → ${is.toFixed(3)}  ${id}  ${query}\n`);
  }
}

function table(name: string, ours: number, bm25: number, queries: number): void {
  print(name, ours.toFixed(3), bm25.toFixed(3), String(queries));
}

function print(name: string, ours: string, bm25: string, queries: string): void {
  process.stdout.write(
    `${name.padEnd(34)}${ours.padStart(8)}${bm25.padStart(8)}${queries.padStart(9)}\n`,
  );
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
