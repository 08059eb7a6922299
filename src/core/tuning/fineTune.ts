/**
 * Fine-tuning from start to verdict: mined pairs → head → measured on files it never saw → kept or not.
 *
 * Pure of disk and clock: what it reads and how long that took is handed in.
 */
import type { Encoder, EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import type { LabelledTextPair } from '../siamese/labelling/labelledPair.ts';
import { lossNames } from '../siamese/losses/registry.ts';
import type { Parameters } from '../siamese/parameters.ts';
import { UserError } from '../userError.ts';
import { answersTo, applyTo, outcomesOf } from './answers.ts';
import { type Carry, fitCarry, nearPairs } from './carryCalibration.ts';
import { type CrossFitted, canCrossFit, crossFit } from './crossFit.ts';
import { type Decided, decide } from './decide.ts';
import type { Head } from './head.ts';
import { hasTable } from './headTower.ts';
import { Measurer, type Pause } from './measure.ts';
import { embedNames, moveToNames, type NameRows } from './nameRows.ts';
import { withoutOpposedLabels } from './opposedLabels.ts';
import {
  type PlanSources,
  planTuning,
  type Questions,
  storedTexts,
  type TuningPlan,
} from './planTuning.ts';
import { rememberTokens } from './rememberTokens.ts';
import type { FineTuneReport, FineTuneRequest, HeadKind, PairSource } from './report.ts';
import { soundLabels } from './soundLabels.ts';
import type { HeadTraining } from './trainHead.ts';
import { MOST_FUNCTIONS } from './workspaceFunctions.ts';

export interface TuningParts {
  readonly encoder: Encoder;
  readonly compile: CompileGraph;
  /** Milliseconds, for pace and report only. */
  readonly now: () => number;
  /** Awaited between steps of some ten milliseconds: where low priority rests. */
  readonly rest: (signal?: AbortSignal) => Promise<void>;
  /** Meta-learned start of the head, where one ships for this encoder. */
  readonly start?: (kind: HeadKind) => Parameters | undefined;
}

export interface TuningSources extends Omit<PlanSources, 'labels'> {
  readonly labels: readonly LabelledTextPair[];
}

export interface Tuned {
  readonly report: Omit<FineTuneReport, 'head' | 'inUse' | 'durationMs'>;
  /** Where it was accepted. */
  readonly head: Head | undefined;
  readonly carry?: Carry;
}

export interface Trial {
  readonly kind: HeadKind;
  readonly loss: string;
  /** How much of its name is added to stored code; left out: nothing. */
  readonly names?: number;
}

/** A fifth: more costs copies more than it gives descriptions. */
export const NAMES = 0.2;
/** Of other kinds stored embeddings alone are enough. */
const NAMED_KINDS: readonly HeadKind[] = ['questions', 'tokens'];

function trialOf(kind: HeadKind): Trial {
  return {
    kind,
    loss: 'tripletHardest',
    ...(NAMED_KINDS.includes(kind) ? { names: NAMES } : {}),
  };
}

/**
 * All are tried and the best by the deciding files is kept: none was best on every workspace measured, and a head
 * takes seconds.
 */
export const DEFAULT_TRIALS: readonly Trial[] = (['words', 'questions', 'tokens'] as const).map(
  trialOf,
);
/** Encoding may take this long: an encoder a hundred times slower than the one that ships sees fewer functions. */
const ENCODING_MS = 25_000;
const FEWEST_FUNCTIONS = 200;
export const QUESTIONS = 1000;
/** Texts that a function takes: itself, its comment, its name, mutants, and the questions about it. */
const TEXTS_PER_FUNCTION = 5;
const ENCODED_AT_ONCE = 64;
const PACE_TEXTS = 64;
/** Below this no interval is narrow enough to decide anything. */
const FEWEST = 60;
/** Shares of the whole in the progress shown. */
const PHASES = { encode: 35, train: 45, measure: 20 } as const;

/** @param progress 0..100 over all that happens here. @throws UserError where there is too little to learn from. */
export async function fineTune(
  request: FineTuneRequest,
  sources: TuningSources,
  parts: TuningParts,
  progress: (percent: number, what: string) => void,
  signal?: AbortSignal,
): Promise<Tuned> {
  const { seed = 1 } = request;
  const { encoder, compile } = parts;
  const trials = trialsOf(request, encoder);
  if (sources.functions.length < FEWEST) throw tooFew(sources.functions.length);
  const pause: Pause = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    await parts.rest(signal);
    signal?.throwIfAborted();
  };
  const labels = soundLabels(sources.labels);
  const limits = { functions: await affordable(sources, parts, pause), questions: QUESTIONS };
  const planned = planTuning({ ...sources, labels: labels.pairs }, limits, seed);
  if (!canCrossFit(planned.pairs)) throw tooFew(sources.functions.length);
  let embeddings = await encodeTexts(encoder, planned.texts, pause, (share) =>
    progress(share * PHASES.encode, 'reading'),
  );
  const { plan, notices } = withoutOpposedLabels(planned, embeddings, encoder.dimensions);
  const names = await namesOfPlan(plan, encoder, pause);
  const tokens = encoder.tokenIds && {
    tokenIds: rememberTokens((input) => encoder.tokenIds!(input)),
  };
  // The others are learned from only, and as large as all this again.
  const measured = embeddings.slice(0, plan.measured * encoder.dimensions);
  const trained = await trainAll(
    trials,
    { seed, plan, embeddings, names, ...tokens },
    {
      parts,
      pause,
      progress: (share) => progress(PHASES.encode + share * PHASES.train, 'training'),
    },
    signal,
  );
  embeddings = measured;
  const measurer = await Measurer.create(encoder.dimensions, compile);
  try {
    const measuring = {
      plan,
      embeddings,
      names,
      ...tokens,
      compile,
      measurer,
      pause,
      before: { all: new Map(), unlearned: new Map() },
    };
    const measured = PHASES.encode + PHASES.train;
    const decided = await decide(trained, measuring, (share) =>
      progress(measured + share * PHASES.measure * 0.8, 'measuring'),
    );
    const questions = plan.questions.untouched;
    const moved = await applyTo(decided.head, questions, measuring);
    const untouched = outcomesOf([await answersTo(questions, moved, measuring)]);
    const near = nearPairs(embeddings, moved, plan.candidates, encoder.dimensions);
    const carry = fitCarry(near);
    progress(100, 'measuring');
    return {
      head: decided.accepted ? decided.head : undefined,
      ...(carry ? { carry } : {}),
      report: {
        ...describe(plan, decided),
        encoderId: encoder.id,
        kind: trials[decided.which]!.kind,
        loss: trials[decided.which]!.loss,
        seed,
        untouched,
        curve: trained[decided.which]!.curve,
        notices: [...labels.notices, ...notices],
      },
    };
  } finally {
    await measurer.dispose();
  }
}

