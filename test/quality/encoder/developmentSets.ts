/** Tasks from a folder of public evaluation sets, of which nothing is kept in this repository. */
import { existsSync, readFileSync } from 'node:fs';
import type { EvaluationTask, EvaluationText, Measure } from './task.ts';

type Row = Readonly<Record<string, string>>;

const code = (text: string | undefined): EvaluationText => ({ text: text ?? '', kind: 'code' });
const prose = (text: string | undefined): EvaluationText => ({ text: text ?? '', kind: 'text' });

export function developmentTasks(folder: string): EvaluationTask[] {
  const read = (name: string): Row[] => {
    const path = `${folder}/${name}.jsonl`;
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row);
  };
  const pool = read('t2_cosqa_pool_dev');
  const leetcode = read('t3_leetcode_dev');
  const overTfIdf = (factor: number) => ({ factor, of: ['TF-IDF'] });
  return [
    pairs('leetcode pairs', 'AUC', read('t1_leetcode_dev'), { bar: 0.975 }),
    sameTask('leetcode code→code', 'MAP', leetcode, 'code', overTfIdf(1.8)),
    sameTask('leetcode, names hidden', 'MAP', leetcode, 'code_anon'),
    sameTask('poj104', 'MAP@R', read('t3_poj104_valid_800'), 'code', overTfIdf(1.8)),
    toPool('cosqa', read('t2_cosqa_dev'), pool, overTfIdf(1.35)),
    toOwn('ts snippets, name hidden', read('t2_ts_snippets_dev'), 'code_anon', overTfIdf(1.4)),
    toOwn('ts snippets', read('t2_ts_snippets_dev'), 'code'),
    toOwn('mbpp', read('t2_mbpp'), 'code'),
    toOwn('conala', read('t2_conala_train500'), 'code'),
    pairs('stsb', 'Spearman', read('t4_stsb_dev'), { bar: 0.75, kind: 'text', label: 'score' }),
    rewrites('conala rewrites', read('t4_conala_paraphrase_dev')),
    allPairs('ocd, one channel', read('t1_ocd_files')),
  ].filter((task) => ('labels' in task ? task.labels.length : task.queries.length) > 0);
}

function pairs(
  name: string,
  measure: 'AUC' | 'Spearman',
  rows: readonly Row[],
  { bar, kind, label }: { bar?: number; kind?: 'text'; label?: string } = {},
): EvaluationTask {
  const text = kind === 'text' ? prose : code;
  return {
    name,
    measure,
    ...(bar === undefined ? {} : { bar }),
    left: rows.map((row) => text(row['a'])),
    right: rows.map((row) => text(row['b'])),
    labels: rows.map((row) => Number(row[label ?? 'label'])),
  };
}

type Bar = NonNullable<EvaluationTask['bar']>;

function sameTask(
  name: string,
  measure: Extract<Measure, 'MAP' | 'MAP@R'>,
  rows: readonly Row[],
  field: string,
  bar?: Bar,
): EvaluationTask {
  const texts = rows.map((row) => code(row[field]));
  return {
    name,
    measure,
    ...(bar === undefined ? {} : { bar }),
    queries: texts,
    candidates: texts,
    judge: (q, c) =>
      q === c ? 'ignored' : rows[q]!['task'] === rows[c]!['task'] ? 'relevant' : 'irrelevant',
  };
}

function toOwn(name: string, rows: readonly Row[], field: string, bar?: Bar): EvaluationTask {
  const candidates = rows.map((row) => code(row[field]));
  return {
    name,
    measure: 'MRR',
    ...(bar === undefined ? {} : { bar }),
    queries: rows.map((row) => prose(row['query'])),
    candidates,
    judge: (q, c) => (candidates[q]!.text === candidates[c]!.text ? 'relevant' : 'irrelevant'),
  };
}

/** Each text asks for its rewrite among all of them. */
function rewrites(name: string, rows: readonly Row[]): EvaluationTask {
  return {
    name,
    measure: 'MRR',
    queries: rows.map((row) => prose(row['a'])),
    candidates: rows.map((row) => prose(row['b'])),
    judge: (q, c) => (rows[q]!['b'] === rows[c]!['b'] ? 'relevant' : 'irrelevant'),
  };
}

function toPool(
  name: string,
  rows: readonly Row[],
  pool: readonly Row[],
  bar: Bar,
): EvaluationTask {
  const text = (value: string | undefined) => (value ?? '').replace(/\s+/g, '');
  const wanted = rows.map((row) => text(row['code']));
  const offered = pool.map((row) => text(row['code']));
  return {
    name,
    measure: 'MRR',
    bar,
    queries: rows.map((row) => prose(row['query'])),
    candidates: pool.map((row) => code(row['code'])),
    judge: (q, c) =>
      rows[q]!['id'] === pool[c]!['id'] || wanted[q] === offered[c] ? 'relevant' : 'irrelevant',
  };
}

function allPairs(name: string, rows: readonly Row[]): EvaluationTask {
  const order = rows.flatMap((a) => rows.map((b) => [a, b] as const));
  return {
    name,
    measure: 'best F1',
    left: order.map(([a]) => code(a['code'])),
    right: order.map(([, b]) => code(b['code'])),
    labels: order.map(([a, b]) => Number(a['task'] === b['task'])),
  };
}
