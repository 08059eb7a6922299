/**
 * What fine-tuning costs: time, CPU and memory for 10,000 functions, how long a linear head takes over 100,000 embeddings,
 * and how long a table of tokens with names takes, for which texts are encoded anew.
 *
 * node test/quality/tuning/cost.ts FOLDER …   (functions of the folders together, the first 10,000)
 */
import { encodeTexts, fineTune, NAMES } from '../../../src/core/tuning/fineTune.ts';
import type { Head } from '../../../src/core/tuning/head.ts';
import { openHead } from '../../../src/core/tuning/headRunner.ts';
import { embedNames } from '../../../src/core/tuning/nameRows.ts';
import type { WorkspaceFunction } from '../../../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { openEncoder } from '../../../src/node/openEncoder.ts';
import { unitRows } from '../../core/index/unitRows.ts';
import { readWorkspace } from './workspace.ts';

const FUNCTIONS = 10_000;
const ROWS = 100_000;

const encoder = await openEncoder({
  model: 'models/lookalike',
  shipped: [],
  storage: '',
  allowDownload: false,
});
const functions: WorkspaceFunction[] = [];
const short: WorkspaceFunction[] = [];
const tests: WorkspaceFunction[] = [];
for (const folder of process.argv.slice(2)) {
  const workspace = await readWorkspace(folder);
  const placed = (found: WorkspaceFunction) => ({ ...found, path: `${folder}/${found.path}` });
  functions.push(...workspace.functions.sources.map(placed));
  short.push(...workspace.functions.short.map(placed));
  tests.push(...workspace.functions.tests.map(placed));
}
functions.splice(FUNCTIONS);
const before = process.memoryUsage.rss();
const start = clock();
const sources = { functions, tests, short, edits: [], labels: [] };
const parts = {
  encoder,
  compile: compileGraph,
  // No pace: on a busy machine fewer functions would take part.
  now: () => 0,
  rest: async () => {},
};
const { head, report } = await fineTune({}, sources, parts, () => {});
const peak = process.resourceUsage().maxRSS * 1024;
tell(`fine-tuning of ${functions.length} functions`, start);
process.stdout.write(
  `resident before ${mb(before)} MB, at most ${mb(peak)} MB; ${report.reason}\n`,
);
const tensors = new Map([
  ['full', { shape: [256, 256], values: new Float32Array(256 * 256).fill(0.001) }],
  ['offset', { shape: [256], values: new Float32Array(256) }],
]);
const linear = { kind: 'linear' as const, encoderId: encoder.id, dimensions: 256, tensors };
const rows = unitRows(1000, encoder.dimensions, 1);
const all = new Float32Array(ROWS * encoder.dimensions);
for (let at = 0; at < all.length; at += rows.length) all.set(rows, at);
const runner = await openHead(linear, compileGraph);
const applying = clock();
await runner.apply(all);
tell(`a linear head over ${ROWS} embeddings`, applying);
await runner.dispose();
const texts = functions.map(({ code }) => ({ text: code, kind: 'code' as const }));
const encoding = clock();
const ids = texts.map((text) => encoder.tokenIds!(text));
const frozen = await encodeTexts(
  encoder,
  texts,
  async () => {},
  () => {},
);
const table = await openHead(head?.kind === 'tokens' ? head : tableOf(ids), compileGraph);
const names = await embedNames(
  texts.map(({ text }) => text),
  (inputs) => encoder.encode(inputs),
);
await table.apply(frozen, { tokens: ids, names });
tell(`${texts.length} functions encoded anew through a table of tokens, names added`, encoding);
await encoder.dispose();

/** A table with a row for each token that was met, for the time it takes. */
function tableOf(texts: readonly ArrayLike<number>[]): Head {
  const ids = Float32Array.from(new Set(texts.flatMap((text) => Array.from(text))));
  const { id, dimensions } = encoder;
  const delta = new Float32Array(ids.length * dimensions).fill(0.001);
  const rows = new Map([
    ['ids', { shape: [ids.length], values: ids }],
    ['delta', { shape: [ids.length, dimensions], values: delta }],
  ]);
  return { kind: 'tokens', encoderId: id, dimensions, tensors: rows, names: NAMES };
}

function clock() {
  return { wall: performance.now(), cpu: process.cpuUsage() };
}

function tell(what: string, { wall, cpu }: ReturnType<typeof clock>): void {
  const used = process.cpuUsage(cpu);
  const seconds = ((used.user + used.system) / 1e6).toFixed(2);
  const took = ((performance.now() - wall) / 1000).toFixed(2);
  process.stdout.write(`${what}: ${took} s wall, ${seconds} CPU-seconds\n`);
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e6);
}
