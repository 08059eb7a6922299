import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadHnswlib } from '../../src/node/hnswIndex.ts';
import { killSaving } from '../crash/killSaving.ts';

const library = await loadHnswlib();
const missing = library instanceof Error;

test('a process killed while it saves its graph leaves the old one or the new one', {
  skip: missing ? 'hnswlib-node does not load' : false,
}, async () => {
  if (missing) return;
  const { leftovers, ...rest } = await killSaving(library, 5, Date.now() % 1000);
  assert.deepEqual(rest, { rounds: 5, whole: 5, damaged: 0, wrong: 0 });
  assert.ok(leftovers <= 0, 'what killed processes left is removed');
});
