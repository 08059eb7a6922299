/** Columns of the comparison from public evaluation sets, of which nothing is kept here. */
import { readFileSync } from 'node:fs';
import { readTokenizer } from '../src/core/encoder/tokenizer.ts';
import type { Embed, Scores } from '../src/node/measureTower.ts';
import { dotRows } from '../src/node/measureTower.ts';
import { developmentTasks } from '../test/quality/encoder/developmentSets.ts';
import { pairScore, queryScore } from '../test/quality/encoder/measures.ts';
import { bm25, jaccard, tfIdf } from '../test/quality/encoder/systems.ts';
import {
  type EvaluationTask,
  type EvaluationText,
  isPairTask,
} from '../test/quality/encoder/task.ts';

/** Small ones of each sort: the comparison asks every tower every time. */
const TASKS = ['leetcode pairs', 'ts snippets'];

export interface DevelopmentColumns {
  measure(embed: Embed, dimensions: number): Promise<Scores>;
  /** What words alone score, by system. */
  readonly words: ReadonlyMap<string, Scores>;
}

/** @throws Error if the tokenizer asks for steps that are not followed here. */
export async function developmentColumns(
  dataFolder: string,
  tokenizerPath: string,
): Promise<DevelopmentColumns> {
  const tokenizer = readTokenizer(readFileSync(tokenizerPath, 'utf8'));
  if (!tokenizer) throw new Error(`${tokenizerPath} asks for steps that are not followed here`);
  const tasks = developmentTasks(dataFolder).filter(({ name }) => TASKS.includes(name));
  const tokens = new Map<string, Uint16Array>();
  const tokenize = (text: string) => {
    const known = tokens.get(text) ?? Uint16Array.from(tokenizer.encode(text));
    tokens.set(text, known);
    return known;
  };
  const column = ({ name, measure }: EvaluationTask) => `${name} (${measure})`;
  const words = new Map<string, Scores>();
  for (const system of [bm25, tfIdf, jaccard]) {
    const scores: Record<string, number> = {};
    for (const task of tasks) {
      const [left, right] = sidesOf(task);
      scores[column(task)] = scoreOf(task, await system.compare(left, right));
    }
    words.set(system.name, scores);
  }
  return {
    words,
    async measure(embed, dimensions) {
      const scores: Record<string, number> = {};
      for (const task of tasks) {
        const [left, right] = sidesOf(task);
        const a = await embed(left.map(({ text }) => tokenize(text)));
        const b = await embed(right.map(({ text }) => tokenize(text)));
        const count = right.length;
        scores[column(task)] = scoreOf(task, (query) =>
          Float32Array.from({ length: count }, (_, j) => dotRows(a, query, b, j, dimensions)),
        );
      }
      return scores;
    },
  };
}

function sidesOf(
  task: EvaluationTask,
): readonly [readonly EvaluationText[], readonly EvaluationText[]] {
  return isPairTask(task) ? [task.left, task.right] : [task.queries, task.candidates];
}

function scoreOf(task: EvaluationTask, of: (query: number) => Float32Array): number {
  if (isPairTask(task))
    return pairScore(
      task,
      task.left.map((_, i) => of(i)[i]!),
    );
  const values = task.queries
    .map((_, query) => queryScore(task, query, of(query)))
    .filter((value) => !Number.isNaN(value));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
