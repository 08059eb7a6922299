import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphRunner } from '../../../src/core/graph/runner.ts';
import { initialParameters, type Parameters } from '../../../src/core/siamese/parameters.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { bag } from '../../../src/core/towers/bag.ts';
import { BIGRAM_TOKENS, bigrams } from '../../../src/core/towers/bigrams.ts';
import { cnn } from '../../../src/core/towers/cnn.ts';
import { inferenceGraph } from '../../../src/core/towers/inferenceGraph.ts';
import { lstm } from '../../../src/core/towers/lstm.ts';
import { rangeGraph, widenRanges } from '../../../src/core/towers/ranges.ts';
import type { Tower } from '../../../src/core/towers/tower.ts';
import { transformer } from '../../../src/core/towers/transformer.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';

const VOCABULARY = 40;
const DIMENSIONS = 32;
const towers: Tower[] = [
  bag({ vocabulary: VOCABULARY, dimensions: DIMENSIONS }),
  cnn({ vocabulary: VOCABULARY, dimensions: DIMENSIONS, width: 16, distances: [1, 2], heads: 2 }),
  lstm({ vocabulary: VOCABULARY, dimensions: DIMENSIONS, width: 16, tokens: 10 }),
  transformer({
    vocabulary: VOCABULARY,
    dimensions: DIMENSIONS,
    width: 16,
    layers: 2,
    heads: 2,
    maxTokens: 16,
  }),
  bigrams({ vocabulary: VOCABULARY, dimensions: DIMENSIONS, bigrams: 4 }),
];

/** Random, also where training starts at zero: a zero parameter would hide a wrong graph. */
function randomParameters(tower: Tower): Parameters {
  const random = new Random(7);
  const parameters = initialParameters(tower, new Float32Array(VOCABULARY), random, {
    tokens: Float32Array.of(2, 3, 4, 5, 2, 2, 9, 10),
    logIdf: new Float32Array(4),
  });
  for (const [name, { values }] of parameters) {
    if (name === BIGRAM_TOKENS) continue;
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + 0.1 * random.normal();
  }
  return parameters;
}

async function encode(runner: GraphRunner, texts: number[][], fixedTokens?: number) {
  const tokens = fixedTokens ?? Math.max(...texts.map((text) => text.length));
  const ids = new BigInt64Array(texts.length * tokens);
  const mask = new BigInt64Array(texts.length * tokens);
  texts.forEach((text, row) => {
    text.forEach((id, k) => {
      ids[row * tokens + k] = BigInt(id);
      mask[row * tokens + k] = 1n;
    });
  });
  const shape = [texts.length, tokens];
  return runner.run({
    input_ids: { type: 'int64', data: ids, shape },
    attention_mask: { type: 'int64', data: mask, shape },
  });
}

const texts = [
  [1, 2, 3, 2, 2, 9],
  [4, 4, 5],
  [0, 0, 7, 8, 9, 10, 11, 12, 13, 14],
];
const cosine = (a: Float32Array, b: Float32Array, row: number) => {
  let dot = 0;
  for (let k = 0; k < DIMENSIONS; k++) dot += a[row * DIMENSIONS + k]! * b[row * DIMENSIONS + k]!;
  return dot;
};

for (const tower of towers) {
  const parameters = randomParameters(tower);
  const graphOf = (precision: 'float' | 'int8') =>
    compileGraph(inferenceGraph(tower, parameters, { precision, tokenStates: true }));

  test(`${tower.kind}: embeddings have unit length and do not depend on padding`, async () => {
    const runner = await graphOf('float');
    const together = (await encode(runner, texts, tower.fixedTokens))['sentence_embedding']!;
    assert.deepEqual(together.shape, [3, DIMENSIONS]);
    for (const [row, text] of texts.entries()) {
      const alone = (await encode(runner, [text], tower.fixedTokens))['sentence_embedding']!;
      for (let k = 0; k < DIMENSIONS; k++) {
        assert.ok(Math.abs(alone.data[k]! - together.data[row * DIMENSIONS + k]!) < 1e-5);
      }
      assert.ok(Math.abs(cosine(together.data, together.data, row) - 1) < 1e-5);
    }
  });

  test(`${tower.kind}: mean-pooled token states give the same embedding`, async () => {
    const runner = await graphOf('int8');
    const { sentence_embedding: embedding, last_hidden_state: states } = await encode(
      runner,
      texts,
      tower.fixedTokens,
    );
    const [, tokens] = states!.shape as [number, number, number];
    texts.forEach((text, row) => {
      const mean = new Float64Array(DIMENSIONS);
      for (let t = 0; t < text.length; t++) {
        for (let k = 0; k < DIMENSIONS; k++) {
          mean[k]! += states!.data[(row * tokens + t) * DIMENSIONS + k]!;
        }
      }
      const length = Math.hypot(...mean);
      for (let k = 0; k < DIMENSIONS; k++) {
        const error = Math.abs(mean[k]! / length - embedding!.data[row * DIMENSIONS + k]!);
        assert.ok(error < 1e-5, `text ${row}`);
      }
    });
  });

  test(`${tower.kind}: int8 stays close to float`, async () => {
    const float = (await encode(await graphOf('float'), texts, tower.fixedTokens))[
      'sentence_embedding'
    ]!;
    const int8 = (await encode(await graphOf('int8'), texts, tower.fixedTokens))[
      'sentence_embedding'
    ]!;
    for (const row of texts.keys()) {
      const similarity = cosine(float.data, int8.data, row);
      assert.ok(similarity > 0.999, `text ${row}: cosine ${similarity}`);
    }
  });
}

test('with measured ranges an int8 embedding does not depend on the rest of the batch', async () => {
  for (const tower of towers) {
    const parameters = randomParameters(tower);
    const measuring = await compileGraph(rangeGraph(tower, parameters));
    const ranges = widenRanges({}, await encode(measuring, texts, tower.fixedTokens));
    assert.equal(
      Object.keys(ranges).length > 0,
      !['bag', 'bigrams'].includes(tower.kind),
      tower.kind,
    );
    const int8 = await compileGraph(
      inferenceGraph(tower, parameters, { precision: 'int8', tokenStates: false, ranges }),
    );
    const float = await compileGraph(
      inferenceGraph(tower, parameters, { precision: 'float', tokenStates: false }),
    );
    const expected = (await encode(float, texts, tower.fixedTokens))['sentence_embedding']!;
    const together = (await encode(int8, texts, tower.fixedTokens))['sentence_embedding']!;
    for (const [row, text] of texts.entries()) {
      const alone = (await encode(int8, [text], tower.fixedTokens))['sentence_embedding']!;
      for (let k = 0; k < DIMENSIONS; k++) {
        const error = Math.abs(alone.data[k]! - together.data[row * DIMENSIONS + k]!);
        assert.ok(error < 1e-6, `${tower.kind}, text ${row}: off by ${error}`);
      }
      assert.ok(cosine(expected.data, together.data, row) > 0.999, `${tower.kind}, text ${row}`);
    }
  }
});

test('an empty parameter set is refused by name', () => {
  assert.throws(
    () => inferenceGraph(towers[0]!, new Map(), { precision: 'float', tokenStates: false }),
    /tokenWeights|tokens/,
  );
});
