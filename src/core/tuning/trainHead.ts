/** Trains a head on a workspace's pairs with the one training loop, losses and miners that trained the encoder. */
import type { EncoderInput } from '../encoder/encoder.ts';
import type { CompileGraph } from '../graph/runner.ts';
import { createLoss } from '../siamese/losses/registry.ts';
import { NO_HARD_NEGATIVE, type PairSet, packSequences } from '../siamese/pairSet.ts';
import { initialParameters, type Parameters } from '../siamese/parameters.ts';
import { Random } from '../siamese/random.ts';
import type { WeightedPairs } from '../siamese/sampler.ts';
import { Trainer, type TrainingOptions } from '../siamese/trainer.ts';
import { type Head, needsTokens } from './head.ts';
import { MAX_TOKENS } from './headRunner.ts';
import { frozenParameters, hasTable, headParameters, headTower, IS_QUESTION } from './headTower.ts';
import type { Pause } from './measure.ts';
import type { TrainingPair, TuningPlan } from './planTuning.ts';
import type { FineTuneReport, HeadKind, PairSource } from './report.ts';

export interface HeadTraining {
  readonly kind: HeadKind;
  readonly loss: string;
  readonly seed: number;
  readonly encoderId: string;
  readonly dimensions: number;
  readonly plan: Pick<TuningPlan, 'texts' | 'pairs'>;
  /** `(texts, dimensions)` by the frozen encoder, with their names where the head adds any. */
  readonly embeddings: Float32Array;
  /** How much of the names that is; left out: nothing. */
  readonly names?: number;
  /** Needed for a head of kind `tokens` or `words`. */
  readonly tokenIds?: (input: EncoderInput) => ArrayLike<number>;
  readonly compile: CompileGraph;
  /** `full` and `offset` that a linear head starts from instead of the identity, and shrinks toward. */
  readonly start?: Parameters;
  /** Changes to the measured defaults, for experiments. */
  readonly options?: Partial<TrainingOptions>;
  /** Changes to how often each source is drawn, for experiments. */
  readonly weights?: Partial<Record<PairSource, number>>;
}

export interface TrainedHead {
  readonly head: Head;
  readonly curve: FineTuneReport['curve'];
}

/** How often each source is drawn, relative to the others; labels are few and each was somebody's judgement. */
const WEIGHTS: Readonly<Record<PairSource, number>> = {
  doc: 0.4,
  line: 0.3,
  inner: 0.2,
  name: 0.2,
  mutant: 0.45,
  test: 0.1,
  edit: 0.05,
  label: 0.3,
};
/** A source with fewer pairs gives no batch worth the name. */
const MIN_PAIRS = 8;

const COMMON = {
  warmUpSteps: 5,
  dropout: 0,
  heldOut: 0.05,
  hardShare: 0.25,
  validateEvery: 50,
} as const;

const TABLE = {
  ...COMMON,
  steps: 200,
  batchSize: 128,
  maxTokens: 1 + MAX_TOKENS,
  tokenRate: 0.0015,
  denseRate: 0.001,
  weightDecay: 0,
};

const LINEAR = {
  ...COMMON,
  steps: 200,
  batchSize: 256,
  maxTokens: 1,
  tokenRate: 0,
  denseRate: 0.001,
  weightDecay: 30,
};

/** Measured on five repositories that no encoder was trained on (docs/fine-tuning.md). */
const OPTIONS: Readonly<Record<HeadKind, Omit<TrainingOptions, 'seed' | 'frozen'>>> = {
  linear: LINEAR,
  questions: LINEAR,
  residual: {
    ...COMMON,
    steps: 150,
    batchSize: 256,
    maxTokens: 1,
    tokenRate: 0,
    denseRate: 0.002,
    weightDecay: 5,
  },
  tokens: TABLE,
  words: TABLE,
};
/** Fewer comments than this hold a head of questions nearer to the encoder, at most twice as near. */
const FEW_COMMENTS = 600;
/** Small enough that a step of many long texts stays under 100 ms and 50 MB. */
const MAX_TRAINED_TOKENS = 128;
const TOKENIZED_AT_ONCE = 128;

