/** Whether a head helps: how far toward it to go, and the verdict, from files it has not learned from. */
import {
  type Answers,
  along,
  answersTo,
  type Measuring,
  outcomesOf,
  type Point,
} from './answers.ts';
import type { CrossFitted } from './crossFit.ts';
import type { Head } from './head.ts';
import { meanHead } from './meanHead.ts';
import type { TaskOutcome, TuningTask } from './report.ts';
import { TASK_WORDS } from './words.ts';

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
/**
 * How much a task may fall at the worse end of its interval, as a share of what it was. On eight repositories narrower ones cost
 * descriptions, wider ones copies (docs/decisions/0045).
 */
const MARGINS: Readonly<Partial<Record<TuningTask, number>>> = { wordsToCode: 0.06, clones: 0.005 };

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
