/** Numbers for hashes that repeat, against a slow loop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/siamese/random.ts';
import { numberRepeated } from '../../../src/core/structure/numberRepeated.ts';

function slowly(hashes: Uint32Array) {
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  const ids = Array.from(hashes, (hash) => {
    const times = hashes.filter((other) => other === hash).length;
    if (times < 2) return -1;
    const number = numbers.get(hash) ?? numbers.size;
    numbers.set(hash, number);
    counts[number] = times;
    return number;
  });
  return { ids, counts };
}

test('the same numbers as a slow loop gives, also for hashes that differ in one end only', () => {
  const random = new Random(5);
  for (let round = 0; round < 200; round++) {
    const few = 1 + random.below(60);
    const shift = random.below(30);
    const hashes = Uint32Array.from(
      { length: random.below(120) },
      () => (random.below(few) << shift) ^ (random.below(2) << 31),
    );
    const { ids, counts } = numberRepeated(hashes);
    assert.deepEqual({ ids: [...ids], counts: [...counts] }, slowly(hashes));
  }
});

test('no hashes have no numbers', () => {
  const { ids, counts } = numberRepeated(new Uint32Array(0));
  assert.deepEqual([ids.length, counts.length], [0, 0]);
});
