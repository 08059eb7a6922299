import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseBigrams } from '../../../src/core/siamese/chooseBigrams.ts';
import { infoNce } from '../../../src/core/siamese/losses/infoNce.ts';
import { type PairSet, packSequences, sequence } from '../../../src/core/siamese/pairSet.ts';
import { initialParameters, logIdf } from '../../../src/core/siamese/parameters.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { Trainer } from '../../../src/core/siamese/trainer.ts';
import { bigrams } from '../../../src/core/towers/bigrams.ts';
import {
  BIGRAM_SLOTS,
  bigramRow,
  bigramSlot,
  bigramTable,
} from '../../../src/core/towers/bigramTable.ts';
import type { Emphasis } from '../../../src/core/towers/emphasis.ts';
import { inferenceGraph } from '../../../src/core/towers/inferenceGraph.ts';
import { encodeSequences } from '../../../src/node/encodeSequences.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';

function pairSet(texts: number[][]): PairSet {
  return {
    kind: 'doc',
    tokenizerHash: '',
    count: texts.length,
    anchors: packSequences(texts),
    positives: packSequences(texts.map((text) => text.toReversed())),
    languages: [],
    hardNegativesPerPair: 0,
  };
}

test('a pair is found by both of its tokens in their order, any other pair is not', () => {
  const table = bigramTable([7, 8, 8, 7, 20_000, 3]);
  assert.equal(bigramRow(table, 7, 8), 0);
  assert.equal(bigramRow(table, 8, 7), 1);
  assert.equal(bigramRow(table, 20_000, 3), 2);
  for (const [a, b] of [
    [7, 7],
    [8, 8],
    [3, 20_000],
    [0, 0],
  ] as const) {
    assert.equal(bigramRow(table, a, b), -1);
  }
});

test('a stranger in the slot of a known pair is not taken for it', () => {
  const [first, second] = [5, 9];
  const stranger = [...Array(32_768).keys()].find(
    (b) => bigramSlot(6, b) === bigramSlot(first, second),
  );
  assert.ok(stranger === undefined || bigramRow(bigramTable([first, second]), 6, stranger) === -1);
  // 31321·a wraps around the prime: tokens whose difference makes up for it share the slot.
  let found = 0;
  for (let a = 0; a < 200; a++) {
    for (let b = 0; b < 32_768; b += 1) {
      if ((a !== first || b !== second) && bigramSlot(a, b) === bigramSlot(first, second)) {
        found++;
        assert.equal(bigramRow(bigramTable([first, second]), a, b), -1);
        assert.throws(() => bigramTable([first, second, a, b]), /slot/);
      }
    }
  }
  assert.ok(found > 0 && BIGRAM_SLOTS > 65_000);
});

test('tokens too large for a key are refused', () => {
  assert.throws(() => bigramTable([40_000, 1]), RangeError);
});

test('chosen are pairs that stand together more often than chance, best first', () => {
  const random = new Random(5);
  const texts = Array.from({ length: 300 }, (_, i) => {
    const noise = Array.from({ length: 6 }, () => 10 + random.below(30));
    return i % 3 === 0 ? [...noise.slice(0, 3), 1, 2, ...noise.slice(3)] : noise;
  });
  const { tokens, logIdf: rarity } = chooseBigrams([pairSet(texts)], 50, 2);
  // The positives are the anchors reversed, so both orders are as frequent.
  assert.deepEqual([...tokens], [1, 2, 2, 1]);
  assert.equal(rarity[0], rarity[1]);
  assert.throws(() => chooseBigrams([pairSet(texts)], 50, 20_000), RangeError);
});

