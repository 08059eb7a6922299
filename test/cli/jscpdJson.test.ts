/** Our JSON beside what jscpd 5.3.2 itself wrote for the same files (`--min-lines 5 --min-tokens 50`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { DuplicateGroup } from '../../src/core/matching/match.ts';
import { writeJscpdJson } from '../../src/terminal/reports/jscpdJson.ts';
import { DUPLICATES, placeAt } from './fakeEngine.ts';

const FOLDER = path.join(import.meta.dirname, '../fixtures/jscpd');
const THEIRS = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../golden/jscpd/jscpd-5.3.2.json'), 'utf8'),
);
const GROUP: DuplicateGroup = {
  id: 'g',
  type: 'exact',
  members: [placeAt('sub/other.ts', 3, 12), placeAt('sum.ts', 1, 10), placeAt('total.ts', 1, 10)],
  canonical: 0,
  probability: 1,
  evidence: {},
  duplicatedLines: 20,
};

async function ours(groups: readonly DuplicateGroup[]) {
  const languages = [{ language: 'typescript', files: 3, lines: 32, tokens: 250 }];
  const report = { ...DUPLICATES, groups, languages, files: 3, lines: 32 };
  const read = (file: string) => readFile(path.join(FOLDER, file), 'utf8');
  return JSON.parse(await writeJscpdJson(report, read, new Date(0)));
}

/** Names and kinds of values, all the way down; lists by their first entry. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

test('every field is there, named and typed as jscpd does, in its order', async () => {
  const own = await ours([GROUP]);
  assert.deepEqual(shape(own), shape(THEIRS));
  assert.deepEqual(flatKeys(own), flatKeys(THEIRS));
});

function flatKeys(value: unknown): string[] {
  const keys: string[] = [];
  JSON.stringify(value, (key, inner) => {
    if (!/^\d+$/.test(key)) keys.push(key);
    return inner;
  });
  return keys;
}

test('the same copies have the same lines, positions, fragment and kind as in jscpd’s own file', async () => {
  const own = await ours([GROUP]);
  const known = (entry: { tokens?: number }) => ({ ...entry, tokens: 0 });
  const byName = (a: { secondFile: { name: string } }, b: { secondFile: { name: string } }) =>
    a.secondFile.name < b.secondFile.name ? -1 : 1;
  assert.deepEqual(
    own.duplicates.map(known).sort(byName),
    THEIRS.duplicates.map(known).sort(byName),
  );
  const { tokens: _a, duplicatedTokens: _b, percentageTokens: _c, ...total } = own.statistics.total;
  const {
    tokens: _d,
    duplicatedTokens: _e,
    percentageTokens: _f,
    ...their
  } = THEIRS.statistics.total;
  assert.deepEqual(total, their);
});

test('groups of the same job are left out; a file that is gone leaves an empty fragment', async () => {
  const gone = { ...GROUP, members: [placeAt('gone.ts', 1, 5), placeAt('sum.ts', 1, 10)] };
  const own = await ours([
    { ...GROUP, type: 'meaning' },
    { ...gone, type: 'edited' },
  ]);
  assert.equal(own.duplicates.length, 1);
  assert.equal(own.duplicates[0].kind, 'similar');
  assert.equal(own.duplicates[0].fragment, '');
});
