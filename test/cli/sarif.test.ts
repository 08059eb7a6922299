/** SARIF against the schema its makers publish (test/golden/sarif-2.1.0-rtm.5.schema.json, as SchemaStore serves it). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import type { DuplicatesReport } from '../../src/core/engineApi.ts';
import type { MatchType } from '../../src/core/matching/match.ts';
import { writeSarif } from '../../src/terminal/reports/sarif.ts';
import { DUPLICATES, placeAt } from './fakeEngine.ts';
import { HOSTILE } from './hostileStrings.ts';

const file = path.join(import.meta.dirname, '../golden/sarif-2.1.0-rtm.5.schema.json');
// The schema is draft 4, whose `id` later drafts call `$id`; nothing else of it has changed its meaning.
// Its patterns are no Unicode patterns, and its formats are checked by nobody here.
const DRAFT_4 = { strict: false, unicodeRegExp: false, validateFormats: false };
const { $schema: _, id, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
const validate = new Ajv({ ...DRAFT_4, allErrors: true }).compile({
  $id: id,
  ...schema,
});

function sarifOf(groups: DuplicatesReport['groups']) {
  return JSON.parse(writeSarif({ ...DUPLICATES, groups }, 'shop'));
}

function assertValid(log: unknown): void {
  validate(log);
  assert.deepEqual(validate.errors ?? [], []);
}

const groupOf = (type: MatchType, id: string, paths: readonly string[]) => ({
  ...DUPLICATES.groups[0]!,
  id,
  type,
  canonical: 0,
  members: paths.map((name, at) => placeAt(name, at + 1, at + 9, name)),
});

test('reports of every kind of group, of none, and of hostile names are valid', () => {
  assertValid(sarifOf([]));
  const types: MatchType[] = ['exact', 'renamed', 'edited', 'meaning'];
  const all = types.map((type) => groupOf(type, type, ['src/a b.ts', 'src/ä#?%.ts', '日本.py']));
  assertValid(sarifOf([...all, ...HOSTILE.map((text) => groupOf('exact', text, [text, 'b']))]));
});

test('a wrong report is told', () => {
  const log = sarifOf(DUPLICATES.groups);
  assert.equal(validate({ ...log, version: '2.0.0' }), false);
  log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;
  assert.equal(validate(log), false);
});

test('a group is one result: its canonical copy, the others related, a fingerprint that stays', () => {
  const [result] = sarifOf([groupOf('edited', 'g7', ['a.ts', 'b.ts', 'c.ts'])]).runs[0].results;
  assert.equal(result.locations.length, 1);
  assert.equal(result.locations[0].physicalLocation.artifactLocation.uri, 'a.ts');
  const related = result.relatedLocations.map(
    (one: { physicalLocation: { artifactLocation: { uri: string } } }) =>
      one.physicalLocation.artifactLocation.uri,
  );
  assert.deepEqual(related, ['b.ts', 'c.ts']);
  assert.deepEqual(result.partialFingerprints, { 'lookalikeGroup/v1': 'g7' });
});

test('addresses are relative and escaped, so that they lead to the file again', () => {
  const names = ['src/a b.ts', 'src/ä#?%.ts', "it's/[x]+&=.ts"];
  for (const result of sarifOf(names.map((name) => groupOf('exact', name, [name, 'b']))).runs[0]
    .results) {
    const { uri } = result.locations[0].physicalLocation.artifactLocation;
    const found = decodeURIComponent(new URL(uri, 'file:///root/').pathname);
    assert.ok(names.map((name) => `/root/${name}`).includes(found), uri);
  }
});
