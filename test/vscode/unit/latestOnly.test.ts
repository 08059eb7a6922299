import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatestOnly } from '../../../src/vscode/latestOnly.ts';

test('what is asked runs one after another, and of those that wait only the last', async () => {
  const opening = new LatestOnly();
  const log: string[] = [];
  const open = (name: string, ms: number) =>
    opening.run(async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      log.push(`${name} ends`);
    });
  const first = open('slow preview', 20);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await Promise.all([first, open('passed over', 0), open('chosen', 0)]);
  assert.deepEqual(log, [
    'slow preview begins',
    'slow preview ends',
    'chosen begins',
    'chosen ends',
  ]);
});

test('what fails says so to who asked, and holds nobody up', async () => {
  const opening = new LatestOnly();
  const fails = opening.run(() => Promise.reject(new Error('gone')));
  await assert.rejects(fails, /gone/);
  let isRun = false;
  await opening.run(async () => {
    isRun = true;
  });
  assert.ok(isRun);
});
