import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HashSet } from '../../../src/core/structure/hashSet.ts';

test('a set of hashes answers as a set does, for hashes that meet in one place too', () => {
  const held = [5, 5 + 2 ** 10, 5 + 2 ** 20, 0xffffffff, 0xfffffffe, 77];
  const set = new HashSet(held);
  for (const hash of held) assert.equal(set.has(hash), true, `${hash}`);
  for (const hash of [0, -1, 6, 5 + 2 ** 11, 78, 0xfffffffd]) {
    assert.equal(set.has(hash), false, `${hash}`);
  }
  assert.equal(new HashSet([]).has(5), false);
});
