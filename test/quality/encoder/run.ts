/**
 * Measures encoders beside what words alone can do, in one run and one table.
 *
 * node test/quality/encoder/run.ts --model FOLDER [--model FOLDER] [--corpus FOLDER] [--data FOLDER] [--only WORDS]
 *   [--choosing] [--write-baseline]
 *
 * --corpus: what `training/corpus/mine.ts` wrote (held-back repositories); --data: public evaluation sets.
 * --choosing: functions of the held-back repositories that no reported task holds, in the place of the reported ones.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openEncoder } from '../../../src/node/openEncoder.ts';
import { developmentTasks } from './developmentSets.ts';
import { heldBackTasks } from './heldBackTasks.ts';
import { pairScore, queryScore } from './measures.ts';
import { bm25, encoderSystem, jaccard, type System, tfIdf, untrainedBag } from './systems.ts';
import { type EvaluationTask, isPairTask } from './task.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['models/lookalike'] },
    corpus: { type: 'string' },
    data: { type: 'string' },
    only: { type: 'string', default: '' },
    choosing: { type: 'boolean', default: false },
    'write-baseline': { type: 'boolean', default: false },
  },
});
if (!values.corpus && !values.data) {
  process.stderr.write('give --corpus FOLDER, --data FOLDER or both: nothing to measure on\n');
  process.exit(2);
}
const BASELINE = new URL('./baseline.json', import.meta.url);
const baseline: Record<string, Record<string, number>> = existsSync(BASELINE)
  ? (JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, Record<string, number>>)
  : {};
const tasks = [
  ...(values.corpus
    ? await heldBackTasks(values.corpus, values.choosing ? 'choosing' : 'reported')
    : []),
  ...(values.data ? developmentTasks(values.data) : []),
].filter(({ name }) => name.includes(values.only));
const encoders: System[] = [];
for (const folder of values.model) {
  const encoder = await openEncoder({
    shipped: [],
    storage: '',
    model: folder,
    allowDownload: false,
  });
  encoders.push(encoderSystem(path.basename(folder), encoder));
}
const systems = [bm25, tfIdf, jaccard, untrainedBag, ...encoders];
print(['task', 'measure', 'n', ...systems.map(({ name }) => name), 'bar', 'of it', 'was']);
const results: Record<string, Record<string, number>> = {};
for (const task of tasks) {
  const scores: Record<string, number> = {};
  for (const system of systems) scores[system.name] = await score(task, system);
  results[task.name] = scores;
  const bar = barOf(task, scores);
  const reached = scores[encoders.at(-1)?.name ?? ''] ?? Number.NaN;
  const was = baseline[task.name]?.[encoders.at(-1)?.name ?? ''];
  print([
    task.name,
    task.measure,
    String(isPairTask(task) ? task.labels.length : task.queries.length),
    ...systems.map(({ name }) => show(scores[name])),
    show(bar),
    bar === undefined ? '' : `${((100 * reached) / bar).toFixed(0)} %`,
    show(was),
  ]);
}
if (values['write-baseline'] && !values.choosing) {
  const rounded = Object.fromEntries(
    Object.entries({ ...baseline, ...results }).map(([task, scores]) => [
      task,
      Object.fromEntries(Object.entries(scores).map(([name, v]) => [name, Number(v.toFixed(4))])),
    ]),
  );
  writeFileSync(BASELINE, `${JSON.stringify(rounded, undefined, 2)}\n`);
}

async function score(task: EvaluationTask, system: System): Promise<number> {
  if (isPairTask(task)) {
    // Each pair is compared among all right texts, since rarity is counted over them.
    const lefts = unique(task.left.map(({ text }) => text));
    const rights = unique(task.right.map(({ text }) => text));
    const kind = task.left[0]!.kind;
    const of = await system.compare(
      lefts.values.map((text) => ({ text, kind })),
      rights.values.map((text) => ({ text, kind })),
    );
    const rows = new Map<number, Float32Array>();
    const scores = task.left.map(({ text }, i) => {
      const left = lefts.index.get(text)!;
      let row = rows.get(left);
      if (!row) {
        row = of(left);
        rows.clear();
        rows.set(left, row);
      }
      return row[rights.index.get(task.right[i]!.text)!]!;
    });
    return pairScore(task, scores);
  }
  const of = await system.compare(task.queries, task.candidates);
  let sum = 0;
  let counted = 0;
  for (let q = 0; q < task.queries.length; q++) {
    const value = queryScore(task, q, of(q));
    if (Number.isNaN(value)) continue;
    sum += value;
    counted++;
  }
  return sum / counted;
}

function unique(texts: readonly string[]) {
  const values = [...new Set(texts)];
  return { values, index: new Map(values.map((text, i) => [text, i])) };
}

function barOf({ bar }: EvaluationTask, scores: Readonly<Record<string, number>>) {
  if (bar === undefined || typeof bar === 'number') return bar;
  return bar.factor * Math.max(...bar.of.map((name) => scores[name] ?? 0));
}

function show(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(3).replace(/^0/, '');
}

function print(cells: readonly string[]): void {
  const widths = [30, 9, 5];
  process.stdout.write(
    `${cells.map((cell, i) => (i === 0 ? cell.padEnd(30) : cell.padStart(widths[i] ?? 10))).join(' ')}\n`,
  );
}
