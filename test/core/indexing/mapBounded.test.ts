import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapBounded } from '../../../src/core/indexing/mapBounded.ts';

test('each item is done once, never more than the width at a time', async () => {
  for (const width of [1, 3, 100]) {
    let running = 0;
    let most = 0;
    const task = async (item: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, item % 4));
      running--;
      return item;
    };
    const results: number[] = [];
    for await (const result of mapBounded(Array.from({ length: 20 }).keys(), width, task)) {
      results.push(result);
    }
    assert.deepEqual(
      results.sort((a, b) => a - b),
      [...Array.from({ length: 20 }).keys()],
    );
    assert.equal(most, Math.min(width, 20));
  }
});

test('a task that throws ends the whole, after those under way', async () => {
  let ended = 0;
  const task = async (item: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    ended++;
    if (item === 2) throw new Error('two');
    return item;
  };
  const run = async () => {
    for await (const _ of mapBounded([0, 1, 2, 3, 4, 5, 6, 7], 3, task));
  };
  await assert.rejects(run, /two/);
  const after = ended;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(ended, after);
  assert.ok(ended < 8);
});
