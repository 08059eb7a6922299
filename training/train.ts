/** Trains by a recipe and, where asked, exports: node training/train.ts RECIPE --pairs DIR --work DIR [--start FILE] [--export DIR --tokenizer FILE] */
import { parseArgs } from 'node:util';
import { exportEncoder } from '../src/node/exportEncoder.ts';
import { trainRecipe } from '../src/node/trainRecipe.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    work: { type: 'string' },
    start: { type: 'string' },
    export: { type: 'string' },
    tokenizer: { type: 'string' },
    'max-tokens': { type: 'string', default: '256' },
    float: { type: 'boolean', default: false },
  },
});
const recipePath = positionals[0];
if (!(recipePath && values.pairs && values.work)) {
  console.error('usage: node training/train.ts RECIPE --pairs DIR --work DIR');
  process.exit(2);
}
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
const result = await trainRecipe(
  {
    recipePath,
    pairsFolder: values.pairs,
    workFolder: values.work,
    ...(values.start ? { startPath: values.start } : {}),
  },
  ({ step, steps, loss, secondsLeft }) => {
    if (step % 50 === 0 || step === steps) {
      console.error(
        `step ${step}/${steps}  loss ${loss.toFixed(4)}  ${Math.ceil(secondsLeft)} s left`,
      );
    }
  },
  stop.signal,
);
console.error(result.finished ? `wrote ${result.parametersPath}` : 'stopped; run again to resume');
if (result.finished && values.export && values.tokenizer) {
  await exportEncoder({
    parametersPath: result.parametersPath,
    tokenizerPath: values.tokenizer,
    modelFolder: values.export,
    maxTokens: Number(values['max-tokens']),
    withFloat: values.float,
  });
  console.error(`exported to ${values.export}`);
}
