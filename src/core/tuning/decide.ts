/** Whether a head helps: how far toward it to go, and the verdict, from files it has not learned from. */
import type { Encoder } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import { type Head, needsText, weakened } from './head.ts';
import { openHead } from './headRunner.ts';
import { type Measurer, type Pause, pairOutcome, rankOutcome } from './measure.ts';
import type { TuningPlan } from './planTuning.ts';
import type { TaskOutcome } from './report.ts';
import { TASK_WORDS } from './words.ts';
import type { Part } from './workspaceFunctions.ts';

export interface Measuring {
  readonly plan: TuningPlan;
  /** `(texts, dimensions)` by the frozen encoder. */
  readonly embeddings: Float32Array;
  readonly encoder: Encoder;
  readonly compile: CompileGraph;
  readonly measurer: Measurer;
  readonly pause: Pause;
  /** Reciprocal ranks by the frozen encoder, by part and task: measured once, whatever heads are tried. */
  readonly before: Map<string, readonly number[]>;
  /** Tokens of texts by number, as far as a head asked for them. */
  readonly tokens: Map<number, ArrayLike<number>>;
}

export interface Decided {
  readonly accepted: boolean;
  readonly reason: string;
  /** Position of the head that was chosen among those given. */
  readonly which: number;
  /** The head as it would be used: weakened to `strength`. */
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
 * Of the heads and strengths at which no task falls, the one that gains most; accepted where a task is better beyond its
 * interval. Where every strength costs something the best compromise is reported and refused.
 */
export async function decide(
  heads: readonly Head[],
  measuring: Measuring,
  progress: (share: number) => void,
): Promise<Decided> {
  const tried: Omit<Decided, 'accepted' | 'reason'>[] = [];
  for (const [which, head] of heads.entries()) {
    for (const strength of STRENGTHS) {
      const weaker = strength === 1 ? head : weakened(head, strength);
      const moved = await applyTo(weaker, measuring);
      const measured = await outcomes(moved, 'choose', measuring);
      tried.push({ which, strength, head: weaker, outcomes: measured });
      progress(tried.length / (heads.length * STRENGTHS.length));
    }
  }
  const harmless = tried.filter((one) => one.outcomes.every(isUnharmed));
  const pool = harmless.length > 0 ? harmless : tried;
  const best = pool.reduce((a, b) => (gain(b.outcomes) > gain(a.outcomes) ? b : a));
  return { ...best, ...verdict(best.outcomes, harmless.length > 0) };
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

function verdict(list: readonly TaskOutcome[], harmless: boolean) {
  const worse = list.find((one) => one.verdict === 'worse');
  const better = list.filter((one) => one.verdict === 'better');
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
  if (better.length === 0) {
    return { accepted: false, reason: 'Not accepted: nothing gets better by more than chance.' };
  }
  const words = better.map((one) => `${TASK_WORDS[one.task]} (${change(one)})`).join(' and ');
  return { accepted: true, reason: `Accepted: better at ${words}, worse at nothing.` };
}

function change({ measure, before, after }: TaskOutcome): string {
  return `${measure} ${before.toFixed(3)} → ${after.toFixed(3)}`;
}

/**
 * Every task of a part that has questions enough, before and after.
 * @param moved `(texts, dimensions)` through the head
 */
export async function outcomes(
  moved: Float32Array,
  part: Exclude<Part, 'train'>,
  { plan, embeddings, measurer, pause, before }: Measuring,
): Promise<TaskOutcome[]> {
  const { docToCode, wordsToCode, clones, labelledPairs } = plan.questions[part];
  const results: TaskOutcome[] = [];
  for (const [task, questions] of [
    ['docToCode', docToCode],
    ['wordsToCode', wordsToCode],
    ['clones', clones],
  ] as const) {
    if (questions.length < FEWEST_QUESTIONS) continue;
    const ranks = (rows: Float32Array) =>
      measurer.reciprocalRanks(rows, questions, plan.candidates, pause);
    const known = before.get(`${part} ${task}`) ?? (await ranks(embeddings));
    before.set(`${part} ${task}`, known);
    results.push(rankOutcome(task, known, await ranks(moved)));
  }
  const matches = labelledPairs.filter(({ isMatch }) => isMatch).length;
  if (matches > 1 && matches < labelledPairs.length - 1) {
    const scores = (rows: Float32Array) => measurer.similarities(rows, labelledPairs);
    results.push(pairOutcome(labelledPairs, scores(embeddings), scores(moved)));
  }
  return results;
}

/** Texts of a plan that anything is measured on: `(texts, dimensions)` with these through the head, the rest as it was. */
export async function applyTo(
  head: Head,
  { plan, embeddings, encoder, compile, pause, tokens }: Measuring,
): Promise<Float32Array> {
  const tokensOf = (text: number) => {
    const known = tokens.get(text) ?? encoder.tokenIds!(plan.texts[text]!);
    tokens.set(text, known);
    return known;
  };
  const runner = await openHead(head, compile);
  const { dimensions } = head;
  const moved = embeddings.slice();
  const texts = measuredTexts(plan);
  try {
    for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
      await pause();
      const some = texts.slice(from, from + TEXTS_AT_ONCE);
      const rows = new Float32Array(some.length * dimensions);
      for (const [i, text] of some.entries()) {
        const at = text * dimensions;
        rows.set(embeddings.subarray(at, at + dimensions), i * dimensions);
      }
      const result = await runner.apply(rows, {
        areQuestions: some.map((text) => plan.texts[text]!.isQuestion === true),
        ...(needsText(head) ? { tokens: some.map(tokensOf) } : {}),
      });
      for (const [i, text] of some.entries()) {
        moved.set(result.subarray(i * dimensions, (i + 1) * dimensions), text * dimensions);
      }
    }
    return moved;
  } finally {
    await runner.dispose();
  }
}

/** What questions are asked with and of; texts that a head only learned from are not measured. */
function measuredTexts({ candidates, questions }: TuningPlan): number[] {
  const asked = [questions.choose, questions.untouched].flatMap((part) => [
    ...[...part.docToCode, ...part.clones].map(({ query }) => query),
    ...part.wordsToCode.flatMap(({ query, target }) => [query, target]),
    ...part.labelledPairs.flatMap(({ a, b }) => [a, b]),
  ]);
  return [...new Set([...candidates, ...asked])];
}
