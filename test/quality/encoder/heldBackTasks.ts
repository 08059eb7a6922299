/** Tasks from the corpus' held-back repositories and problems: code that no training has seen. */
import { augment } from '../../../src/core/siamese/augmentation/augment.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { HELD_BACK } from '../../../training/corpus/heldBack.ts';
import { type Problem, readProblems } from '../../../training/corpus/problems.ts';
import { type FunctionRow, readShard } from '../../../training/corpus/shards.ts';
import type { EvaluationTask, EvaluationText, RetrievalTask } from './task.ts';

const QUERIES = 1500;
const CANDIDATES = 18_000;
/** Functions of strangers that solutions of problems are looked for among. */
const DISTRACTORS = 6000;

const code = (text: string): EvaluationText => ({ text, kind: 'code' });

/**
 * @param part `reported`, or `choosing`: other functions of the same repositories, in no reported task, to choose by. There is
 * one part of the problems only, so choosing leaves them out.
 */
export async function heldBackTasks(
  corpus: string,
  part: 'reported' | 'choosing' = 'reported',
): Promise<EvaluationTask[]> {
  const random = new Random(77);
  const rows: FunctionRow[] = [];
  for (const repository of HELD_BACK) {
    for await (const row of readShard<FunctionRow>(`${corpus}/functions`, repository))
      rows.push(row);
  }
  const order = random.shuffle(Uint32Array.from({ length: rows.length }, (_, i) => i));
  const chosen = part === 'reported' ? order.subarray(0, CANDIDATES) : order.subarray(CANDIDATES);
  const pool = Array.from(chosen, (i) => rows[i]!);
  const candidates = pool.map((row) => code(row.code));
  const documented = pool.flatMap((row, i) => (row.doc ? [i] : [])).slice(0, QUERIES);
  const long = pool.flatMap((row, i) => (row.code.length > 200 ? [i] : [])).slice(0, QUERIES);
  const own = (targets: readonly number[]): RetrievalTask['judge'] => {
    return (q, c) => (c === targets[q] ? 'relevant' : 'irrelevant');
  };
  const problems: Problem[] = [];
  for await (const problem of readProblems(`${corpus}/problems.jsonl`)) {
    if (problem.heldBack) problems.push(problem);
  }
  const distractors = pool.slice(0, DISTRACTORS);
  const functions: EvaluationTask[] = [
    {
      name: 'doc → function',
      measure: 'MRR',
      bar: { factor: 1.35, of: ['BM25', 'TF-IDF'] },
      queries: documented.map((i) => ({ text: pool[i]!.doc, kind: 'text' })),
      candidates,
      judge: own(documented),
    },
    {
      name: 'mutated → original',
      measure: 'MRR',
      bar: 0.96,
      queries: long.map((i) => code(augment(pool[i]!.code, random, { severity: 0.75 }))),
      candidates,
      judge: own(long),
    },
  ];
  if (part === 'choosing') return functions;
  return [
    ...functions,
    solutions('same problem, other author', 0.95, problems, distractors, true),
    solutions('same problem, other language', 0.93, problems, distractors, false),
  ];
}

/** Each solution asks for one of its problem by somebody else, in its own language or in others. */
function solutions(
  name: string,
  bar: number,
  problems: readonly Problem[],
  distractors: readonly FunctionRow[],
  sameLanguage: boolean,
): EvaluationTask {
  const all = problems.flatMap(({ group, solutions: list }) =>
    list.map((solution) => ({ ...solution, group })),
  );
  const isSought = (a: (typeof all)[number], b: (typeof all)[number]) =>
    a.group === b.group &&
    a.repository !== b.repository &&
    (a.language === b.language) === sameLanguage;
  const asking = all.filter((a) => all.some((b) => isSought(a, b))).slice(0, QUERIES);
  return {
    name,
    measure: 'MRR',
    bar,
    queries: asking.map((solution) => code(solution.code)),
    candidates: [
      ...all.map(({ code: text }) => code(text)),
      ...distractors.map((row) => code(row.code)),
    ],
    judge: (q, c) => {
      const [query, candidate] = [asking[q]!, all[c]];
      if (!candidate) return 'irrelevant';
      if (isSought(query, candidate)) return 'relevant';
      return query.repository === candidate.repository || query.group === candidate.group
        ? 'ignored'
        : 'irrelevant';
    },
  };
}
