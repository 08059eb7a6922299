/**
 * Turns one thing at a time on or off on the bag with InfoNCE, at one budget, and measures what it did:
 * node training/compareSwitches.ts RECIPE --pairs DIR --out DIR --start MODEL [--seeds 1,2,3] [--data DIR --tokenizer FILE]
 *
 * MODEL is the encoder that ships: where transfer starts from, and the teacher of the distilled tower.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLoss } from '../src/core/siamese/losses/registry.ts';
import { type PairSet, sequence } from '../src/core/siamese/pairSet.ts';
import {
  initialParameters,
  logIdf,
  type Parameters,
  transferParameters,
} from '../src/core/siamese/parameters.ts';
import { Random } from '../src/core/siamese/random.ts';
import { parseRecipe } from '../src/core/siamese/recipe.ts';
import { reptile } from '../src/core/siamese/reptile.ts';
import { Sampler, type WeightedPairs } from '../src/core/siamese/sampler.ts';
import { type Teacher, Trainer, type TrainingOptions } from '../src/core/siamese/trainer.ts';
import { createTower, type TowerSpec } from '../src/core/towers/registry.ts';
import type { Tower } from '../src/core/towers/tower.ts';
import {
  type ComparisonLine,
  comparisonTable,
  HELD_OUT_PAIRS,
  MEASURED_TOKENS,
} from '../src/node/compareLosses.ts';
import { type MeasureOptions, measureTower, type Scores } from '../src/node/measureTower.ts';
import { mineHardNegatives } from '../src/node/mineHardNegatives.ts';
import { compileGraph } from '../src/node/onnxRuntime.ts';
import { startParameters } from '../src/node/startParameters.ts';
import { teach } from '../src/node/teacher.ts';
import { readPairs } from '../src/node/trainRecipe.ts';
import { developmentColumns } from './developmentColumns.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    out: { type: 'string' },
    start: { type: 'string' },
    data: { type: 'string' },
    tokenizer: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
  },
});
const [recipePath] = positionals;
if (!(recipePath && values.pairs && values.out && values.start)) {
  console.error('usage: compareSwitches.ts RECIPE --pairs DIR --out DIR --start MODEL');
  process.exit(2);
}
/** Hard negatives are mined among so many pairs a kind: as many as a short training can see. */
const MINED_PAIRS = 8000;
/** A narrow student, for which a wide teacher knows something to tell. */
const STUDENT_DIMENSIONS = 64;
const CUT_DIMENSIONS = 64;
const REPTILE = { rounds: 24, innerSteps: 6, rate: 0.5, languages: 6 };

const recipe = parseRecipe(await readFile(recipePath, 'utf8'), recipePath);
const { vocabulary } = recipe.tower;
const sets = await readPairs(recipe, values.pairs);
const kinds = [...sets].map(([pairs, weight]) => ({ pairs, weight }));
const heldOut = new Sampler(kinds, recipe.options).heldOut(HELD_OUT_PAIRS);
const idf = logIdf([...sets.keys()], vocabulary);
const also =
  values.data && values.tokenizer
    ? (await developmentColumns(values.data, values.tokenizer)).measure
    : undefined;
const bag = createTower({ kind: 'bag', vocabulary, dimensions: recipe.tower.dimensions });
const shipped = await startParameters(values.start);
const { tower: shippedSpec } = JSON.parse(
  await readFile(join(values.start, 'config.json'), 'utf8'),
) as { tower: TowerSpec };
const teacher = await teach(
  [{ tower: createTower(shippedSpec), parameters: shipped }],
  recipe.options.maxTokens,
);

interface Arm {
  readonly tower?: Tower;
  readonly loss?: string;
  readonly kinds?: readonly WeightedPairs[];
  readonly options?: Partial<TrainingOptions>;
  readonly start?: Parameters;
  readonly teacher?: Teacher;
  readonly measure?: Partial<MeasureOptions>;
}

const lines: ComparisonLine[] = [];
const scored = new Map<string, Scores[]>();
const spent = new Map<string, number>();
await mkdir(values.out, { recursive: true });
for (const seed of values.seeds.split(',').map(Number)) {
  const base = await arm('plain', seed, {});
  await measured('plain, as int8', base, {}, { precision: 'int8' });
  await measured('plain, 64 dimensions', base, {}, { dimensions: CUT_DIMENSIONS });
  const cut = { dimensions: CUT_DIMENSIONS };
  await arm('matryoshka, 64 dimensions', seed, { loss: 'infoNceMatryoshka', measure: cut });
  await arm('no token dropout', seed, { options: { dropout: 0 } });
  await arm('adversarial', seed, { options: { adversarial: 0.1 } });
  await arm('batches of one language', seed, { options: { byLanguage: true } });
  const mutants = kinds.filter(({ pairs }) => pairs.kind === 'mutant');
  await arm('self-supervised (mutants only)', seed, { kinds: mutants });
  const fresh = initialParameters(bag, idf, new Random(seed));
  await arm('transfer', seed, { start: transferParameters(bag, fresh, shipped) });
  await arm('start by Reptile', seed, { start: await reptileStart(fresh, seed) });
  await arm('as long again', seed, { start: base });
  const mined = await Promise.all(kinds.map((kind) => withHardNegatives(kind, base)));
  const hard = { start: base, kinds: mined, options: { hardShare: 0.25 } };
  await arm('as long again, hard negatives', seed, hard);
  const student = createTower({ kind: 'bag', vocabulary, dimensions: STUDENT_DIMENSIONS });
  await arm('student of 64 dimensions, labels only', seed, { tower: student });
  const taught = { tower: student, loss: 'distillation', teacher: teacher.ask };
  await arm('student of 64 dimensions, distilled', seed, taught);
}
await teacher.dispose();

