/** `lookalike train`: trains an encoder by a recipe on pairs, and exports it where asked. */
import type { TrainRequest } from '../core/siamese/trainRequest.ts';
import { UserError } from '../core/userError.ts';
import { withProgress } from './readyEngine.ts';
import { type Context, wantsJson } from './toolbox.ts';

export interface TrainOptions extends Omit<TrainRequest, 'recipe'> {
  readonly json: boolean;
}

export async function runTrain(context: Context, recipe: string, options: TrainOptions) {
  const { terminal, toolbox } = context;
  if (options.export !== undefined && options.tokenizer === undefined) {
    throw new UserError(
      'usage',
      '--export writes a whole encoder, and that has a tokenizer.',
      'Give the tokenizer.json that made the pairs with --tokenizer.',
    );
  }
  const trained = await withProgress(terminal, (progress) =>
    toolbox.train({ ...options, recipe }, progress, terminal.signal),
  );
  if (wantsJson(context, options)) {
    await terminal.write(`${JSON.stringify(trained)}\n`);
    return;
  }
  const lines = [`${trained.steps} steps, loss ${trained.loss.toFixed(4)}: ${trained.parameters}`];
  if (trained.exported !== undefined) lines.push(`exported to ${trained.exported}`);
  if (!trained.finished) lines.push('Stopped; the same command goes on where it was.');
  await terminal.write(`${lines.join('\n')}\n`);
}
