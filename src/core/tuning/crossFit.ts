/** Trains a head for each fold on the files of the other folds, so that every file is asked about by a head that never saw it. */
import type { Head } from './head.ts';
import type { Pause } from './measure.ts';
import { type TuningPlan, withoutFold } from './planTuning.ts';
import type { FineTuneReport } from './report.ts';
import { canTrain, type HeadTraining, trainHead } from './trainHead.ts';
import { FOLDS } from './workspaceFunctions.ts';

/** Heads of one kind and loss, by the fold that they did not learn from. */
export interface CrossFitted {
  readonly heads: ReadonlyMap<number, Head>;
  /** Of the first of them. */
  readonly curve: FineTuneReport['curve'];
}

/** @throws RangeError where no fold leaves anything to learn from (see `canCrossFit`). */
export async function crossFit(
  training: HeadTraining,
  pause: Pause,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<CrossFitted> {
  const heads = new Map<number, Head>();
  let curve: FineTuneReport['curve'] | undefined;
  for (const [i, fold] of trainable(training.plan.pairs).entries()) {
    const pairs = withoutFold(training.plan.pairs, fold);
    const trained = await trainHead(
      { ...training, plan: { ...training.plan, pairs } },
      pause,
      (step, steps) => progress((i + step / steps) / FOLDS),
      signal,
    );
    heads.set(fold, trained.head);
    curve ??= trained.curve;
  }
  if (!curve) throw new RangeError('too few pairs in every fold');
  return { heads, curve };
}

export function canCrossFit(pairs: TuningPlan['pairs']): boolean {
  return trainable(pairs).length > 0;
}

/** Where nearly all is in one fold, no head can do without it. */
function trainable(pairs: TuningPlan['pairs']): number[] {
  return Array.from({ length: FOLDS }, (_, fold) => fold).filter((fold) =>
    canTrain(withoutFold(pairs, fold)),
  );
}
