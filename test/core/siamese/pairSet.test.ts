import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodePairSet,
  encodePairSet,
  type PairSet,
  packSequences,
  sequence,
} from '../../../src/core/siamese/pairSet.ts';

const texts = fc.array(fc.array(fc.nat(0xffff), { maxLength: 9 }), { minLength: 0, maxLength: 8 });

function pairSetOf(anchors: number[][], positives: number[][]): PairSet {
  const count = anchors.length;
  return {
    kind: 'doc',
    tokenizerHash: 'ab'.repeat(32),
    count,
    anchors: packSequences(anchors),
    positives: packSequences(positives),
    languages: ['go', 'rust'],
    language: Uint8Array.from({ length: count }, (_, i) => i % 2),
    groups: Uint32Array.from({ length: count }, (_, i) => i * 7),
    hardNegatives: Uint32Array.from({ length: count * 2 }, (_, i) => i),
    hardNegativesPerPair: 2,
  };
}

test('a pair set survives writing and reading', () => {
  fc.assert(
    fc.property(texts, (lists) => {
      const pairs = pairSetOf(lists, [...lists].reverse());
      const back = decodePairSet(encodePairSet(pairs));
      assert.deepEqual(back, pairs);
      for (const [i, list] of lists.entries()) {
        assert.deepEqual([...sequence(back.anchors, i)], list);
      }
    }),
  );
});

test('a pair set is read from an odd position of a larger buffer', () => {
  const bytes = encodePairSet(pairSetOf([[1, 2, 3]], [[4]]));
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assert.deepEqual([...decodePairSet(shifted.subarray(1)).positives.tokens], [4]);
  const shared = Buffer.from(shifted.buffer, 1);
  assert.deepEqual([...decodePairSet(shared).positives.tokens], [4]);
});

test('a truncated pair set is refused at every length', () => {
  const bytes = encodePairSet(pairSetOf([[1, 2, 3], [9]], [[4], [5, 6]]));
  for (let length = 0; length < bytes.length - 3; length++) {
    assert.throws(() => decodePairSet(bytes.subarray(0, length)), Error, `length ${length}`);
  }
});

test('lengths that disagree are refused', () => {
  const pairs = pairSetOf([[1]], [[2]]);
  assert.throws(() => encodePairSet({ ...pairs, count: 2 }), RangeError);
  assert.throws(() => encodePairSet({ ...pairs, groups: new Uint32Array(3) }), RangeError);
  assert.throws(() => packSequences([[70000]]), RangeError);
});

test('ids beyond 16 bits are refused, or packed in 32 and then not written', () => {
  assert.throws(() => packSequences([[0x10000]]), RangeError);
  const wide = packSequences([[0x10000, 3]], Uint32Array);
  assert.deepEqual([...sequence(wide, 0)], [0x10000, 3]);
  const pairs = { ...pairSetOf([[1]], [[2]]), anchors: wide };
  assert.throws(() => encodePairSet(pairs), RangeError);
});