/**
 * Heads of each trial, those that add names after the others.
 * @param known its embeddings are moved to their names in place: a copy would be as large as all that fine-tuning holds
 * @throws RangeError for trials in another order, or of several shares
 */
async function trainAll(
  trials: readonly Trial[],
  known: Pick<HeadTraining, 'seed' | 'embeddings' | 'tokenIds'> & {
    readonly plan: TuningPlan;
    readonly names: NameRows;
  },
  run: {
    readonly parts: TuningParts;
    readonly pause: Pause;
    readonly progress: (share: number) => void;
  },
  signal: AbortSignal | undefined,
): Promise<CrossFitted[]> {
  const { names, ...training } = known;
  const { encoder, compile, start } = run.parts;
  const { id: encoderId, dimensions } = encoder;
  const trained: CrossFitted[] = [];
  let added = 0;
  for (const [i, { kind, loss, names: share = 0 }] of trials.entries()) {
    if (share !== added) {
      if (added > 0) throw new RangeError(`names of ${share} after names of ${added}`);
      moveToNames(training.embeddings, names, share);
      added = share;
    }
    const from = start?.(kind);
    const head = { ...training, kind, loss, encoderId, dimensions, compile, names: share };
    trained.push(
      await crossFit(
        { ...head, ...(from ? { start: from } : {}) },
        run.pause,
        (share) => run.progress((i + share) / trials.length),
        signal,
      ),
    );
  }
  return trained;
}

