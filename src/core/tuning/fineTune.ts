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
import { type Carry, fitCarry, nearPairs } from './carryCalibration.ts';
import { type CrossFitted, canCrossFit, crossFit } from './crossFit.ts';
import { applyTo, type Decided, decide, outcomes } from './decide.ts';
import type { Head } from './head.ts';
import { hasTable } from './headTower.ts';
import { Measurer, type Pause } from './measure.ts';
import { withoutOpposedLabels } from './opposedLabels.ts';
import { type PlanSources, planTuning, type Questions, type TuningPlan } from './planTuning.ts';
import { rememberTokens } from './rememberTokens.ts';
import type { FineTuneReport, FineTuneRequest, HeadKind, PairSource } from './report.ts';
import { soundLabels } from './soundLabels.ts';
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
}

/**
 * All are tried and the best by the deciding files is kept: none was best on every workspace measured, and a head
 * takes seconds.
 */
export const DEFAULT_TRIALS: readonly Trial[] = [
  { kind: 'questions', loss: 'tripletHardest' },
  { kind: 'words', loss: 'tripletHardest' },
  { kind: 'tokens', loss: 'tripletHardest' },
];
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
  const tokens = encoder.tokenIds && {
    tokenIds: rememberTokens((input) => encoder.tokenIds!(input)),
  };
  const trained: CrossFitted[] = [];
  for (const [i, { kind, loss }] of trials.entries()) {
    const start = parts.start?.(kind);
    const training = {
      kind,
      loss,
      seed,
      encoderId: encoder.id,
      dimensions: encoder.dimensions,
      plan,
      embeddings,
      compile,
      ...tokens,
      ...(start ? { start } : {}),
    };
    const step = (share: number) => {
      progress(PHASES.encode + ((i + share) / trials.length) * PHASES.train, 'training');
    };
    trained.push(await crossFit(training, pause, step, signal));
  }
  // The others were learned from only.
  embeddings = embeddings.slice(0, plan.measured * encoder.dimensions);
  const measurer = await Measurer.create(encoder.dimensions, compile);
  try {
    const measuring = {
      plan,
      embeddings,
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
    const untouched = await outcomes([{ questions, moved: () => moved }], measuring);
    const near = nearPairs(embeddings, moved, plan.candidates, encoder.dimensions);
    const carry = fitCarry(near);
    progress(100, 'measuring');
    return {
      head: decided.accepted ? decided.head : undefined,
      ...(carry ? { carry } : {}),
      report: {
        ...describe(plan, decided),
        encoderId: encoder.id,
        ...trials[decided.which]!,
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
  ).map((trial) => ({ kind: kind ?? trial.kind, loss: loss ?? trial.loss }));
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
