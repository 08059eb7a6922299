/** Shared runs are cut where functions end, so that a finding is no tail of one and head of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunPieces } from '../../../src/core/matching/runPieces.ts';
import { tokenFiles } from '../../../src/core/matching/units.ts';
import { fileRecord, PARSE } from './sampleFiles.ts';

const files = tokenFiles([
  fileRecord('a.js', `${PARSE}\n${PARSE}`),
  fileRecord('b.js', `${PARSE}\n${PARSE}`),
]);
const half = files[0]!.stream.tokens.length / 2;

function pieces(start: number, end: number, minTokens: number): number[][] {
  const run = { fileA: 0, startA: start, endA: end, fileB: 1, startB: start, endB: end };
  return new RunPieces(files, minTokens).of(run).map(({ startA, endA, startB, endB }) => {
    assert.deepEqual([startB, endB], [startA, endA]);
    return [startA, endA];
  });
}

test('a run over the border of two functions is two pieces', () => {
  assert.deepEqual(pieces(20, half + 60, 40), [
    [20, half],
    [half, half + 60],
  ]);
});

test('a piece that is too short goes, but never the last', () => {
  assert.deepEqual(pieces(20, half + 30, 40), [[20, half]]);
  assert.deepEqual(pieces(half - 30, half + 30, 40), [[half - 30, half + 30]]);
});

test('whole functions and what lies in one are not cut', () => {
  assert.deepEqual(pieces(0, 2 * half, 40), [[0, 2 * half]]);
  assert.deepEqual(pieces(10, 80, 40), [[10, 80]]);
});
