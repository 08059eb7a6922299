import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseBigrams } from '../../../src/core/siamese/chooseBigrams.ts';
import { distillation } from '../../../src/core/siamese/losses/distillation.ts';
import { infoNce } from '../../../src/core/siamese/losses/infoNce.ts';
import { type PairSet, packSequences, sequence } from '../../../src/core/siamese/pairSet.ts';
import { initialParameters, logIdf } from '../../../src/core/siamese/parameters.ts';
import { perturbRows } from '../../../src/core/siamese/perturb.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { type Teacher, Trainer, type TrainingOptions } from '../../../src/core/siamese/trainer.ts';
import { bag } from '../../../src/core/towers/bag.ts';
import { bigrams } from '../../../src/core/towers/bigrams.ts';
import { cnn } from '../../../src/core/towers/cnn.ts';
import { lstm } from '../../../src/core/towers/lstm.ts';
import type { Tower } from '../../../src/core/towers/tower.ts';
import { transformer } from '../../../src/core/towers/transformer.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';

const VOCABULARY = 60;

/** Pairs that share no token but whose tokens correspond: what only training can learn. */
function translatedPairs(count: number, seed: number): PairSet {
  const random = new Random(seed);
  const anchors = Array.from({ length: count }, () =>
    Array.from({ length: 4 + random.below(4) }, () => random.below(VOCABULARY / 2)),
  );
  return {
    kind: 'doc',
    tokenizerHash: '',
    count,
    anchors: packSequences(anchors),
    positives: packSequences(anchors.map((ids) => ids.map((id) => id + VOCABULARY / 2))),
    languages: [],
    hardNegativesPerPair: 0,
  };
}

const options: TrainingOptions = {
  steps: 60,
  batchSize: 32,
  maxTokens: 16,
  tokenRate: 0.02,
  denseRate: 0.01,
  warmUpSteps: 5,
  weightDecay: 0,
  dropout: 0.2,
  seed: 3,
  heldOut: 0.1,
  hardShare: 0,
  frozen: [],
  validateEvery: 20,
};

async function trainerOf(tower: Tower, changed: Partial<TrainingOptions> = {}) {
  const pairs = translatedPairs(400, 1);
  return Trainer.create({
    tower,
    loss: infoNce(),
    kinds: [{ pairs, weight: 1 }],
    options: { ...options, ...changed },
    start: initialParameters(
      tower,
      logIdf([pairs], VOCABULARY),
      new Random(2),
      tower.bigrams ? chooseBigrams([pairs], VOCABULARY, tower.bigrams) : undefined,
    ),
    compile: compileGraph,
  });
}

const smallBag = () => bag({ vocabulary: VOCABULARY, dimensions: 16 });
const smallCnn = () =>
  cnn({ vocabulary: VOCABULARY, dimensions: 16, width: 8, distances: [1, 2], heads: 2 });

for (const [name, tower] of [
  ['bag', smallBag()],
  ['bag of bigrams', bigrams({ vocabulary: VOCABULARY, dimensions: 16, bigrams: 10 })],
  ['cnn', smallCnn()],
  ['lstm', lstm({ vocabulary: VOCABULARY, dimensions: 16, width: 16, tokens: 8 })],
  [
    'transformer',
    transformer({
      vocabulary: VOCABULARY,
      dimensions: 16,
      width: 16,
      layers: 1,
      heads: 2,
      maxTokens: 16,
    }),
  ],
] as const) {
  test(`a ${name} learns which words correspond`, async () => {
    const trainer = await trainerOf(tower, { steps: 120 });
    await trainer.run(() => {});
    const first = trainer.curve[0]!.validation['doc']!;
    const last = trainer.curve.at(-1)!.validation['doc']!;
    assert.ok(last < 0.6 * first, `held-out loss went from ${first} to ${last}`);
    await trainer.dispose();
  });
}

test('a training that was interrupted ends where an uninterrupted one does', async () => {
  const whole = await trainerOf(smallCnn());
  await whole.run(() => {});
  const interrupted = await trainerOf(smallCnn());
  const stop = new AbortController();
  await interrupted.run((step) => {
    if (step === 23) stop.abort();
  }, stop.signal);
  assert.equal(interrupted.step, 23);
  const resumed = await trainerOf(smallCnn());
  resumed.resume(interrupted.checkpoint());
  await resumed.run(() => {});
  for (const [name, { values }] of whole.parameters) {
    assert.deepEqual(resumed.parameters.get(name)!.values, values, name);
  }
  assert.deepEqual(resumed.curve.at(-1), whole.curve.at(-1));
});

