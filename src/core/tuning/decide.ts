/** Whether a head helps: how far toward it to go, and the verdict, from files it has not learned from. */
import type { EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import type { CrossFitted } from './crossFit.ts';
import { type Head, needsTokens } from './head.ts';
import { moveRows, openHead } from './headRunner.ts';
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
  for (const [which, { heads }] of recipes.entries()) {
    const { shares, strengths } = heads.values().next().value?.names ? WITH_NAMES : WITHOUT_NAMES;
    for (const names of shares) {
      const ways: { questions: Questions; way: Way }[] = [];
      for (const [fold, head] of heads) {
        const questions = measuring.plan.questions.choose[fold]!;
        ways.push({ questions, way: await wayOf({ ...head, names }, questions, measuring) });
      }
      for (const strength of strengths) {
        const judged = ways.map(({ questions, way }) => ({ questions, moved: way(strength) }));
        tried.push({ which, names, strength, ...(await judge(judged, measuring)) });
        const own = tried.filter((one) => one.which === which).length;
        progress((which + own / (shares.length * strengths.length)) / recipes.length);
      }
    }
  }
  const best = bestOf(tried);
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

interface Tried extends Pick<Decided, 'which' | 'strength' | 'names' | 'outcomes'> {
  /** Those that are better, whoever is asked among. */
  readonly proven: readonly TaskOutcome[];
}

async function judge(
  judged: readonly Judged[],
  measuring: Measuring,
): Promise<Pick<Tried, 'outcomes' | 'proven'>> {
  const measured = await outcomes(judged, measuring);
  const better = measured.filter(({ verdict }) => verdict === 'better');
  const unlearned = better.length > 0 ? await outcomes(judged, measuring, 'unlearned') : [];
  const proven = better.filter(({ task }) =>
    unlearned.some((one) => one.task === task && one.verdict === 'better'),
  );
  return { outcomes: measured, proven };
}

/** Of what is proven to help and harms nothing the one that gains most; else of what harms nothing; else of all. */
function bestOf(tried: readonly Tried[]): Tried {
  const harmless = tried.filter(isHarmless);
  const proven = harmless.filter((one) => one.proven.length > 0);
  const pool = [proven, harmless, tried].find((list) => list.length > 0)!;
  return pool.reduce((a, b) => (gain(b.outcomes) > gain(a.outcomes) ? b : a));
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

/** Questions, and `(measured texts, dimensions)` through the head that they are asked of. */
export interface Judged {
  readonly questions: Questions;
  readonly moved: Float32Array;
}

/**
 * Every task that has questions enough, before and after, over all that was judged.
 * @param among which functions are asked: all of the workspace, or those that the head did not learn from
 */
export async function outcomes(
  judged: readonly Judged[],
  { plan, embeddings, measurer, pause, before }: Measuring,
  among: 'all' | 'unlearned' = 'all',
): Promise<TaskOutcome[]> {
  const results: TaskOutcome[] = [];
  for (const task of ['docToCode', 'wordsToCode', 'clones'] as const) {
    const asked = judged.reduce((sum, { questions }) => sum + questions[task].length, 0);
    if (asked < FEWEST_QUESTIONS) continue;
    const ranks = { before: [] as number[], after: [] as number[] };
    for (const { questions, moved } of judged) {
      const candidates = among === 'all' ? plan.candidates : questions.unlearned;
      const of = (rows: Float32Array) =>
        measurer.reciprocalRanks(rows, questions[task], candidates, pause);
      const known = before[among].get(questions[task]) ?? (await of(embeddings));
      before[among].set(questions[task], known);
      ranks.before.push(...known);
      ranks.after.push(...(await of(moved)));
    }
    const about = judged.flatMap(({ questions }) =>
      questions[task].map(({ target, standsFor = target }) => standsFor),
    );
    results.push(rankOutcome(task, ranks.before, ranks.after, about));
  }
  const pairs = judged.flatMap(({ questions }) => questions.labelledPairs);
  const matches = pairs.filter(({ isMatch }) => isMatch).length;
  if (matches > 1 && matches < pairs.length - 1) {
    const after = judged.flatMap(({ questions, moved }) =>
      measurer.similarities(moved, questions.labelledPairs),
    );
    results.push(pairOutcome(pairs, measurer.similarities(embeddings, pairs), after));
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
  return (await wayOf(head, questions, measuring))(head.strength ?? 1);
}

/** What `applyTo` returns for the head at another strength. */
type Way = (strength: number) => Float32Array;

/** Where a head moves texts to is found out once, however far along they are looked at. */
async function wayOf(
  head: Head,
  questions: Questions,
  { plan, embeddings, names, tokenIds, compile, pause }: Measuring,
): Promise<Way> {
  const tokensOf = (text: number) => {
    const input = plan.texts[text]!;
    return needsTokens(head, input.isQuestion === true) ? tokenIds!(input) : [];
  };
  const runner = await openHead(head, compile);
  const { dimensions } = head;
  const start = embeddings.slice(0, plan.measured * dimensions);
  const moves = new Float32Array(start.length);
  const texts = textsOf(questions, plan.candidates);
  try {
    for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
      await pause();
      const some = texts.slice(from, from + TEXTS_AT_ONCE);
      const plain = new Float32Array(some.length * dimensions);
      for (const [i, text] of some.entries()) {
        const at = text * dimensions;
        plain.set(embeddings.subarray(at, at + dimensions), i * dimensions);
      }
      const own = addNames(plain, namesOf(names, some), head.names ?? 0);
      const result = await runner.moves(own, {
        areQuestions: some.map((text) => plan.texts[text]!.isQuestion === true),
        tokens: some.map(tokensOf),
      });
      for (const [i, text] of some.entries()) {
        const row = i * dimensions;
        start.set(own.subarray(row, row + dimensions), text * dimensions);
        moves.set(result.subarray(row, row + dimensions), text * dimensions);
      }
    }
    return (strength) => moveRows(start, moves, dimensions, strength);
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
