/**
 * Meta-learns the start of heads over repositories of the corpus: `models/lookalike/head-start.safetensors`.
 *
 * node training/headStart.ts <mirror folder> <output file> [--repositories 26] [--rounds 120] [--rate 0.5]
 *
 * Only repositories that training may see; the held-back ones stay unseen for measuring.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isLeetcodeCollection } from '../src/core/siamese/mining/problemKeys.ts';
import type { Parameters } from '../src/core/siamese/parameters.ts';
import { Random } from '../src/core/siamese/random.ts';
import { encodeParameters } from '../src/core/towers/parameterFile.ts';
import { encodeTexts } from '../src/core/tuning/fineTune.ts';
import { learnStart, type StartTask } from '../src/core/tuning/learnStart.ts';
import { planTuning } from '../src/core/tuning/planTuning.ts';
import { FunctionCollector } from '../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../src/node/onnxRuntime.ts';
import { openEncoder } from '../src/node/openEncoder.ts';
import { listFiles, readFiles } from './corpus/gitFiles.ts';
import { gitDirectory, readManifest } from './corpus/manifest.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repositories: { type: 'string', default: '26' },
    rounds: { type: 'string', default: '120' },
    rate: { type: 'string', default: '0.5' },
    model: { type: 'string', default: 'models/lookalike' },
    loss: { type: 'string', default: 'infoNce' },
  },
});
const [mirror = '', output = ''] = positionals;
/** Per repository; with their comments, names and mutants, as many as a pair set can number for a dozen repositories. */
const FUNCTIONS = 700;
const FILES = 400;
const MAX_FILE_BYTES = 200_000;
/** A repository with fewer comments teaches little about searching by description. */
const MIN_DOCS = 100;
const GROUP = 12;

const encoder = await openEncoder({
  model: values.model,
  shipped: [],
  storage: '',
  allowDownload: false,
});
const random = new Random(7);
const entries = readManifest().filter(
  ({ repository, use }) =>
    use === 'train' &&
    !isLeetcodeCollection(repository) &&
    !/algorithm|thealgorithms|benchmark|coding|problem/i.test(repository) &&
    existsSync(gitDirectory(mirror, repository)),
);
const order = random.shuffle(Uint32Array.from(entries, (_, i) => i));
const tasks: StartTask[] = [];
const used: string[] = [];
for (const at of order) {
  if (tasks.length >= Number(values.repositories)) break;
  const { repository } = entries[at]!;
  const task = await taskOf(gitDirectory(mirror, repository));
  if (!task) continue;
  tasks.push(task);
  used.push(repository);
  process.stderr.write(`${repository}: ${task.plan.texts.length} texts\n`);
}
let start: Parameters | undefined;
const groups = Math.ceil(tasks.length / GROUP);
for (let group = 0; group < groups; group++) {
  start = await learnStart(tasks.slice(group * GROUP, (group + 1) * GROUP), {
    loss: values.loss,
    dimensions: encoder.dimensions,
    rounds: Math.ceil(Number(values.rounds) / groups),
    // What later groups teach must not undo what earlier ones did.
    rate: Number(values.rate) / (1 + group),
    seed: 1 + group,
    compile: compileGraph,
    ...(start ? { from: start } : {}),
  });
  process.stderr.write(`group ${group + 1} of ${groups}\n`);
}
const metadata = {
  encoderId: encoder.id,
  loss: values.loss,
  rounds: values.rounds,
  repositories: used.join(' '),
};
writeFileSync(output, encodeParameters({ tensors: start!, metadata }));
process.stdout.write(
  `${output}: ${used.length} repositories, ${readFileSync(output).length} bytes\n`,
);
await encoder.dispose();

async function taskOf(directory: string): Promise<StartTask | undefined> {
  const functions = new FunctionCollector();
  const wanted = listFiles(directory, 'HEAD').filter(
    ({ path, sizeBytes }) => sizeBytes < MAX_FILE_BYTES && FunctionCollector.wants(path),
  );
  const step = Math.max(1, Math.floor(wanted.length / FILES));
  const files = wanted.filter((_, i) => i % step === 0);
  for await (const { file, text } of readFiles(directory, files)) functions.add(file.path, text);
  const { sources, tests } = functions;
  if (sources.filter(({ doc }) => doc !== '').length < MIN_DOCS) return undefined;
  const limits = { functions: FUNCTIONS, questions: 0 };
  const plan = planTuning({ functions: sources, tests, edits: [], labels: [] }, limits, 1, 0);
  const embeddings = await encodeTexts(
    encoder,
    plan.texts,
    async () => {},
    () => {},
  );
  return { plan, embeddings };
}