/** Whether there is anything to learn from. */
export function canTrain(pairs: TuningPlan['pairs']): boolean {
  return [...pairs.values()].some((list) => list.length >= MIN_PAIRS);
}

/** @throws RangeError for a head of tokens or words over an encoder that does not tell its tokens. */
export async function trainHead(
  training: HeadTraining,
  pause: Pause,
  progress: (step: number, steps: number) => void,
  signal?: AbortSignal,
): Promise<TrainedHead> {
  const { kind, dimensions, seed, encoderId } = training;
  const pairs = kind === 'words' ? inWords(training.plan) : training.plan.pairs;
  const rows = await numberRows(training, pairs, pause);
  const learned = kind === 'linear' ? training.start : undefined;
  const { texts } = training.plan;
  const shape = {
    kind,
    dimensions,
    texts: texts.length,
    vocabulary: rows.vocabulary.length,
    hasStart: learned !== undefined,
  };
  const tower = headTower(shape);
  // As large as all that was encoded, and read only: no head has a copy of its own.
  const known: Parameters = new Map([
    ['tokens', { shape: [texts.length, dimensions], values: training.embeddings }],
    ...[...(learned ?? [])].map(([name, tensor]) => [`start.${name}`, tensor] as const),
  ]);
  const unknown = tower.parameters.filter(({ name }) => !known.has(name));
  const fresh = initialParameters(
    { ...tower, parameters: unknown },
    new Float32Array(0),
    new Random(seed),
  );
  const start: Parameters = new Map([...known, ...fresh]);
  const questions = start.get(IS_QUESTION)?.values;
  if (questions) {
    for (const [text, { isQuestion }] of texts.entries()) questions[text] = isQuestion ? 1 : 0;
  }
  const options = {
    ...OPTIONS[kind],
    ...(kind === 'questions' ? { weightDecay: shrinkage(pairs) } : {}),
    ...training.options,
    seed,
    frozen: frozenParameters(shape),
  };
  const trainer = await Trainer.create({
    tower,
    loss: createLoss(training.loss),
    kinds: weightedSets(pairs, rows.sequence, training.weights),
    options,
    start,
    compile: training.compile,
  });
  try {
    await trainer.run(async (step) => {
      progress(step, options.steps);
      await pause();
    }, signal);
    signal?.throwIfAborted();
    const tensors = headTensors(trainer, rows, kind);
    const { names } = training;
    const head = { kind, encoderId, dimensions, tensors, ...(names ? { names } : {}) };
    return { head, curve: trainer.curve.map(meanOfKinds) };
  } finally {
    await trainer.dispose();
  }
}

/** Weight decay: on four repositories twice as much was better below 300 comments, and worse at 700. */
function shrinkage(pairs: TuningPlan['pairs']): number {
  const comments = Math.max(1, pairs.get('doc')?.length ?? 0);
  return LINEAR.weightDecay * Math.min(2, Math.max(1, FEW_COMMENTS / comments));
}

interface Rows {
  /** Token ids with a row, in the order of the rows. */
  readonly vocabulary: readonly number[];
  /** Ids of a text of the plan as the tower reads them. */
  sequence(text: number): number[];
}

/** Pairs of code with code teach a head nothing that moves questions only. */
function inWords({ texts, pairs }: HeadTraining['plan']): TuningPlan['pairs'] {
  return new Map(
    [...pairs].filter(([, list]) => list.some(({ anchor }) => texts[anchor]!.isQuestion)),
  );
}

