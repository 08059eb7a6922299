/**
 * Meta-learning of the first order: a start from which a few steps adapt to a new workspace.
 *
 * Reptile (Nichol, Achiam and Schulman, 2018): train shortly on one task, move the start a part of the way to where
 * that led, take the next task. Needs no gradient through the inner training, unlike MAML, and does nearly as well.
 */
import type { CompileGraph } from '../graph/runner.ts';
import type { Tower } from '../towers/tower.ts';
import type { Loss } from './losses/loss.ts';
import type { Parameters } from './parameters.ts';
import { Random } from './random.ts';
import type { WeightedPairs } from './sampler.ts';
import { Trainer, type TrainingOptions } from './trainer.ts';

export interface ReptileOptions {
  /** Tasks visited. */
  readonly rounds: number;
  /** Part of the way from the start to where a task led, 0..1; falls linearly to 0 over the rounds. */
  readonly rate: number;
  /** The training on one task: a few steps. */
  readonly inner: TrainingOptions;
  readonly seed: number;
}

export interface ReptileTraining {
  readonly tower: Tower;
  readonly loss: Loss;
  /** One list of pair sets per task: a language, a repository. */
  readonly tasks: readonly (readonly WeightedPairs[])[];
  readonly start: Parameters;
  readonly options: ReptileOptions;
  readonly compile: CompileGraph;
}

/** @throws RangeError if there is no task, or one is smaller than a batch. */
export async function reptile(
  { tower, loss, tasks, start, options, compile }: ReptileTraining,
  progress: (round: number, rounds: number) => void = () => {},
  signal?: AbortSignal,
): Promise<Parameters> {
  if (tasks.length === 0) throw new RangeError('no task to learn from');
  const random = new Random(options.seed);
  const parameters: Parameters = new Map(
    [...start].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]),
  );
  for (let round = 0; round < options.rounds && !signal?.aborted; round++) {
    const kinds = tasks[random.below(tasks.length)]!;
    const inner = { ...options.inner, seed: options.inner.seed + round };
    const trainer = await Trainer.create({
      tower,
      loss,
      kinds,
      options: inner,
      start: parameters,
      compile,
    });
    await trainer.run(() => {}, signal);
    await trainer.dispose();
    const part = options.rate * (1 - round / options.rounds);
    for (const [name, { values }] of parameters) {
      const led = trainer.parameters.get(name)!.values;
      for (let i = 0; i < values.length; i++) values[i]! += part * (led[i]! - values[i]!);
    }
    progress(round + 1, options.rounds);
  }
  return parameters;
}
