import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transferParameters } from '../../../src/core/siamese/parameters.ts';
import { bag } from '../../../src/core/towers/bag.ts';

const one = (value: number) => ({ shape: [], values: Float32Array.of(value) });
const table = (value: number) => ({ shape: [2, 1], values: new Float32Array(2).fill(value) });

test('a start takes over what fits, and the numbers that the loss had learned', () => {
  const tower = bag({ vocabulary: 2, dimensions: 1 });
  const fresh = new Map([
    ['tokens', table(0)],
    ['tokenWeights', table(0)],
  ]);
  const known = new Map([
    ['tokens', table(3)],
    ['tokenWeights', { shape: [1, 1], values: Float32Array.of(9) }],
    ['logInverseTemperature', one(3.4)],
    ['other', one(1)],
  ]);
  const start = transferParameters(tower, fresh, known, ['logInverseTemperature', 'unknown']);
  assert.deepEqual([...start.keys()], ['tokens', 'tokenWeights', 'logInverseTemperature']);
  assert.deepEqual(start.get('tokens'), table(3));
  assert.deepEqual(start.get('tokenWeights'), table(0));
  assert.deepEqual([...start.get('logInverseTemperature')!.values], [Math.fround(3.4)]);
});
