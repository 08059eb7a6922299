import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeHalf, encodeHalf, roundToHalf } from '../../../src/core/index/halfPrecision.ts';

test('every half survives decoding and encoding', () => {
  const table = halfTable();
  const back = encodeHalf(table);
  for (let half = 0; half < 65536; half++) {
    if (Number.isNaN(table[half])) assert.equal(back[half]! & 0x7fff, 0x7e00);
    else assert.equal(back[half], half);
  }
});

test('decoding agrees with the definition for every finite half', () => {
  const table = halfTable();
  const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((half) =>
    Number.isFinite(table[half]),
  );
  const decoded = new Float32Array(halves.length + 3);
  decodeHalf(halves, decoded, 3);
  for (const [i, half] of halves.entries()) assert.ok(Object.is(decoded[i + 3], table[half]));
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

/** The value of each of the 65,536 halves, from the definition. */
function halfTable(): Float32Array {
  const table = new Float32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    const magnitude =
      exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : exponent === 0
          ? fraction * 2 ** -24
          : (1024 + fraction) * 2 ** (exponent - 25);
    table[half] = half & 0x8000 ? -magnitude : magnitude;
  }
  return table;
}
