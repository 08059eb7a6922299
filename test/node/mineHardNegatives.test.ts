import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseHardNegatives } from '../../src/core/siamese/hardNegatives.ts';
import { NO_HARD_NEGATIVE, type PairSet, packSequences } from '../../src/core/siamese/pairSet.ts';
import { initialParameters } from '../../src/core/siamese/parameters.ts';
import { Random } from '../../src/core/siamese/random.ts';
import { Sampler } from '../../src/core/siamese/sampler.ts';
import { bag } from '../../src/core/towers/bag.ts';
import { mineHardNegatives } from '../../src/node/mineHardNegatives.ts';

test('a hard negative is near, but not the own pair, of its group, or nearer than a match may be', () => {
  const near = {
    rows: [3, 7, 5, 2, 8, 9],
    similarities: [0.9, 0.88, 0.7, 0.6, 0.5, 0.4],
    own: 0.9,
  };
  const groups = Uint32Array.of(0, 0, 4, 3, 0, 3, 0, 7, 8, 9);
  assert.deepEqual([...chooseHardNegatives(3, near, 2, groups)], [2, 8]);
  assert.deepEqual(
    [...chooseHardNegatives(3, { ...near, rows: [3], similarities: [0.9] }, 2)],
    [NO_HARD_NEGATIVE, NO_HARD_NEGATIVE],
  );
});

/** Texts 2i and 2i + 1 share most of their words: each is the other's hard negative. */
function twins(count: number): PairSet {
  const texts = Array.from({ length: count }, (_, i) => {
    const base = (i >> 1) * 4;
    return [base, base + 1, base + 2, i % 2 === 0 ? base + 3 : 100 + i];
  });
  return {
    kind: 'doc',
    tokenizerHash: '',
    count,
    anchors: packSequences(texts),
    positives: packSequences(texts),
    languages: [],
    hardNegativesPerPair: 0,
  };
}

for (const approximate of [false, true]) {
  test(`mining ${approximate ? 'through HNSW' : 'exactly'} finds the twin of every text, within its block`, async () => {
    const pairs = twins(20);
    const tower = bag({ vocabulary: 128, dimensions: 64 });
    const parameters = initialParameters(tower, new Float32Array(128), new Random(1));
    const mined = await mineHardNegatives(pairs, tower, parameters, {
      perPair: 1,
      maxTokens: 16,
      block: 10,
      approximate,
    });
    assert.deepEqual(
      [...mined.hardNegatives!],
      Array.from({ length: 20 }, (_, i) => i ^ 1),
    );
  });
}

test('a batch holds the hard negatives of its pairs, each pair once', async () => {
  const pairs: PairSet = {
    ...twins(40),
    hardNegatives: Uint32Array.from({ length: 40 }, (_, i) => i ^ 1),
    hardNegativesPerPair: 1,
  };
  const options = { batchSize: 8, seed: 1, heldOut: 0, hardShare: 0.5 };
  const sampler = new Sampler([{ pairs, weight: 1 }], options);
  const random = new Random(1);
  for (let step = 0; step < 20; step++) {
    const rows = [...sampler.next(random).rows];
    assert.equal(new Set(rows).size, 8);
    const together = rows.filter((row) => rows.includes(row ^ 1)).length;
    assert.ok(together >= 6, `${together} of 8 rows stand beside their hard negative`);
  }
});

test('every pair is drawn once per epoch, and a saved position continues the same order', () => {
  const pairs = twins(40);
  const options = { batchSize: 8, seed: 5, heldOut: 0, hardShare: 0 };
  const whole = new Sampler([{ pairs, weight: 1 }], options);
  const random = new Random(2);
  const drawn = Array.from({ length: 10 }, () => [...whole.next(random).rows]);
  for (const epoch of [drawn.slice(0, 5), drawn.slice(5)]) {
    assert.deepEqual(
      epoch.flat().sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i),
    );
  }
  const resumed = new Sampler([{ pairs, weight: 1 }], options, { doc: 7 });
  assert.deepEqual([...resumed.next(random).rows], drawn[7]);
});
