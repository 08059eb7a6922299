/** What `lookalike train` does: a recipe on disk in, parameters and, where asked, a model folder out. */
import type { Progress } from '../core/engineApi.ts';
import type { TrainedEncoder, TrainRequest } from '../core/siamese/trainRequest.ts';
import { exportEncoder } from './exportEncoder.ts';
import { trainRecipe } from './trainRecipe.ts';

export async function trainEncoder(
  request: TrainRequest,
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
