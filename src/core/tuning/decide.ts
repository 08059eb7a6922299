/** Whether a head helps: how far toward it to go, and the verdict, from files it has not learned from. */
import type { EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import type { CrossFitted } from './crossFit.ts';
import { type Head, needsTokens, weakened } from './head.ts';
import { moveRows, openHead } from './headRunner.ts';
import { meanHead } from './meanHead.ts';
import { type Measurer, type Pause, pairOutcome, rankOutcome } from './measure.ts';
import type { Question, Questions, TuningPlan } from './planTuning.ts';
import type { TaskOutcome } from './report.ts';
import { TASK_WORDS } from './words.ts';

export interface Measuring {
  readonly plan: TuningPlan;
  /** `(measured texts, dimensions)` by the frozen encoder; more may follow. */
  readonly embeddings: Float32Array;
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
  /** The head as it would be used: the mean over the folds, weakened to `strength`. */
  readonly head: Head;
  readonly strength: number;
  readonly outcomes: readonly TaskOutcome[];
}

/** Tried from the whole way down: a trained head overshoots what its own files taught it. */
const STRENGTHS = [1, 0.75, 0.5, 0.25] as const;
/** Some ten milliseconds of a head of tokens. */
const TEXTS_AT_ONCE = 512;
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
  let room: Float32Array | undefined;
  for (const [which, { heads }] of recipes.entries()) {
    const ways: { questions: Questions; way: Way }[] = [];
    for (const [fold, head] of heads) {
      const questions = measuring.plan.questions.choose[fold]!;
      ways.push({ questions, way: await wayOf(head, questions, measuring) });
    }
    for (const strength of STRENGTHS) {
      const judged = ways.map(({ questions, way }) => ({
        questions,
        moved: () => (room = way(strength, room)),
      }));
      const measured = await outcomes(judged, measuring);
      const better = measured.filter(({ verdict }) => verdict === 'better');
      const unlearned = better.length > 0 ? await outcomes(judged, measuring, 'unlearned') : [];
      const proven = better.filter(({ task }) =>
        unlearned.some((one) => one.task === task && one.verdict === 'better'),
      );
      tried.push({ which, strength, outcomes: measured, proven });
      progress(tried.length / (recipes.length * STRENGTHS.length));
    }
  }
  const harmless = tried.filter((one) => one.outcomes.every(isUnharmed));
  const proven = harmless.filter((one) => one.proven.length > 0);
  const pool = [proven, harmless, tried].find((list) => list.length > 0)!;
  const best = pool.reduce((a, b) => (gain(b.outcomes) > gain(a.outcomes) ? b : a));
  const { heads } = recipes[best.which]!;
  const head = weakened(meanHead([...heads.values()]), best.strength);
  const { which, strength, outcomes: measured } = best;
  return { which, strength, outcomes: measured, head, ...verdict(best, harmless.length > 0) };
}

interface Tried extends Pick<Decided, 'which' | 'strength' | 'outcomes'> {
  /** Those that are better, whoever is asked among. */
  readonly proven: readonly TaskOutcome[];
}

/**
 * Nothing is worse beyond its interval, and what people use a search for does not fall at all. Names and remarks are asked
 * about for numbers, where comments are few: within its interval a fall there says nothing.
 */
function isUnharmed({ task, before, after, verdict }: TaskOutcome): boolean {
  return verdict !== 'worse' && (task === 'wordsToCode' || after >= before);
}

/** Sum of the relative gains of all tasks. */
function gain(list: readonly TaskOutcome[]): number {
  return list.reduce(
    (sum, { before, after }) => sum + (after - before) / Math.max(before, 0.01),
    0,
  );
}

function verdict({ outcomes: list, proven }: Tried, harmless: boolean) {
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

/** Questions and what gives `(measured texts, dimensions)` through the head that they are asked of, good until the next. */
export interface Judged {
  readonly questions: Questions;
  readonly moved: () => Float32Array;
}

const TASKS = ['docToCode', 'wordsToCode', 'clones'] as const;

/**
 * Every task that has questions enough, before and after, over all that was judged.
 * @param among which functions are asked: all of the workspace, or those that the head did not learn from
 */
export async function outcomes(
  judged: readonly Judged[],
  { plan, embeddings, measurer, pause, before }: Measuring,
  among: 'all' | 'unlearned' = 'all',
): Promise<TaskOutcome[]> {
  const tasks = TASKS.filter(
    (task) =>
      judged.reduce((sum, { questions }) => sum + questions[task].length, 0) >= FEWEST_QUESTIONS,
  );
  const ranks = tasks.map(() => ({ before: [] as number[], after: [] as number[] }));
  const similarities: number[] = [];
  for (const { questions, moved } of judged) {
    const candidates = among === 'all' ? plan.candidates : questions.unlearned;
    const rows = moved();
    for (const [i, task] of tasks.entries()) {
      const of = (those: Float32Array) =>
        measurer.reciprocalRanks(those, questions[task], candidates, pause);
      const known = before[among].get(questions[task]) ?? (await of(embeddings));
      before[among].set(questions[task], known);
      ranks[i]!.before.push(...known);
      ranks[i]!.after.push(...(await of(rows)));
    }
    similarities.push(...measurer.similarities(rows, questions.labelledPairs));
  }
  const results = tasks.map((task, i) => rankOutcome(task, ranks[i]!.before, ranks[i]!.after));
  const pairs = judged.flatMap(({ questions }) => questions.labelledPairs);
  const matches = pairs.filter(({ isMatch }) => isMatch).length;
  if (matches > 1 && matches < pairs.length - 1) {
    results.push(pairOutcome(pairs, measurer.similarities(embeddings, pairs), similarities));
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
  return (await wayOf(head, questions, measuring))(1);
}

/** What `applyTo` returns for the head weakened to a strength; in `room`, where there is one. */
type Way = (strength: number, room?: Float32Array) => Float32Array;

/** Where a head moves texts to is found out once, however far along they are looked at. */
async function wayOf(
  head: Head,
  questions: Questions,
  { plan, embeddings, tokenIds, compile, pause }: Measuring,
): Promise<Way> {
  const tokensOf = (text: number) => {
    const input = plan.texts[text]!;
    return needsTokens(head, input.isQuestion === true) ? tokenIds!(input) : [];
  };
  const runner = await openHead(head, compile);
  const { dimensions } = head;
  const rows = embeddings.subarray(0, plan.measured * dimensions);
  const moves = new Float32Array(rows.length);
  const texts = textsOf(questions, plan.candidates);
  try {
    for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
      await pause();
      const some = texts.slice(from, from + TEXTS_AT_ONCE);
      const own = new Float32Array(some.length * dimensions);
      for (const [i, text] of some.entries()) {
        const at = text * dimensions;
        own.set(rows.subarray(at, at + dimensions), i * dimensions);
      }
      const result = await runner.moves(own, {
        areQuestions: some.map((text) => plan.texts[text]!.isQuestion === true),
        tokens: some.map(tokensOf),
      });
      for (const [i, text] of some.entries()) {
        moves.set(result.subarray(i * dimensions, (i + 1) * dimensions), text * dimensions);
      }
    }
    return (strength, room) =>
      moveRows(rows, moves, { dimensions, strength, ...(room ? { room } : {}) });
  } finally {
    await runner.dispose();
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
