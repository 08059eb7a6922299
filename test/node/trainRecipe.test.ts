import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { encodePairSet, packSequences } from '../../src/core/siamese/pairSet.ts';
import { Random } from '../../src/core/siamese/random.ts';
import { decodeParameters, encodeParameters } from '../../src/core/towers/parameterFile.ts';
import { UserError } from '../../src/core/userError.ts';
import { compareLosses } from '../../src/node/compareLosses.ts';
import { exportEncoder } from '../../src/node/exportEncoder.ts';
import { readModelFolder } from '../../src/node/modelFolder.ts';
import { OnnxRuntime } from '../../src/node/onnxRuntime.ts';
import { startParameters } from '../../src/node/startParameters.ts';
import { trainRecipe } from '../../src/node/trainRecipe.ts';

const TOKENIZER = '{"model":{"type":"BPE","vocab":{}}}';
const VOCABULARY = 64;
const recipe = {
  name: 'tiny',
  tower: {
    kind: 'cnn',
    vocabulary: VOCABULARY,
    dimensions: 16,
    width: 8,
    distances: [1],
    heads: 2,
  },
  loss: 'infoNce',
  kinds: { doc: 1 },
  options: {
    steps: 12,
    batchSize: 16,
    maxTokens: 12,
    tokenRate: 0.01,
    denseRate: 0.01,
    warmUpSteps: 2,
    weightDecay: 0,
    dropout: 0.2,
    seed: 1,
    heldOut: 0.2,
    hardShare: 0,
    frozen: [],
    validateEvery: 4,
  },
} as const;

let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lookalike-train-'));
  const random = new Random(1);
  const texts = Array.from({ length: 100 }, (_, i) => [
    ...(i % 4 === 0 ? [7, 8, 9] : []),
    ...Array.from({ length: 3 + random.below(6) }, () => random.below(VOCABULARY)),
  ]);
  const pairs = encodePairSet({
    kind: 'doc',
    tokenizerHash: createHash('sha256').update(TOKENIZER).digest('hex'),
    count: texts.length,
    anchors: packSequences(texts),
    positives: packSequences(texts.map((ids) => ids.toReversed())),
    languages: [],
    hardNegativesPerPair: 0,
  });
  await writeFile(join(folder, 'doc.pairs'), pairs);
  await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
  await writeFile(join(folder, 'tiny.json'), JSON.stringify(recipe));
});

after(() => rm(folder, { recursive: true, force: true }));

const requestOf = (work: string) => ({
  recipePath: join(folder, 'tiny.json'),
  pairsFolder: folder,
  workFolder: join(folder, work),
});

test('a recipe on disk becomes an encoder that the product opens', async () => {
  const steps: number[] = [];
  const result = await trainRecipe(requestOf('whole'), ({ step }) => steps.push(step));
  assert.ok(result.finished);
  assert.equal(steps.at(-1), 12);
  const curve = JSON.parse(await readFile(join(folder, 'whole/tiny.curve.json'), 'utf8'));
  assert.equal(curve.length, 3);
  assert.match(await readFile(join(folder, 'whole/tiny.curve.svg'), 'utf8'), /<polyline/);

  const modelFolder = join(folder, 'model');
  await exportEncoder({
    parametersPath: result.parametersPath,
    tokenizerPath: join(folder, 'tokenizer.json'),
    modelFolder,
    maxTokens: 12,
    withFloat: true,
  });
  const model = await readModelFolder(modelFolder);
  assert.equal(model.dimensions, 16);
  const feeds = {
    input_ids: { type: 'int64', data: BigInt64Array.of(3n, 5n, 8n), shape: [1, 3] },
    attention_mask: { type: 'int64', data: BigInt64Array.of(1n, 1n, 1n), shape: [1, 3] },
  } as const;
  const embed = async (file: string) => {
    const runtime = await OnnxRuntime.load(join(modelFolder, 'onnx', file));
    const { sentence_embedding: embedding } = await runtime.run(feeds);
    await runtime.dispose();
    return embedding!.data;
  };
  const [int8, float] = [await embed('model_quantized.onnx'), await embed('model.onnx')];
  const cosine = int8.reduce((sum, value, i) => sum + value * float[i]!, 0);
  assert.ok(cosine > 0.995, `cosine of int8 and float ${cosine}`);
});