function describe(plan: TuningPlan, decided: Decided) {
  const counts = [...plan.pairs].map(([source, list]) => [source, list.length] as const);
  const pairs: Partial<Record<PairSource, number>> = Object.fromEntries(
    counts.filter(([, count]) => count > 0),
  );
  const part = (judged: readonly Questions[]) => {
    const counts = judged.map(({ files, unlearned, ...tasks }) => ({
      files,
      pairs: Object.values(tasks).reduce((sum, asked) => sum + asked.length, 0),
    }));
    return counts.reduce((a, b) => ({ files: a.files + b.files, pairs: a.pairs + b.pairs }));
  };
  const choose = part(plan.questions.choose);
  return {
    accepted: decided.accepted,
    reason: decided.reason,
    strength: decided.strength,
    names: decided.names,
    chosenOn: decided.outcomes,
    pairs,
    split: {
      train: { files: choose.files, pairs: counts.reduce((sum, [, count]) => sum + count, 0) },
      choose,
      untouched: part([plan.questions.untouched]),
    },
  };
}

/** How many functions this encoder can take in the time that a person waits. */
async function affordable(
  { functions }: TuningSources,
  { encoder, now }: TuningParts,
  pause: Pause,
): Promise<number> {
  const probe = functions
    .slice(0, PACE_TEXTS)
    .map(({ code }): EncoderInput => ({ text: code, kind: 'code' }));
  await pause();
  const begun = now();
  await encodeTexts(encoder, probe, pause, () => {});
  const perText = Math.max(1e-3, (now() - begun) / probe.length);
  const count = Math.floor(ENCODING_MS / perText / TEXTS_PER_FUNCTION);
  return Math.min(MOST_FUNCTIONS, Math.max(FEWEST_FUNCTIONS, count));
}

/** Of what is stored: what is asked in code, a changed copy, is not said to be called anything. */
export async function namesOfPlan(
  plan: TuningPlan,
  encoder: Encoder,
  pause: Pause,
): Promise<NameRows> {
  const stored = storedTexts(plan);
  const code = plan.texts.map(({ text, kind }, i) =>
    kind === 'code' && stored.has(i) ? text : undefined,
  );
  return embedNames(code, (names) => encodeTexts(encoder, names, pause, () => {}));
}

export async function encodeTexts(
  encoder: Encoder,
  texts: readonly EncoderInput[],
  pause: Pause,
  progress: (share: number) => void,
): Promise<Float32Array> {
  const embeddings = new Float32Array(texts.length * encoder.dimensions);
  for (let from = 0; from < texts.length; from += ENCODED_AT_ONCE) {
    await pause();
    const slice = texts.slice(from, from + ENCODED_AT_ONCE);
    embeddings.set(await encoder.encode(slice), from * encoder.dimensions);
    progress((from + slice.length) / texts.length);
  }
  return embeddings;
}

/** What a request leaves open is tried: every kind of the default, or both losses of the kind that was asked for. */
function trialsOf({ kind, loss }: FineTuneRequest, encoder: Encoder): readonly Trial[] {
  refuseBadRequest(loss, kind, encoder);
  const trials = DEFAULT_TRIALS.filter(
    (trial) => kind !== undefined || !hasTable(trial.kind) || encoder.tokenIds,
  ).map((trial) => ({ ...(kind ? trialOf(kind) : trial), loss: loss ?? trial.loss }));
  return trials.filter(
    (trial, i) => trials.findIndex((t) => t.kind === trial.kind && t.loss === trial.loss) === i,
  );
}

function refuseBadRequest(
  loss: string | undefined,
  kind: HeadKind | undefined,
  encoder: Encoder,
): void {
  if (loss !== undefined && !lossNames.includes(loss)) {
    throw new UserError(
      'bad-input',
      `There is no loss "${loss}".`,
      `Choose one of ${lossNames.join(', ')}.`,
    );
  }
  if (kind !== undefined && hasTable(kind) && !encoder.tokenIds) {
    throw new UserError(
      'not-available',
      'This encoder does not tell its tokens, so that no table of tokens can be trained.',
      'Choose the kind linear or residual.',
    );
  }
}

function tooFew(functions: number): UserError {
  return new UserError(
    'not-available',
    `This folder has ${functions} functions that can be learned from, too few to learn and to check what was learned (at least ${FEWEST}).`,
    'Fine-tune a larger folder; the encoder stays as it is.',
  );
}