async function numberRows(
  { kind, plan, tokenIds }: HeadTraining,
  pairs: TuningPlan['pairs'],
  pause: Pause,
): Promise<Rows> {
  if (!hasTable(kind)) return { vocabulary: [], sequence: (text) => [text] };
  if (!tokenIds) throw new RangeError('this encoder does not tell its tokens');
  const texts = [
    ...new Set([...pairs.values()].flat().flatMap(({ anchor, positive }) => [anchor, positive])),
  ];
  const tokensOf = new Map<number, number[]>();
  for (const [i, text] of texts.entries()) {
    if (i % TOKENIZED_AT_ONCE === 0) await pause();
    const input = plan.texts[text]!;
    const tokens = needsTokens({ kind }, input.isQuestion === true) ? tokenIds(input) : [];
    tokensOf.set(text, Array.from(tokens).slice(0, MAX_TRAINED_TOKENS));
  }
  // A token of one text only can say nothing about another.
  const seen = new Map<number, number>();
  for (const tokens of tokensOf.values()) {
    for (const token of new Set(tokens)) seen.set(token, (seen.get(token) ?? 0) + 1);
  }
  const vocabulary = [...seen.keys()].filter((token) => seen.get(token)! > 1);
  const compact = new Map(vocabulary.map((token, row) => [token, row]));
  return {
    vocabulary,
    sequence: (text) => [
      vocabulary.length + text,
      ...tokensOf.get(text)!.flatMap((token) => compact.get(token) ?? []),
    ],
  };
}

export function weightedSets(
  pairs: TuningPlan['pairs'],
  sequence: (text: number) => number[],
  weights: Partial<Record<PairSource, number>> = {},
): WeightedPairs[] {
  return [...pairs]
    .filter(([, list]) => list.length >= MIN_PAIRS)
    .map(([source, list]) => ({
      pairs: pairSet(source, list, sequence),
      weight: weights[source] ?? WEIGHTS[source],
    }));
}

function pairSet(
  source: PairSource,
  list: readonly TrainingPair[],
  sequence: (text: number) => number[],
): PairSet {
  const hasNegatives = list.some(({ negative }) => negative !== undefined);
  return {
    kind: source === 'inner' || source === 'line' ? 'doc' : source,
    tokenizerHash: '',
    count: list.length,
    anchors: packSequences(
      list.map(({ anchor }) => sequence(anchor)),
      Uint32Array,
    ),
    positives: packSequences(
      list.map(({ positive }) => sequence(positive)),
      Uint32Array,
    ),
    groups: Uint32Array.from(list, ({ group }) => group),
    languages: [],
    hardNegativesPerPair: hasNegatives ? 1 : 0,
    ...(hasNegatives
      ? { hardNegatives: Uint32Array.from(list, (pair) => pair.negative ?? NO_HARD_NEGATIVE) }
      : {}),
  };
}

function headTensors({ parameters }: Trainer, { vocabulary }: Rows, kind: HeadKind) {
  if (hasTable(kind)) {
    return new Map([
      ['ids', { shape: [vocabulary.length], values: Float32Array.from(vocabulary) }],
      ['delta', parameters.get('delta')!],
    ]);
  }
  const names = headParameters({ kind, dimensions: parameters.get('tokens')!.shape[1]! });
  return new Map(
    names.map(({ name }) => {
      const { shape, values } = parameters.get(name)!;
      // What is learned is what comes on top: of a start, and for questions of what moves every text.
      const from = parameters.get(BENEATH[name] ?? `start.${name}`)?.values;
      return [name, { shape, values: from ? values.map((value, i) => value + from[i]!) : values }];
    }),
  );
}

const BENEATH: Readonly<Record<string, string>> = {
  questionFull: 'full',
  questionOffset: 'offset',
};

function meanOfKinds(point: Trainer['curve'][number]) {
  const mean = (losses: Readonly<Record<string, number>>) => {
    const values = Object.values(losses);
    return values.reduce((sum, loss) => sum + loss, 0) / values.length;
  };
  const heldOut = mean(point.validation);
  return {
    step: point.step,
    training: mean(point.training),
    ...(Number.isFinite(heldOut) ? { heldOut } : {}),
  };
}
