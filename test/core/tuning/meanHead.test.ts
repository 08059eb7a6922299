import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Head } from '../../../src/core/tuning/head.ts';
import { meanHead } from '../../../src/core/tuning/meanHead.ts';

const common = { encoderId: 'words@000000000000', dimensions: 2 };

function table(rows: Readonly<Record<number, readonly [number, number]>>): Head {
  const ids = Object.keys(rows).map(Number);
  const delta = Float32Array.from(Object.values(rows).flat());
  return {
    ...common,
    kind: 'tokens',
    tensors: new Map([
      ['ids', { shape: [ids.length], values: Float32Array.from(ids) }],
      ['delta', { shape: [ids.length, 2], values: delta }],
    ]),
  };
}

function linear(value: number): Head {
  const tensors = new Map([
    ['full', { shape: [2, 2], values: Float32Array.of(value, 2, 3, 4) }],
    ['offset', { shape: [2], values: Float32Array.of(value, -value) }],
  ]);
  return { ...common, kind: 'linear', tensors };
}

test('the mean of linear heads is that of their weights, and of one head that head', () => {
  const { kind, tensors } = meanHead([linear(1), linear(5)]);
  assert.equal(kind, 'linear');
  assert.deepEqual([...tensors.get('full')!.values], [3, 2, 3, 4]);
  assert.deepEqual([...tensors.get('offset')!.values], [3, -3]);
  assert.deepEqual(meanHead([linear(7)]), linear(7));
});

test('a token that one of two tables moves is moved half as far', () => {
  const { tensors } = meanHead([table({ 5: [2, 4], 9: [1, 1] }), table({ 9: [3, 5], 7: [-2, 0] })]);
  const ids = [...tensors.get('ids')!.values];
  const delta = tensors.get('delta')!;
  assert.deepEqual(delta.shape, [3, 2]);
  const row = (id: number) => [...delta.values.slice(2 * ids.indexOf(id), 2 * ids.indexOf(id) + 2)];
  assert.deepEqual(ids.toSorted(), [5, 7, 9]);
  assert.deepEqual(
    [row(5), row(7), row(9)],
    [
      [1, 2],
      [-1, 0],
      [2, 3],
    ],
  );
});

test('there is no mean of nothing, of two kinds, and over two encoders', () => {
  assert.throws(() => meanHead([]), /no heads/);
  assert.throws(() => meanHead([linear(1), table({ 1: [1, 1] })]), RangeError);
  assert.throws(() => meanHead([linear(1), { ...linear(1), encoderId: 'other' }]), RangeError);
});
