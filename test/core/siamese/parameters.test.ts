import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adamRows, adamState } from '../../../src/core/siamese/adam.ts';
import { takeRows, transferParameters } from '../../../src/core/siamese/parameters.ts';
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

test('rows before and beyond a table are zeros', () => {
  const wide = { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) };
  const room = new Float32Array(9).fill(7);
  const taken = takeRows(wide, Int32Array.of(5, 4, 6, 3), { firstRow: 4, room });
  assert.deepEqual([...taken], [3, 4, 1, 2, 0, 0, 0, 0]);
  assert.equal(taken.buffer, room.buffer);
  const narrow = { shape: [2, 1], values: Float32Array.of(1, 2) };
  const small = { firstRow: 4, room: new Float32Array(2) };
  assert.deepEqual([...takeRows(narrow, Int32Array.of(3, 5, 6, 4), small)], [0, 2, 0, 1]);
});

test('Adam moves the rows of a table that begins with a later row, and no others', () => {
  const values = new Float32Array(4);
  const step = { rate: 1, step: 1, weightDecay: 0 };
  adamRows(values, Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1), adamState(4), {
    ...step,
    rows: [5, 3, 6, 0],
    firstRow: 4,
    width: 2,
  });
  assert.deepEqual([...values].map(Math.round), [0, 0, -1, -1]);
});
