/** What heads answer to the questions of a workspace: where they move its texts to, and how the right ones rank there. */
import type { EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import { type Head, needsTokens } from './head.ts';
import { moveRows, openHead } from './headRunner.ts';
import { hasTable } from './headTower.ts';
import { type Measurer, type Pause, pairOutcome, rankOutcome } from './measure.ts';
import { addNames, type NameRows, namesOf } from './nameRows.ts';
import type { Question, Questions, TuningPlan } from './planTuning.ts';
import type { TaskOutcome } from './report.ts';

export interface Measuring {
  readonly plan: TuningPlan;
  /** `(measured texts, dimensions)` by the frozen encoder; more may follow. */
  readonly embeddings: Float32Array;
  /** By text of the plan, for heads that add them. */
  readonly names: NameRows;
  /** Needed for heads of kind `tokens` and `words`. */
  readonly tokenIds?: (input: EncoderInput) => ArrayLike<number>;
  readonly compile: CompileGraph;
  readonly measurer: Measurer;
  readonly pause: Pause;
  /** Reciprocal ranks by the frozen encoder: measured once, whatever heads are tried. */
  readonly before: Readonly<
    Record<'all' | 'unlearned', Map<readonly Question[], readonly number[]>>
  >;
}

/** How much of the names, and how much of what was learned. */
export interface Point {
  readonly names: number;
  readonly strength: number;
}

/** Some ten milliseconds of a head of tokens. */
const TEXTS_AT_ONCE = 512;
/** Fewer questions than this decide nothing. */
const FEWEST_QUESTIONS = 20;

/** What was found for some questions: reciprocal ranks before and after, and how alike labelled pairs are. */
export interface Answers {
  readonly questions: Questions;
  readonly ranks: Readonly<
    Record<AskedTask, { readonly before: readonly number[]; readonly after: readonly number[] }>
  >;
  readonly similarities: { readonly before: readonly number[]; readonly after: readonly number[] };
}

const TASKS = ['docToCode', 'wordsToCode', 'clones'] as const;
type AskedTask = (typeof TASKS)[number];

/**
 * @param moved `(measured texts, dimensions)` through the head that the questions are asked of
 * @param among which functions are asked: all of the workspace, or those that the head did not learn from
 */
export async function answersTo(
  questions: Questions,
  moved: Float32Array,
  { plan, embeddings, measurer, pause, before }: Measuring,
  among: 'all' | 'unlearned' = 'all',
): Promise<Answers> {
  const candidates = among === 'all' ? plan.candidates : questions.unlearned;
  const ranksOf = async (task: AskedTask) => {
    const of = (rows: Float32Array) =>
      measurer.reciprocalRanks(rows, questions[task], candidates, pause);
    const known = before[among].get(questions[task]) ?? (await of(embeddings));
    before[among].set(questions[task], known);
    return { before: known, after: await of(moved) };
  };
  const pairs = questions.labelledPairs;
  return {
    questions,
    ranks: {
      docToCode: await ranksOf('docToCode'),
      wordsToCode: await ranksOf('wordsToCode'),
      clones: await ranksOf('clones'),
    },
    similarities: {
      before: measurer.similarities(embeddings, pairs),
      after: measurer.similarities(moved, pairs),
    },
  };
}

/** Every task that has questions enough, before and after, over all answers. */
export function outcomesOf(answers: readonly Answers[]): TaskOutcome[] {
  const results: TaskOutcome[] = [];
  for (const task of TASKS) {
    const about = answers.flatMap(({ questions }) =>
      questions[task].map(({ target, standsFor = target }) => standsFor),
    );
    if (about.length < FEWEST_QUESTIONS) continue;
    const of = (when: 'before' | 'after') => answers.flatMap(({ ranks }) => ranks[task][when]);
    results.push(rankOutcome(task, of('before'), of('after'), about));
  }
  const pairs = answers.flatMap(({ questions }) => questions.labelledPairs);
  const matches = pairs.filter(({ isMatch }) => isMatch).length;
  if (matches > 1 && matches < pairs.length - 1) {
    const of = (when: 'before' | 'after') =>
      answers.flatMap(({ similarities }) => similarities[when]);
    results.push(pairOutcome(pairs, of('before'), of('after')));
  }
  return results;
}

/**
 * Texts that are measured, through the head: what `questions` are asked with and of; the others stay as they were.
 * @returns `(measured texts, dimensions)`
 */
export async function applyTo(
  head: Head,
  questions: Questions,
  measuring: Measuring,
): Promise<Float32Array> {
  const { names = 0, strength = 1 } = head;
  let moved: Float32Array = new Float32Array(0);
  await along(head, questions, { measuring, points: [{ names, strength }] }, async (rows) => {
    moved = rows;
  });
  return moved;
}

/**
 * Where a head moves texts to with more and less of names and of what was learned.
 * @param points those of the same names one after another
 * @param look is given `(measured texts, dimensions)`, good until the next, for each point by number
 */
export async function along(
  head: Head,
  questions: Questions,
  { measuring, points }: { readonly measuring: Measuring; readonly points: readonly Point[] },
  look: (rows: Float32Array, point: number) => Promise<void>,
): Promise<void> {
  const { plan, embeddings, names, tokenIds, compile, pause } = measuring;
  const { dimensions } = head;
  const texts = textsOf(questions, plan.candidates);
  const start = embeddings.slice(0, plan.measured * dimensions);
  const moves = new Float32Array(start.length);
  const room = new Float32Array(start.length);
  const runner = await openHead(head, compile);
  const tokensOf = (text: number) => {
    const input = plan.texts[text]!;
    return needsTokens(head, input.isQuestion === true) ? tokenIds!(input) : [];
  };
  try {
    for (const [at, { names: share, strength }] of points.entries()) {
      const isFirst = at === 0;
      const isNew = isFirst || share !== points[at - 1]!.names;
      for (let from = 0; isNew && from < texts.length; from += TEXTS_AT_ONCE) {
        await pause();
        const some = texts.slice(from, from + TEXTS_AT_ONCE);
        const own = addNames(rowsOf(embeddings, some, dimensions), namesOf(names, some), share);
        putRows(start, own, some, dimensions);
        // What a table moves hangs on tokens alone.
        if (hasTable(head.kind) && !isFirst) continue;
        const result = await runner.moves(own, {
          areQuestions: some.map((text) => plan.texts[text]!.isQuestion === true),
          tokens: some.map(tokensOf),
        });
        putRows(moves, result, some, dimensions);
      }
      await look(moveRows(start, moves, { dimensions, strength, room }), at);
    }
  } finally {
    await runner.dispose();
  }
}

function rowsOf(rows: Float32Array, texts: readonly number[], dimensions: number): Float32Array {
  const some = new Float32Array(texts.length * dimensions);
  for (const [i, text] of texts.entries()) {
    const from = text * dimensions;
    some.set(rows.subarray(from, from + dimensions), i * dimensions);
  }
  return some;
}

function putRows(
  rows: Float32Array,
  some: Float32Array,
  texts: readonly number[],
  dimensions: number,
): void {
  for (const [i, text] of texts.entries()) {
    rows.set(some.subarray(i * dimensions, (i + 1) * dimensions), text * dimensions);
  }
}

function textsOf(
  { docToCode, wordsToCode, clones, labelledPairs }: Questions,
  candidates: readonly number[],
): number[] {
  const asked = [
    ...[...docToCode, ...clones].map(({ query }) => query),
    ...wordsToCode.flatMap(({ query, target }) => [query, target]),
    ...labelledPairs.flatMap(({ a, b }) => [a, b]),
  ];
  return [...new Set([...candidates, ...asked])];
}
