/** What `lookalike train` does: a recipe on disk in, parameters and, where asked, a model folder out. */
import type { Progress } from '../core/engineApi.ts';
import { exportEncoder } from './exportEncoder.ts';
import { trainRecipe } from './trainRecipe.ts';

export interface TrainEncoderRequest {
  /** Path of the recipe. */
  readonly recipe: string;
  /** Folder of `<kind>.pairs`. */
  readonly pairs: string;
  /** Folder of checkpoints, curve and parameters. */
  readonly work: string;
  readonly start?: string;
  readonly teacher: readonly string[];
  readonly export?: string;
  readonly tokenizer?: string;
  readonly maxTokens: number;
  /** Writes the float network too. */
  readonly float: boolean;
}

export interface TrainedEncoder {
  readonly finished: boolean;
  readonly steps: number;
  /** Of the last step. */
  readonly loss: number;
  /** Path of the parameters. */
  readonly parameters: string;
  readonly exported?: string;
}

export async function trainEncoder(
  request: TrainEncoderRequest,
  progress: Progress,
  signal?: AbortSignal,
): Promise<TrainedEncoder> {
  let last = { step: 0, loss: 0 };
  const { finished, parametersPath } = await trainRecipe(
    {
      recipePath: request.recipe,
      pairsFolder: request.pairs,
      workFolder: request.work,
      teacherPaths: request.teacher,
      ...(request.start === undefined ? {} : { startPath: request.start }),
    },
    ({ step, steps, loss, secondsLeft }) => {
      last = { step, loss };
      progress(step, steps, `loss ${loss.toFixed(3)}, ${Math.ceil(secondsLeft / 60)} min left`);
    },
    signal,
  );
  const trained = { finished, steps: last.step, loss: last.loss, parameters: parametersPath };
  if (!finished || request.export === undefined || request.tokenizer === undefined) return trained;
  await exportEncoder({
    parametersPath,
    tokenizerPath: request.tokenizer,
    modelFolder: request.export,
    maxTokens: request.maxTokens,
    withFloat: request.float,
  });
  return { ...trained, exported: request.export };
}
