/**
 * Fits the calibrations from functions that no training saw:
 * `node training/calibrate.ts --functions FILE.jsonl --data WORDS [--model models/lookalike] [--copy FILE] [--job FILE]`
 *
 * FILE.jsonl holds one function a line: {"text", "language", "source", "group"}; `source` is its repository or author,
 * `group` names the job it does ('' where nothing is known). `--copy` writes the built-in channel of types 1–3,
 * `--job` the encoder's calibration.json with the channel of type 4. Prints how good both are on sources left out.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  type CalibrationFunction,
  copyExamples,
  jobExamples,
} from '../src/core/calibration/examples.ts';
import {
  crossValidate,
  fitChannel,
  type LabelledPair,
} from '../src/core/calibration/fitCalibration.ts';
import { DELTA } from '../src/core/calibration/thresholds.ts';
import { Random } from '../src/core/siamese/random.ts';
import { languageByName } from '../src/core/snippets/languages.ts';
import { createLexer, type Lex } from '../src/core/structure/lexer.ts';
import { openEncoder } from '../src/node/openEncoder.ts';

const { values } = parseArgs({
  options: {
    functions: { type: 'string' },
    data: { type: 'string', default: '' },
    model: { type: 'string' },
    copy: { type: 'string' },
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

if (values.copy) {
  const channel = fitReported('copies', copyExamples(functions, new Random(Number(values.seed))));
  const calibration = { format: 1, encoder: null, delta: DELTA, copy: channel };
  await writeFile(
    values.copy,
    `/** The calibration where no encoder came with one: copies only, from tokens alone. Fitted by training/calibrate.ts. */
import type { Calibration } from './calibration.ts';

export const BUILT_IN_CALIBRATION: Calibration = ${JSON.stringify(calibration, null, 2)};
`,
  );
}
if (values.job) {
  const encoder = await openEncoder({
    model: values.model,
    shipped: ['models'],
    storage: '',
    allowDownload: false,
  });
  const rows: Float32Array[] = [];
  for (let i = 0; i < functions.length; i += 64) {
    rows.push(
      await encoder.encode(functions.slice(i, i + 64).map(({ text }) => ({ text, kind: 'code' }))),
    );
  }
  const embeddings = Float32Array.from(rows.flatMap((row) => [...row]));
  const channel = fitReported('same job', jobExamples(functions, embeddings, encoder.dimensions));
  const calibration = { format: 1, encoder: encoder.id, delta: DELTA, sameJob: channel };
  await writeFile(values.job, `${JSON.stringify(calibration, null, 2)}\n`);
  await encoder.dispose();
}

function fitReported(what: string, pairs: readonly LabelledPair[]): unknown {
  const channel = fitChannel(pairs, values.data);
  console.log(what, crossValidate(pairs));
  console.log(channel.combiner.weights, channel.levels);
  return JSON.parse(
    JSON.stringify(channel, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(6)) : value,
    ),
  );
}

async function readFunctions(file: string): Promise<CalibrationFunction[]> {
  const lexers = new Map<string, Lex>();
  return (await readFile(file, 'utf8')).split('\n').flatMap((line, i): CalibrationFunction[] => {
    if (line.trim() === '') return [];
    const {
      text,
      language: name,
      source,
      group,
    } = JSON.parse(line) as Partial<Record<string, string>>;
    const language = name === undefined ? undefined : languageByName(name);
    if (!text || !language || !source)
      throw new Error(`${file}, line ${i + 1}: text, language or source is missing`);
    const lex = lexers.get(language.id) ?? createLexer(language);
    lexers.set(language.id, lex);
    return [{ text, language, lex, source, group: group ?? '' }];
  });
}