test('a stopped training resumes to the same parameters', async () => {
  await trainRecipe(requestOf('uninterrupted'), () => {});
  const stop = new AbortController();
  const stopped = await trainRecipe(
    requestOf('interrupted'),
    ({ step }) => step === 5 && stop.abort(),
    stop.signal,
  );
  assert.equal(stopped.finished, false);
  const resumed: number[] = [];
  await trainRecipe(requestOf('interrupted'), ({ step }) => resumed.push(step));
  assert.equal(resumed[0], 6);
  const parameters = (work: string) => readFile(join(folder, work, 'tiny.safetensors'));
  assert.deepEqual(await parameters('interrupted'), await parameters('uninterrupted'));
});

test('missing pairs, and a tokenizer that did not make them, are refused with what to do', async () => {
  const elsewhere = { ...requestOf('nowhere'), pairsFolder: join(folder, 'none') };
  await assert.rejects(
    trainRecipe(elsewhere, () => {}),
    UserError,
  );
  await writeFile(join(folder, 'other.json'), '{}');
  await assert.rejects(
    exportEncoder({
      parametersPath: join(folder, 'whole/tiny.safetensors'),
      tokenizerPath: join(folder, 'other.json'),
      modelFolder: join(folder, 'refused'),
      maxTokens: 12,
      withFloat: false,
    }),
    (error: UserError) => error instanceof UserError && /not the tokenizer/.test(error.message),
  );
});

test('a comparison writes a line per loss and a picture per tower', async () => {
  await compareLosses(
    {
      recipe,
      pairsFolder: folder,
      towers: { bag: { kind: 'bag', vocabulary: VOCABULARY, dimensions: 16 } },
      losses: ['infoNce', 'contrastive'],
      seeds: [1, 2],
      outputFolder: join(folder, 'compared'),
    },
    () => {},
  );
  const table = await readFile(join(folder, 'compared/losses-table.md'), 'utf8');
  for (const name of ['BM25', 'TF-IDF', 'Jaccard', 'untrained', 'infoNce', 'contrastive']) {
    assert.match(table, new RegExp(`\\| ${name} \\|`));
  }
  assert.match(table, /±/);
  assert.match(await readFile(join(folder, 'compared/distances-bag.svg'), 'utf8'), /<polygon/);
});

async function train(
  name: string,
  change: { loss?: string; tower?: object; options?: object },
  more = {},
) {
  const changed = { ...recipe, ...change, options: { ...recipe.options, ...change.options } };
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...changed, name }));
  const request = { ...requestOf(name), recipePath: join(folder, `${name}.json`), ...more };
  const { finished, parametersPath } = await trainRecipe(request, () => {});
  assert.ok(finished);
  return parametersPath;
}

test('hard negatives that are mined along the way change what is learned', async () => {
  const plain = await train('plain', {});
  const hard = await train('hard', { options: { hardShare: 0.25, mineEvery: 4 } });
  const tokens = async (path: string) =>
    decodeParameters(await readFile(path)).tensors.get('tokens')!.values;
  assert.notDeepEqual(await tokens(hard), await tokens(plain));
});

const neighbors = { kind: 'bigrams', vocabulary: VOCABULARY, dimensions: 16, bigrams: 3 };
for (const [kind, change] of [
  ['cnn', {}],
  ['bigrams', { tower: neighbors }],
] as const)
  test(`a ${kind} starts from the int8 numbers of an exported encoder`, async () => {
    const parametersPath = await train(`exported-${kind}`, change);
    const modelFolder = join(folder, `exported-${kind}-model`);
    await exportEncoder({
      parametersPath,
      tokenizerPath: join(folder, 'tokenizer.json'),
      modelFolder,
      maxTokens: 12,
      withFloat: false,
    });
    const { tensors } = decodeParameters(await readFile(parametersPath));
    const read = await startParameters(modelFolder);
    for (const [name, { values, shape }] of tensors) {
      if (name === 'logInverseTemperature') continue;
      const found = read.get(name);
      assert.deepEqual(found?.shape, shape, name);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let i = 0; i < values.length; i++) {
        assert.ok(Math.abs(found!.values[i]! - values[i]!) <= largest / 60, `${name}[${i}]`);
      }
    }
    await train(`continued-${kind}`, change, { startPath: modelFolder });
  });

test('a student needs a teacher of its own tokenizer', async () => {
  await assert.rejects(train('untaught', { loss: 'distillation' }), UserError);
  const teacher = await train('teacher', {});
  await train('taught', { loss: 'distillation' }, { teacherPaths: [teacher] });
  const { tensors } = decodeParameters(await readFile(teacher));
  const stranger = join(folder, 'stranger.safetensors');
  const metadata = { recipe: JSON.stringify(recipe), tokenizerHash: 'another' };
  await writeFile(stranger, encodeParameters({ tensors, metadata }));
  await assert.rejects(
    train('mistaught', { loss: 'distillation' }, { teacherPaths: [stranger] }),
    UserError,
  );
});