async function trainingSeesWhatTheEncoderSees(emphasis?: Emphasis): Promise<void> {
  const random = new Random(9);
  const texts = Array.from({ length: 40 }, () =>
    Array.from({ length: 3 + random.below(9) }, () => random.below(6)),
  );
  const pairs = pairSet(texts);
  const tower = bigrams({
    vocabulary: 6,
    dimensions: 8,
    bigrams: 12,
    ...(emphasis ? { emphasis } : {}),
  });
  const start = initialParameters(tower, logIdf([pairs], 6), random, chooseBigrams([pairs], 6, 12));
  for (const name of ['bigrams', 'bigramWeights']) {
    const { values } = start.get(name)!;
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + random.normal();
  }
  const still = { tokenRate: 0, denseRate: 0, weightDecay: 0, dropout: 0 };
  const trainer = await Trainer.create({
    tower,
    loss: infoNce(),
    kinds: [{ pairs, weight: 1 }],
    options: {
      ...still,
      steps: 1,
      batchSize: 8,
      maxTokens: 8,
      warmUpSteps: 1,
      seed: 1,
      heldOut: 0.25,
      hardShare: 0,
      frozen: [],
      validateEvery: 1,
    },
    start,
    compile: compileGraph,
  });
  await trainer.run(() => {});
  const rows = Array.from({ length: 10 }, (_, i) => 30 + i);
  const graph = inferenceGraph(tower, start, { precision: 'float', tokenStates: false });
  const runner = await compileGraph(graph);
  const embed = (side: 'anchors' | 'positives') =>
    encodeSequences(
      runner,
      rows.map((row) => sequence(pairs[side], row)),
      { dimensions: 8, maxTokens: 8 },
    );
  const [a, p] = [await embed('anchors'), await embed('positives')];
  const cosine = (i: number, j: number) =>
    [...Array(8).keys()].reduce((sum, k) => sum + a[i * 8 + k]! * p[j * 8 + k]!, 0);
  const direction = (at: (i: number, j: number) => number) =>
    rows.reduce((sum, _, i) => {
      const total = rows.reduce((all, __, j) => all + Math.exp(20 * at(i, j)), 0);
      return sum + Math.log(total) - 20 * at(i, i);
    }, 0) / rows.length;
  const expected = (direction(cosine) + direction((i, j) => cosine(j, i))) / 2;
  const actual = trainer.curve[0]!.validation['doc']!;
  assert.ok(Math.abs(actual - expected) < 1e-3 * expected, `${actual} ≠ ${expected}`);
  await runner.dispose();
  await trainer.dispose();
}

const EMPHASIS: Emphasis = { reach: 3, decay: 0.7, repetition: 0.4 };

test('the encoder finds the pairs that training saw', () => trainingSeesWhatTheEncoderSees());

test('training and the encoder weigh places alike', () => trainingSeesWhatTheEncoderSees(EMPHASIS));

test('a token weighs what its places sum up to, a pair what those of its first token do', async () => {
  const tower = bigrams({ vocabulary: 4, dimensions: 2, bigrams: 1, emphasis: EMPHASIS });
  // Tokens point along x, the pair (1, 2) along y, so the embedding tells the weights apart.
  const table = (rows: number, row: readonly number[]) => ({
    shape: [rows, row.length],
    values: Float32Array.from(Array.from({ length: rows }, () => row).flat()),
  });
  const parameters = new Map([
    ['tokens', table(4, [1, 0])],
    ['tokenWeights', table(4, [0])],
    ['bigramTokens', table(1, [1, 2])],
    ['bigrams', table(1, [0, 1])],
    ['bigramWeights', table(1, [0])],
  ]);
  const text = Uint16Array.of(3, 1, 2, 3, 1, 2);
  const sum = (...places: number[]) =>
    places.reduce((all, place) => all + (1 + place / 3) ** -0.7, 0) ** 0.4;
  const [x, y] = [sum(0, 3) + sum(1, 4) + sum(2, 5), sum(1, 4)];
  const runner = await compileGraph(
    inferenceGraph(tower, parameters, { precision: 'float', tokenStates: false }),
  );
  // Beside a longer text it is padded.
  const longer = Uint16Array.of(3, 3, 3, 3, 3, 3, 3, 3, 3);
  const rows = await encodeSequences(runner, [text, longer], { dimensions: 2, maxTokens: 16 });
  await runner.dispose();
  const length = Math.hypot(x, y);
  assert.ok(Math.abs(rows[0]! - x / length) < 1e-5, `${rows[0]} ≠ ${x / length}`);
  assert.ok(Math.abs(rows[1]! - y / length) < 1e-5, `${rows[1]} ≠ ${y / length}`);
});