test('frozen parameters stay as they are and the rest moves', async () => {
  const tower = smallCnn();
  const trainer = await trainerOf(tower, { frozen: ['tokens', 'tokenWeights'], steps: 3 });
  const before = new Map([...trainer.parameters].map(([n, p]) => [n, p.values.slice()]));
  await trainer.run(() => {});
  for (const { name } of tower.parameters) {
    const same = trainer.parameters.get(name)!.values.every((v, i) => v === before.get(name)![i]);
    if (name === 'tokens' || name === 'tokenWeights') assert.ok(same, `${name} moved`);
  }
  assert.notDeepEqual(trainer.parameters.get('summary')!.values, before.get('summary'));
});

test('the same seed gives the same parameters, another seed gives others', async () => {
  const run = async (seed: number) => {
    const trainer = await trainerOf(smallBag(), { seed, steps: 5 });
    await trainer.run(() => {});
    return trainer.parameters.get('tokens')!.values;
  };
  assert.deepEqual(await run(3), await run(3));
  assert.notDeepEqual(await run(3), await run(4));
});

test('adversarial training learns too, and otherwise than plain training', async () => {
  const plain = await trainerOf(smallBag(), { steps: 60 });
  await plain.run(() => {});
  const hardened = await trainerOf(smallBag(), { steps: 60, adversarial: 0.3 });
  await hardened.run(() => {});
  const [first, last] = [hardened.curve[0]!, hardened.curve.at(-1)!];
  assert.ok(last.validation['doc']! < first.validation['doc']!);
  const tokens = (trainer: Trainer) => trainer.parameters.get('tokens')!.values;
  assert.notDeepEqual(tokens(hardened), tokens(plain));
});

test('a perturbed row moves along its gradient by its share of its length', () => {
  const rows = Float32Array.of(3, 4, 1, 1);
  const moved = perturbRows(rows, Float32Array.of(0, 2, 0, 0), 2, 0.1);
  assert.deepEqual([...moved], [3, 4.5, 1, 1]);
  assert.deepEqual([...rows], [3, 4, 1, 1]);
});

/** Mean entropy of the 40 distributions softmax(20·cosine): what a student that agrees with its teacher is left with. */
function entropy(cosines: Float32Array, at: (i: number, j: number) => number): number {
  const all = Array.from({ length: 40 }, (_, i) => i);
  const entropies = all.map((i) => {
    const weights = all.map((j) => Math.exp(20 * cosines[at(i, j)]!));
    const total = weights.reduce((sum, w) => sum + w, 0);
    return -weights.reduce((sum, w) => sum + (w / total) * Math.log(w / total), 0);
  });
  return entropies.reduce((sum, e) => sum + e, 0) / entropies.length;
}

test('a student learns from a teacher what no label says, and is refused without one', async () => {
  const pairs = translatedPairs(400, 1);
  const tower = smallBag();
  const training = {
    tower,
    loss: distillation({ weight: 1, teacherSharpness: 20 }),
    kinds: [{ pairs, weight: 1 }],
    options: { ...options, steps: 200, dropout: 0, validateEvery: 5 },
    start: initialParameters(tower, logIdf([pairs], VOCABULARY), new Random(2)),
    compile: compileGraph,
  };
  await assert.rejects(Trainer.create(training), RangeError);
  // To this teacher a text is near the translations of texts with the same least token.
  const teacher: Teacher = async (anchors, positives) =>
    Float32Array.from(
      anchors.flatMap((a) =>
        positives.map((p) => (Math.min(...p) === Math.min(...a) + VOCABULARY / 2 ? 0.4 : 0)),
      ),
    );
  const trainer = await Trainer.create({ ...training, teacher });
  await trainer.run(() => {});
  const [first, last] = [trainer.curve[0]!, trainer.curve.at(-1)!];
  const heldOut = Array.from({ length: 40 }, (_, i) => 360 + i);
  const cosines = await teacher(
    heldOut.map((row) => sequence(pairs.anchors, row)),
    heldOut.map((row) => sequence(pairs.positives, row)),
  );
  const floor =
    (entropy(cosines, (i, j) => 40 * i + j) + entropy(cosines, (i, j) => 40 * j + i)) / 2;
  const above = (point: typeof first) => point.validation['doc']! - floor;
  assert.ok(
    above(last) > 0 && above(last) < 0.5 * above(first),
    `${above(first)} to ${above(last)}`,
  );
  await trainer.dispose();
});

test('a checkpoint of another tower is refused', async () => {
  const trainer = await trainerOf(smallBag(), { steps: 1 });
  await trainer.run(() => {});
  const other = await trainerOf(smallCnn());
  assert.throws(() => other.resume(trainer.checkpoint()), RangeError);
});
