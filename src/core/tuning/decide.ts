/** Whether a head helps: how far toward it to go, and the verdict, from files it has not learned from. */
import type { EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import type { CrossFitted } from './crossFit.ts';
import { type Head, needsTokens } from './head.ts';
import { moveRows, openHead } from './headRunner.ts';
import { hasTable } from './headTower.ts';
import { meanHead } from './meanHead.ts';
import { type Measurer, type Pause, pairOutcome, rankOutcome } from './measure.ts';
import { addNames, type NameRows, namesOf } from './nameRows.ts';
import type { Question, Questions, TuningPlan } from './planTuning.ts';
import type { TaskOutcome, TuningTask } from './report.ts';
import { TASK_WORDS } from './words.ts';

export interface Measuring {
  readonly plan: TuningPlan;
  /** `(texts, dimensions)` by the frozen encoder. */
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

export interface Decided {
  readonly accepted: boolean;
  readonly reason: string;
  /** Position of the recipe that was chosen among those given. */
  readonly which: number;
  /** The head as it would be used: the mean over the folds, at `strength`, with `names`. */
  readonly head: Head;
  readonly strength: number;
  readonly names: number;
  readonly outcomes: readonly TaskOutcome[];
}

/** Tried from the whole way down: a trained head overshoots what its own files taught it. */
const WITHOUT_NAMES = { shares: [0], strengths: [1, 0.75, 0.5, 0.25] } as const;
/** How much a name deserves is the workspace's own; the whole way with names found copies less well. */
const WITH_NAMES = { shares: [0.2, 0.15, 0.1, 0.05, 0], strengths: [0.75, 0.5] } as const;
/** Some ten milliseconds of a head of tokens. */
const TEXTS_AT_ONCE = 512;
/**
 * How much a task may fall at the worse end of its interval, as a share of what it was. On eight repositories narrower ones cost
 * descriptions, wider ones copies (docs/decisions/0045).
 */
const MARGINS: Readonly<Partial<Record<TuningTask, number>>> = { wordsToCode: 0.06, clones: 0.005 };
/** Fewer questions than this decide nothing. */
const FEWEST_QUESTIONS = 20;

/**
 * Of the recipes and strengths at which no task falls, the one that gains most; accepted where a task is better beyond its
 * interval, among all functions and among those that the head did not learn from. Where every strength costs something the
 * best compromise is reported and refused.
 *
 * Each fold is asked about by the head that did not learn from it; what is used is their mean, which learned from all.
 * A head that learned nothing but its own files by heart pushes these away from every question: what it never saw then
 * ranks higher among all, and no higher among its like.
 */
export async function decide(
  recipes: readonly CrossFitted[],
  measuring: Measuring,
  progress: (share: number) => void,
): Promise<Decided> {
  const tried: Tried[] = [];
  for (const [which, recipe] of recipes.entries()) {
    const points = pointsOf(recipe);
    const answers = points.map(() => [] as Answers[]);
    for (const [i, [fold, head]] of [...recipe.heads].entries()) {
      const questions = measuring.plan.questions.choose[fold]!;
      await along(head, questions, { measuring, points }, async (rows, point) => {
        answers[point]!.push(await answersTo(questions, rows, measuring, 'all'));
        const share = (i + (point + 1) / points.length) / recipe.heads.size;
        progress((which + share) / recipes.length);
      });
    }
    for (const [i, point] of points.entries()) {
      tried.push({ which, ...point, outcomes: outcomesOf(answers[i]!) });
    }
  }
  const best = await bestOf(tried, (one) => proof(one, recipes[one.which]!, measuring));
  const { which, names, strength, outcomes: measured } = best;
  const whole = meanHead([...recipes[which]!.heads.values()]);
  const head = { ...whole, strength, names };
  return {
    which,
    strength,
    names,
    outcomes: measured,
    head,
    ...verdict(best, tried.some(isHarmless)),
  };
}

/** How much of the names, and how much of what was learned. */
interface Point {
  readonly names: number;
  readonly strength: number;
}

interface Tried extends Point, Pick<Decided, 'which' | 'outcomes'> {}

/** With those of its tasks that are better, whoever is asked among. */
interface Proven extends Tried {
  readonly proven: readonly TaskOutcome[];
}

function pointsOf({ heads }: CrossFitted): Point[] {
  const { shares, strengths } = heads.values().next().value?.names ? WITH_NAMES : WITHOUT_NAMES;
  return shares.flatMap((names) => strengths.map((strength) => ({ names, strength })));
}

/** Asked only of what is about to be taken: it costs as much as asking among all. */
async function proof(
  { names, strength, outcomes: measured }: Tried,
  { heads }: CrossFitted,
  measuring: Measuring,
): Promise<TaskOutcome[]> {
  const better = measured.filter(({ verdict }) => verdict === 'better');
  if (better.length === 0) return [];
  const answers: Answers[] = [];
  for (const [fold, head] of heads) {
    const questions = measuring.plan.questions.choose[fold]!;
    const points = [{ names, strength }];
    await along(head, questions, { measuring, points }, async (rows) => {
      answers.push(await answersTo(questions, rows, measuring, 'unlearned'));
    });
  }
  const unlearned = outcomesOf(answers);
  return better.filter(({ task }) =>
    unlearned.some((one) => one.task === task && one.verdict === 'better'),
  );
}

/** Of what is proven to help and harms nothing the one that gains most; else of what harms nothing; else of all. */
async function bestOf(
  tried: readonly Tried[],
  prove: (one: Tried) => Promise<readonly TaskOutcome[]>,
): Promise<Proven> {
  const harmless = tried.filter(isHarmless).sort((a, b) => gain(b.outcomes) - gain(a.outcomes));
  for (const one of harmless) {
    const proven = await prove(one);
    if (proven.length > 0) return { ...one, proven };
  }
  const rest = harmless.length > 0 ? harmless : tried;
  const most = rest.reduce((a, b) => (gain(b.outcomes) > gain(a.outcomes) ? b : a));
  return { ...most, proven: [] };
}

function isHarmless({ outcomes: measured }: Tried): boolean {
  return measured.every(isUnharmed);
}

/**
 * Nothing is worse beyond its interval, what people use a search for does not fall at all, and what names and tables may cost
 * stays small even at the worse end of its interval. Remarks are asked about for numbers, where comments are few: within
 * these bounds a fall there says nothing.
 */
export function isUnharmed({ task, before, after, change, verdict }: TaskOutcome): boolean {
  if (verdict === 'worse' || (task !== 'wordsToCode' && after < before)) return false;
  const margin = MARGINS[task];
  return margin === undefined || change.low >= -margin * before;
}

/** Sum of the relative gains of all tasks. */
function gain(list: readonly TaskOutcome[]): number {
  return list.reduce(
    (sum, { before, after }) => sum + (after - before) / Math.max(before, 0.01),
    0,
  );
}

function verdict({ outcomes: list, proven }: Proven, harmless: boolean) {
  const worse = list.find((one) => one.verdict === 'worse');
  if (list.length === 0) {
    return { accepted: false, reason: 'Not accepted: too few questions to judge it by.' };
  }
  if (worse || !harmless) {
    const strict = list.filter((one) => !isUnharmed(one));
    const fallen =
      worse ?? strict.reduce((a, b) => (b.after - b.before < a.after - a.before ? b : a));
    return {
      accepted: false,
      reason: `Not accepted: ${TASK_WORDS[fallen.task]} would get worse (${change(fallen)}).`,
    };
  }
  if (proven.length === 0) {
    return { accepted: false, reason: 'Not accepted: nothing gets better by more than chance.' };
  }
  const words = proven.map((one) => `${TASK_WORDS[one.task]} (${change(one)})`).join(' and ');
  return { accepted: true, reason: `Accepted: better at ${words}, worse at nothing.` };
}

function change({ measure, before, after }: TaskOutcome): string {
  return `${measure} ${before.toFixed(3)} → ${after.toFixed(3)}`;
}

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
 * @param look is given `(measured texts, dimensions)`, good until it returns, for each point by number
 */
async function along(
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
