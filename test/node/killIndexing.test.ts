import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killIndexing } from '../crash/killIndexing.ts';

test('a killed indexer loses no file that it acknowledged', async () => {
  const { acknowledged, ...rest } = await killIndexing(4, Date.now() % 1000);
  assert.ok(acknowledged > 0);
  assert.deepEqual(rest, {
    rounds: 4,
    failedOpens: 0,
    lost: 0,
    contradictions: 0,
    rebuilt: 0,
  });
});
