/** A start for heads, meta-learned over many repositories: from it a few steps on a new workspace reach farther. */
import type { CompileGraph } from '../graph/runner.ts';
import { createLoss } from '../siamese/losses/registry.ts';
import { initialParameters, type Parameters } from '../siamese/parameters.ts';
import { Random } from '../siamese/random.ts';
import { reptile } from '../siamese/reptile.ts';
import type { TrainingOptions } from '../siamese/trainer.ts';
import { headParameters, headTower } from './headTower.ts';
import type { TuningPlan } from './planTuning.ts';
import { weightedSets } from './trainHead.ts';

/** One repository: its pairs, and its texts as the frozen encoder sees them, `(texts, dimensions)`. */
export interface StartTask {
  readonly plan: Pick<TuningPlan, 'texts' | 'pairs'>;
  readonly embeddings: Float32Array;
}

export interface StartLearning {
  readonly loss: string;
  readonly dimensions: number;
  readonly rounds: number;
  /** Part of the way from the start to where a repository led, 0..1. */
  readonly rate: number;
  readonly seed: number;
  readonly compile: CompileGraph;
  readonly inner?: Partial<TrainingOptions>;
  /** Goes on from an earlier one. */
  readonly from?: Parameters;
}

const INNER: Omit<TrainingOptions, 'seed'> = {
  steps: 40,
  batchSize: 128,
  maxTokens: 1,
  tokenRate: 0,
  denseRate: 0.001,
  warmUpSteps: 2,
  weightDecay: 1,
  dropout: 0,
  heldOut: 0,
  hardShare: 0,
  frozen: ['tokens'],
  validateEvery: 1000,
};

/**
 * First-order meta-learning of a linear head (see `siamese/reptile.ts`).
 * @returns `full` and `offset`
 * @throws RangeError where the repositories together have more texts than a pair set can number.
 */
export async function learnStart(
  tasks: readonly StartTask[],
  learning: StartLearning,
  progress: (round: number, rounds: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Parameters> {
  const { dimensions, seed, compile, rounds, rate } = learning;
  const texts = tasks.reduce((sum, { plan }) => sum + plan.texts.length, 0);
  const shape = { kind: 'linear', dimensions, texts, vocabulary: 0 } as const;
  const tower = headTower(shape);
  const fresh = initialParameters(tower, new Float32Array(0), new Random(seed));
  const start: Parameters = new Map([...fresh, ...(learning.from ?? [])]);
  const table = start.get('tokens')!.values;
  let first = 0;
  const sets = tasks.map(({ plan, embeddings }) => {
    const offset = first;
    table.set(embeddings, offset * dimensions);
    first += plan.texts.length;
    return weightedSets(plan.pairs, (text) => [offset + text]);
  });
  const learned = await reptile(
    {
      tower,
      loss: createLoss(learning.loss),
      tasks: sets,
      start,
      options: { rounds, rate, seed, inner: { ...INNER, seed, ...learning.inner } },
      compile,
    },
    progress,
    signal,
  );
  return new Map(headParameters(shape).map(({ name }) => [name, learned.get(name)!]));
}
