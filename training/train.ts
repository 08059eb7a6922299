/**
 * Trains by a recipe and, where asked, exports:
 * npm run train -- RECIPE --pairs DIR --work DIR [--start FILE] [--export DIR --tokenizer FILE]
 */
import { parseArgs } from 'node:util';
import { EXIT_STATUS, UserError } from '../src/core/userError.ts';
import { exportEncoder } from '../src/node/exportEncoder.ts';
import { type TrainProgress, trainRecipe } from '../src/node/trainRecipe.ts';

const USAGE = `usage: npm run train -- RECIPE --pairs DIR --work DIR
  --pairs DIR       where the corpus builder wrote <kind>.pairs
  --work DIR        checkpoints, loss curve and parameters; an unfinished training found here is resumed
  --start FILE      parameters (.safetensors) to start from
  --teacher FILE    parameters of a trained encoder to learn from (loss "distillation"); may be given several times
  --export DIR      write the encoder there when the training is done; needs --tokenizer
  --tokenizer FILE  the tokenizer.json that made the pairs
  --max-tokens N    longest text of the exported encoder (256)
  --float           export onnx/model.onnx beside the int8 network`;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = EXIT_STATUS[error.code];
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [recipePath] = positionals;
  const { pairs, work } = values;
  if (!(recipePath && pairs && work) || (values.export && !values.tokenizer)) {
    throw new UserError('usage', 'a recipe, --pairs and --work are needed', USAGE);
  }
  const result = await trainRecipe(
    {
      recipePath,
      pairsFolder: pairs,
      workFolder: work,
      teacherPaths: values.teacher,
      ...(values.start ? { startPath: values.start } : {}),
    },
    showProgress,
    stop.signal,
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (!result.finished) {
    console.error('stopped; the same command resumes it');
    return;
  }
  console.error(`wrote ${result.parametersPath}`);
  if (values.export && values.tokenizer) {
    await exportEncoder({
      parametersPath: result.parametersPath,
      tokenizerPath: values.tokenizer,
      modelFolder: values.export,
      maxTokens: Number(values['max-tokens']),
      withFloat: values.float,
    });
    console.error(`exported to ${values.export}`);
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        pairs: { type: 'string' },
        work: { type: 'string' },
        start: { type: 'string' },
        teacher: { type: 'string', multiple: true, default: [] },
        export: { type: 'string' },
        tokenizer: { type: 'string' },
        'max-tokens': { type: 'string', default: '256' },
        float: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('usage', what, USAGE, { cause });
  }
}

/** One line that is rewritten on a terminal, a line now and then in a log. */
function showProgress({ step, steps, loss, secondsLeft }: TrainProgress): void {
  const minutes = Math.floor(secondsLeft / 60);
  const left = `${minutes} min ${Math.ceil(secondsLeft % 60)} s left`;
  const line = `step ${step}/${steps}  loss ${loss.toFixed(4)}  ${left}`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line.padEnd(60)}`);
  else if (step % 50 === 0 || step === steps) console.error(line);
}
