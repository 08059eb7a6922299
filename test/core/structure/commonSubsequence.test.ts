/** The bit-parallel length equals the table everybody knows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonSubsequenceLength } from '../../../src/core/structure/commonSubsequence.ts';

function slowly(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] =
        a[i - 1] === b[j - 1]
          ? table[i - 1]![j - 1]! + 1
          : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table[a.length]![b.length]!;
}

test('equals the quadratic table', () => {
  const tokens = fc.array(fc.nat({ max: 5 }), { maxLength: 120 });
  fc.assert(
    fc.property(tokens, tokens, (a, b) => {
      assert.equal(commonSubsequenceLength(Uint32Array.from(a), Uint32Array.from(b)), slowly(a, b));
    }),
  );
});
