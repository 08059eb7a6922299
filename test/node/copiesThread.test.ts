import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../src/core/calibration/builtInCalibration.ts';
import { findCopies } from '../../src/core/matching/findDuplicates.ts';
import { copiesInThread } from '../../src/node/copiesThread.ts';
import { savedPairs } from '../../src/node/savedPairs.ts';
import { fileRecord, OTHER, PARSE, PARSE_EDITED } from '../core/matching/sampleFiles.ts';

const OPTIONS = {
  calibration: BUILT_IN_CALIBRATION,
  level: 'balanced',
  minLines: 5,
  minTokens: 40,
} as const;

const folder = mkdtempSync(join(tmpdir(), 'lookalike-copies-'));
after(() => rmSync(folder, { recursive: true }));
const findCopiesInThread = copiesInThread(savedPairs(folder));

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

test('what was found out is kept, and a damaged file of it is as good as none', async () => {
  const kept = join(folder, 'pairs.cache');
  rmSync(kept, { force: true });
  const wanted = await findCopies(FILES, OPTIONS);
  assert.deepEqual(await findCopiesInThread(FILES, OPTIONS), wanted);
  const whole = readFileSync(kept);
  const { mtimeMs } = statSync(kept);
  assert.deepEqual(await findCopiesInThread(FILES, OPTIONS), wanted);
  assert.equal(statSync(kept).mtimeMs, mtimeMs, 'nothing was learned, nothing is written');
  const flipped = Buffer.from(whole);
  flipped[flipped.length >> 1]! ^= 1;
  for (const damaged of [Buffer.alloc(0), whole.subarray(0, 100), whole.subarray(0, -1), flipped]) {
    writeFileSync(kept, damaged);
    assert.equal(savedPairs(folder).read(), undefined);
    assert.deepEqual(await findCopiesInThread(FILES, OPTIONS), wanted);
    assert.deepEqual(readFileSync(kept), whole, 'it is made anew');
  }
  savedPairs(folder).forget();
  assert.equal(savedPairs(folder).read(), undefined);
});

test('where nothing can be kept copies are found all the same', async () => {
  const nowhere = copiesInThread(savedPairs(join(folder, 'not', 'there')));
  assert.deepEqual(await nowhere(FILES, OPTIONS), await findCopies(FILES, OPTIONS));
});