async function arm(name: string, seed: number, choice: Arm): Promise<Parameters> {
  const begun = process.cpuUsage();
  const tower = choice.tower ?? bag;
  const trainer = await Trainer.create({
    tower,
    loss: createLoss(choice.loss ?? recipe.loss),
    kinds: choice.kinds ?? kinds,
    options: { ...recipe.options, ...choice.options, seed },
    start: choice.start ?? initialParameters(tower, idf, new Random(seed)),
    compile: compileGraph,
    ...(choice.teacher ? { teacher: choice.teacher } : {}),
  });
  await trainer.run(() => {});
  await trainer.dispose();
  const { user, system } = process.cpuUsage(begun);
  spent.set(name, (spent.get(name) ?? 0) + (user + system) / 1e6);
  await measured(name, trainer.parameters, choice, choice.measure);
  return trainer.parameters;
}

async function measured(
  name: string,
  parameters: Parameters,
  { tower = bag }: Arm,
  options: Partial<MeasureOptions> = {},
): Promise<void> {
  const all = { maxTokens: MEASURED_TOKENS, ...(also ? { also } : {}), ...options };
  const { scores } = await measureTower(tower, parameters, heldOut, all);
  scored.set(name, [...(scored.get(name) ?? []), scores]);
  lines.length = 0;
  for (const [loss, list] of scored) {
    lines.push({
      tower: 'bag',
      loss,
      seconds: (spent.get(loss) ?? 0) / list.length,
      scores: list,
    });
  }
  const out = values.out!;
  await writeFile(join(out, 'switches-table.md'), comparisonTable(lines));
  await writeFile(join(out, 'switches.json'), `${JSON.stringify(lines, null, 1)}\n`);
  console.error(name, scored.get(name)!.length);
}

/** One language of documentation a task: a start from which each is learned in few steps. */
async function reptileStart(start: Parameters, seed: number): Promise<Parameters> {
  const doc = kinds.find(({ pairs }) => pairs.kind === 'doc')?.pairs;
  if (!doc?.language) throw new RangeError('Reptile needs pairs of kind doc with their language');
  const { language } = doc;
  const rows = [...Array(doc.count).keys()];
  const inner = { ...recipe.options, steps: REPTILE.innerSteps, warmUpSteps: 1, heldOut: 0 };
  const tasks = doc.languages
    .map((_, code) => rows.filter((row) => language[row] === code).slice(0, MINED_PAIRS))
    .filter((list) => list.length >= recipe.options.batchSize * REPTILE.innerSteps)
    .slice(0, REPTILE.languages)
    .map((list) => [{ pairs: pick(doc, list), weight: 1 }]);
  return reptile({
    tower: bag,
    loss: createLoss(recipe.loss),
    tasks,
    start,
    options: { rounds: REPTILE.rounds, rate: REPTILE.rate, inner, seed },
    compile: compileGraph,
  });
}

async function withHardNegatives({ pairs, weight }: WeightedPairs, parameters: Parameters) {
  const few = pick(pairs, [...Array(Math.min(MINED_PAIRS, pairs.count)).keys()]);
  const options = { perPair: 4, maxTokens: recipe.options.maxTokens, block: MINED_PAIRS / 2 };
  return { weight, pairs: await mineHardNegatives(few, bag, parameters, options) };
}

function pick(pairs: PairSet, rows: readonly number[]): PairSet {
  const side = (name: 'anchors' | 'positives') => {
    const texts = rows.map((row) => sequence(pairs[name], row));
    const offsets = new Uint32Array(rows.length + 1);
    texts.forEach((text, i) => {
      offsets[i + 1] = offsets[i]! + text.length;
    });
    const tokens = new Uint16Array(offsets[rows.length]!);
    texts.forEach((text, i) => {
      tokens.set(text, offsets[i]!);
    });
    return { offsets, tokens };
  };
  const { language, groups } = pairs;
  return {
    kind: pairs.kind,
    tokenizerHash: pairs.tokenizerHash,
    count: rows.length,
    anchors: side('anchors'),
    positives: side('positives'),
    languages: pairs.languages,
    hardNegativesPerPair: 0,
    ...(language ? { language: Uint8Array.from(rows, (row) => language[row]!) } : {}),
    ...(groups ? { groups: Uint32Array.from(rows, (row) => groups[row]!) } : {}),
  };
}
