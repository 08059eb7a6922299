import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncoderInput } from '../../../src/core/encoder/encoder.ts';
import { addNames, embedNames, namesOf } from '../../../src/core/tuning/nameRows.ts';
import { unitRows } from '../index/unitRows.ts';

const D = 8;

async function named(texts: readonly (string | undefined)[]) {
  const asked: EncoderInput[] = [];
  const names = await embedNames(texts, async (inputs) => {
    asked.push(...inputs);
    return unitRows(inputs.length, D, 5);
  });
  return { names, asked };
}

test('each name is embedded once, as the words it is made of', async () => {
  const { names, asked } = await named([
    'function readFile(a) {',
    undefined,
    'return readFile(a);',
    'async function readFile(b) {',
    'def write_file(b):',
  ]);
  assert.deepEqual(asked, [
    { text: 'read file', kind: 'text' },
    { text: 'write file', kind: 'text' },
  ]);
  assert.deepEqual([...names.rowOf], [0, -1, -1, 0, 1]);
  assert.deepEqual([...namesOf(names, [4, 1]).rowOf], [1, -1]);
});

test('a share of its name is added to a row, and rows without one stay as they are', async () => {
  const { names } = await named(['function readFile(a) {', undefined]);
  const rows = unitRows(2, D, 9);
  const kept = rows.slice();
  const moved = addNames(rows, names, 0.3);
  assert.deepEqual(rows, kept);
  assert.deepEqual(moved.subarray(D), rows.subarray(D));
  const sum = Array.from({ length: D }, (_, k) => rows[k]! + 0.3 * names.embeddings[k]!);
  const length = Math.hypot(...sum);
  for (const [k, value] of sum.entries()) {
    assert.ok(Math.abs(moved[k]! - value / length) < 1e-6, `${k}`);
  }
  assert.deepEqual(addNames(rows, names, 0), rows);
});
