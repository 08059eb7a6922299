import assert from 'node:assert/strict';
import { test } from 'node:test';
import { infoNce } from '../../../src/core/siamese/losses/infoNce.ts';
import { type PairSet, packSequences } from '../../../src/core/siamese/pairSet.ts';
import { initialParameters, type Parameters } from '../../../src/core/siamese/parameters.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { reptile } from '../../../src/core/siamese/reptile.ts';
import { Trainer, type TrainingOptions } from '../../../src/core/siamese/trainer.ts';
import { bag } from '../../../src/core/towers/bag.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';

const WORDS = 24;
const tower = bag({ vocabulary: 2 * WORDS, dimensions: 16 });

/** A workspace: half of its words correspond as in every other, half as only here. */
function workspace(seed: number): PairSet {
  const random = new Random(seed);
  const own = random.shuffle(Uint32Array.from({ length: WORDS / 2 }, (_, i) => i));
  const translate = (word: number) =>
    WORDS + (word < WORDS / 2 ? word : WORDS / 2 + own[word - WORDS / 2]!);
  const anchors = Array.from({ length: 150 }, () =>
    Array.from({ length: 5 }, () => random.below(WORDS)),
  );
  return {
    kind: 'doc',
    tokenizerHash: '',
    count: anchors.length,
    anchors: packSequences(anchors),
    positives: packSequences(anchors.map((words) => words.map(translate))),
    languages: [],
    hardNegativesPerPair: 0,
  };
}

const inner: TrainingOptions = {
  steps: 8,
  batchSize: 32,
  maxTokens: 8,
  tokenRate: 0.03,
  denseRate: 0.01,
  warmUpSteps: 1,
  weightDecay: 0,
  dropout: 0,
  seed: 1,
  heldOut: 0.2,
  hardShare: 0,
  frozen: [],
  validateEvery: 8,
};

async function adaptedLoss(start: Parameters): Promise<number> {
  const trainer = await Trainer.create({
    tower,
    loss: infoNce(),
    kinds: [{ pairs: workspace(99), weight: 1 }],
    options: inner,
    start,
    compile: compileGraph,
  });
  await trainer.run(() => {});
  await trainer.dispose();
  return trainer.curve.at(-1)!.validation['doc']!;
}

test('a start learned from other workspaces adapts to a new one in the same few steps better', async () => {
  const fresh = initialParameters(tower, new Float32Array(2 * WORDS), new Random(3));
  const learned = await reptile({
    tower,
    loss: infoNce(),
    tasks: [1, 2, 3, 4].map((seed) => [{ pairs: workspace(seed), weight: 1 }]),
    start: fresh,
    options: { rounds: 12, rate: 0.7, inner, seed: 5 },
    compile: compileGraph,
  });
  const [before, after] = [await adaptedLoss(fresh), await adaptedLoss(learned)];
  assert.ok(after < 0.9 * before, `held-out loss ${before} from scratch, ${after} from the start`);
});

test('meta-learning without tasks is refused', async () => {
  const start = initialParameters(tower, new Float32Array(2 * WORDS), new Random(3));
  const training = { tower, loss: infoNce(), tasks: [], start, compile: compileGraph };
  await assert.rejects(
    reptile({ ...training, options: { rounds: 1, rate: 1, inner, seed: 1 } }),
    RangeError,
  );
});
