/** Complete linkage: no group holds two members that are not a pair. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { groupPairs, type ItemPair } from '../../../src/core/matching/groups.ts';

const pairSets = fc
  .array(fc.tuple(fc.nat({ max: 15 }), fc.nat({ max: 15 }), fc.nat({ max: 9 })), { maxLength: 80 })
  .map((triples) => {
    const seen = new Map<string, ItemPair>();
    for (const [x, y, strength] of triples) {
      if (x !== y)
        seen.set(`${Math.min(x, y)} ${Math.max(x, y)}`, {
          a: Math.min(x, y),
          b: Math.max(x, y),
          strength,
        });
    }
    return [...seen.values()];
  });

test('all members of a group are pairs of one another', () => {
  fc.assert(
    fc.property(pairSets, (pairs) => {
      const known = new Set(pairs.map(({ a, b }) => `${a} ${b}`));
      for (const group of groupPairs(pairs)) {
        assert.ok(group.length >= 2);
        for (const a of group) for (const b of group) if (a < b) assert.ok(known.has(`${a} ${b}`));
      }
    }),
  );
});

test('every item that has a pair is in a group, and no group stands twice', () => {
  fc.assert(
    fc.property(pairSets, (pairs) => {
      const groups = groupPairs(pairs);
      const grouped = new Set(groups.flat());
      for (const { a, b } of pairs) assert.ok(grouped.has(a) && grouped.has(b));
      assert.equal(new Set(groups.map((group) => group.join(' '))).size, groups.length);
    }),
  );
});

test('the order of the pairs changes nothing', () => {
  fc.assert(
    fc.property(pairSets, fc.infiniteStream(fc.nat()), (pairs, random) => {
      const shuffled = [...pairs]
        .map((pair) => ({ pair, key: random.next().value as number }))
        .sort((x, y) => x.key - y.key)
        .map(({ pair }) => pair);
      assert.deepEqual(groupPairs(shuffled), groupPairs(pairs));
    }),
  );
});

test('a chain is two groups with its bridge in both', () => {
  const chain = [
    { a: 0, b: 1, strength: 0.9 },
    { a: 1, b: 2, strength: 0.8 },
  ];
  assert.deepEqual(groupPairs(chain), [
    [0, 1],
    [1, 2],
  ]);
});
