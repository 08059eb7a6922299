import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeHalf, halfTable, roundToHalf } from '../../../src/core/index/halfPrecision.ts';

test('every half survives decoding and encoding', () => {
  const table = halfTable();
  const back = encodeHalf(table);
  for (let half = 0; half < 65536; half++) {
    if (Number.isNaN(table[half])) assert.equal(back[half]! & 0x7fff, 0x7e00);
    else assert.equal(back[half], half);
  }
});

test('a value becomes the nearest half', () => {
  const finite = [...halfTable()].filter(Number.isFinite).sort((a, b) => a - b);
  fc.assert(
    fc.property(fc.float({ min: -2, max: 2, noNaN: true }), (value) => {
      const rounded = roundToHalf(Float32Array.of(value))[0]!;
      let low = 0;
      let high = finite.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (finite[middle]! <= value) low = middle;
        else high = middle;
      }
      const best = Math.min(Math.abs(finite[low]! - value), Math.abs(finite[high]! - value));
      assert.equal(Math.abs(rounded - value), best);
    }),
  );
});

test('a tie goes to the even half', () => {
  assert.equal(roundToHalf(Float32Array.of(1 + 2 ** -11))[0], 1);
  assert.equal(roundToHalf(Float32Array.of(1 + 3 * 2 ** -11))[0], 1 + 2 ** -9);
});
