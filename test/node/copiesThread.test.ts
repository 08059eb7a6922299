import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../src/core/calibration/builtInCalibration.ts';
import { findCopies } from '../../src/core/matching/findDuplicates.ts';
import { findCopiesInThread } from '../../src/node/copiesThread.ts';
import { fileRecord, OTHER, PARSE, PARSE_EDITED } from '../core/matching/sampleFiles.ts';

const OPTIONS = {
  calibration: BUILT_IN_CALIBRATION,
  level: 'balanced',
  minLines: 5,
  minTokens: 40,
} as const;

/** Enough tokens for a thread to be worth it: a few files with copies, many without. */
const FILES = [
  fileRecord('a.js', PARSE),
  fileRecord('b.js', PARSE_EDITED),
  ...Array.from({ length: 4000 }, (_, i) =>
    fileRecord(`f${i}.js`, `let value${i} = ${i}; use(value${i}, "${i}");`),
  ),
  fileRecord('z.js', OTHER),
];
assert.ok(FILES.reduce((sum, { tokens }) => sum + tokens.byteLength, 0) > 65_536);

test('a thread finds what is found here, and the event loop runs meanwhile', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const groups = await findCopiesInThread(FILES, OPTIONS);
  clearInterval(timer);
  assert.deepEqual(groups, await findCopies(FILES, OPTIONS));
  assert.equal(groups.length, 1);
  assert.ok(turns > 3, `${turns} turns`);
});

test('a cancel ends the thread at once', async () => {
  const stop = new AbortController();
  const groups = findCopiesInThread(FILES, OPTIONS, stop.signal);
  setImmediate(() => stop.abort());
  await assert.rejects(groups, { name: 'AbortError' });
  await assert.rejects(findCopiesInThread(FILES, OPTIONS, AbortSignal.abort()), {
    name: 'AbortError',
  });
});
