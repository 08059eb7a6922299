/**
 * Fits the calibrations from functions that no training saw:
 * `node training/calibrate.ts --functions FILE.jsonl --data WORDS [--model models/lookalike] [--copy FILE] [--job FILE]`
 *
 * FILE.jsonl holds one function a line: {"text", "language", "source", "group"}; `source` is its repository or author,
 * `group` names the job it does ('' where nothing is known). `--copy` writes the built-in channel of types 1–3,
 * `--job` the encoder's calibration.json with the channel of type 4. With `--keep` the built-in channel stays as it is and
 * only its `scores` are measured anew. Prints how good both are on sources left out.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BUILT_IN_CALIBRATION } from '../src/core/calibration/builtInCalibration.ts';
import { copyExamples, jobExamples } from '../src/core/calibration/examples.ts';
import { crossValidate, fitChannel, withScores } from '../src/core/calibration/fitCalibration.ts';
import { fitJobChannel, validateJobs } from '../src/core/calibration/fitJobChannel.ts';
import { DELTA } from '../src/core/calibration/thresholds.ts';
import { maskNames } from '../src/core/siamese/mining/maskNames.ts';
import { Random } from '../src/core/siamese/random.ts';
import { openEncoder } from '../src/node/openEncoder.ts';
import { type ReadFunction, readFunctions } from './readFunctions.ts';

const { values } = parseArgs({
  options: {
    functions: { type: 'string' },
    data: { type: 'string', default: '' },
    model: { type: 'string' },
    copy: { type: 'string' },
    keep: { type: 'boolean', default: false },
    job: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
if (!values.functions)
  throw new Error('--functions FILE.jsonl is needed; see the head of training/calibrate.ts');

const functions = await readFunctions(values.functions);
console.log(
  `${functions.length} functions of ${new Set(functions.map(({ source }) => source)).size} sources`,
);

const random = new Random(Number(values.seed));
if (values.copy) {
  const { pairs, far } = await copyExamples(functions, random);
  console.log(`${pairs.length} pairs of copies`);
  const channel = values.keep
    ? withScores(BUILT_IN_CALIBRATION.copy, pairs, far)
    : fitChannel(pairs, values.data, far);
  if (!values.keep) console.log('copies', crossValidate(pairs), channel.combiner.weights);
  console.log(channel.levels, channel.scores?.background);
  const calibration = { format: 1, encoder: null, delta: DELTA, copy: channel };
  await writeFile(
    values.copy,
    `/** The calibration where no encoder came with one: copies only, from tokens alone. Fitted by training/calibrate.ts. */
import type { Calibration } from './calibration.ts';

export const BUILT_IN_CALIBRATION: Calibration = ${inShort(calibration, 2)};
`,
  );
}
if (values.job) {
  const unseen = functions.filter(({ isSeen }) => !isSeen).map((one) => withoutNames(one, random));
  const encoder = await openEncoder({
    model: values.model,
    shipped: ['models'],
    storage: '',
    allowDownload: false,
  });
  const { dimensions } = encoder;
  const embeddings = new Float32Array(unseen.length * dimensions);
  for (let i = 0; i < unseen.length; i += 64) {
    const inputs = unseen.slice(i, i + 64).map(({ text }) => ({ text, kind: 'code' as const }));
    embeddings.set(await encoder.encode(inputs), i * dimensions);
  }
  const examples = jobExamples(unseen, embeddings, dimensions, random);
  const channel = fitJobChannel(examples, values.data);
  console.log('same job', validateJobs(examples), channel.combiner, channel.levels);
  const calibration = { format: 1, encoder: encoder.id, delta: DELTA, sameJob: channel };
  await writeFile(values.job, `${inShort(calibration)}\n`);
  await encoder.dispose();
}
console.log(`${process.cpuUsage().user / 1e6} s of a core`);

/**
 * A problem prescribes its functions' names, and real re-implementations rarely share them: half of the solutions are
 * fitted on without.
 */
function withoutNames(one: ReadFunction, random: Random): ReadFunction {
  if (one.group === '' || random.next() < 0.5) return one;
  return { ...one, text: maskNames(one.text, one.language.id, random) };
}

function inShort(calibration: object, indent?: number): string {
  return JSON.stringify(
    calibration,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value),
    indent,
  );
}
