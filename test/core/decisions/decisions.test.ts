/** Decisions: what they survive, what reopens them, and how their file merges. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Decision,
  type FingerprintedGroup,
  VERDICTS,
} from '../../../src/core/decisions/decision.ts';
import { DECISIONS } from '../../../src/core/decisions/decisionFile.ts';
import { fingerprint, fingerprintOf } from '../../../src/core/decisions/fingerprint.ts';
import { readRecords, writeRecords } from '../../../src/core/decisions/recordFile.ts';
import {
  newSince,
  readBaseline,
  standingOf,
  writeBaseline,
} from '../../../src/core/decisions/standing.ts';
import { languageById } from '../../../src/core/snippets/languages.ts';
import { ignoredLines, isIgnored } from '../../../src/core/structure/ignoreComments.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { unpackTokens } from '../../../src/core/structure/packTokens.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';
import { tokensInLines } from '../../../src/core/structure/tokenStream.ts';
import { UserError } from '../../../src/core/userError.ts';
import { fileRecord, OTHER, PARSE } from '../matching/sampleFiles.ts';

const lex = createLexer(languageById('javascript'));
const print = (text: string): string => fingerprint(passageOf(lex(text)));

test('a fingerprint survives moving, reformatting and renamed variables', () => {
  const renamed = PARSE.replaceAll('separator', 'mark').replaceAll('line', 'row');
  assert.equal(print(PARSE.replaceAll('\n', '\n\n').replace('{', '{ // why')), print(PARSE));
  assert.equal(print(renamed), print(PARSE));
  const moved = fileRecord('far/away.js', `${OTHER}\n\n${PARSE}`);
  const { startLine, endLine } = moved.snippets[1]!;
  const stream = unpackTokens(moved.tokens)!;
  assert.equal(fingerprintOf(stream, tokensInLines(stream, startLine, endLine)), print(PARSE));
});

test('a fingerprint changes with a call, a literal or a statement', () => {
  for (const changed of [
    PARSE.replace('.trim()', '.trimEnd()'),
    PARSE.replace('< 0', '< 1'),
    PARSE.replace('continue;', 'break;'),
  ]) {
    assert.notEqual(print(changed), print(PARSE));
  }
});

const hex = fc.nat().map((n) => n.toString(16).padStart(24, '0'));
const decisions = fc.array(
  fc.record({
    verdict: fc.constantFrom(...VERDICTS),
    fingerprints: fc.array(hex, { minLength: 1, maxLength: 4 }).map((prints) => prints.sort()),
    reason: fc.string(),
    where: fc.string(),
  }),
  { maxLength: 8 },
);

test('the file keeps every decision, whatever the reasons hold', () => {
  fc.assert(
    fc.property(decisions, (all) => {
      const back = readRecords(DECISIONS, writeRecords(DECISIONS, all));
      assert.equal(writeRecords(DECISIONS, back), writeRecords(DECISIONS, all));
      for (const decision of all)
        assert.ok(back.some((other) => JSON.stringify(other) === JSON.stringify(decision)));
    }),
  );
});

test('two branches that each add a line merge by keeping both lines', () => {
  fc.assert(
    fc.property(decisions, decisions, (ours, theirs) => {
      const merged = writeRecords(DECISIONS, ours) + writeRecords(DECISIONS, theirs);
      assert.equal(
        writeRecords(DECISIONS, readRecords(DECISIONS, merged)),
        writeRecords(DECISIONS, [...ours, ...theirs]),
      );
    }),
  );
});

test('a damaged line is named, a merge conflict is told how to resolve', () => {
  const good = writeRecords(DECISIONS, [decision(['a', 'b'])]);
  assert.throws(
    () => readRecords(DECISIONS, `${good}{"copies":[]}\n`),
    (error) => error instanceof UserError && /line 2/.test(error.message),
  );
  assert.throws(
    () => readRecords(DECISIONS, `<<<<<<< HEAD\n${good}`),
    (error) => error instanceof UserError && /conflict/.test(error.remedy),
  );
  assert.equal(readRecords(DECISIONS, `# decided in review\n\n${good}`).length, 1);
});

function padded(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(24, '0');
}

function decision(letters: readonly string[]): Decision {
  return {
    verdict: 'intentional',
    fingerprints: letters.map(padded).sort(),
    reason: '',
    where: '',
  };
}

function group(letters: readonly string[]): FingerprintedGroup {
  return { fingerprints: letters.map(padded) };
}

test('a decided group stays decided when a copy goes, grows when one comes, reopens when one changes', () => {
  const decided = [decision(['a', 'a', 'b'])];
  assert.equal(standingOf(group(['a', 'b', 'a']), decided).kind, 'decided');
  assert.equal(standingOf(group(['a', 'b']), decided).kind, 'decided');
  const grown = standingOf(group(['a', 'b', 'a', 'a']), decided);
  assert.deepEqual(grown.kind === 'grown' && grown.added, [3]);
  const changed = standingOf(group(['a', 'c', 'a']), decided);
  assert.deepEqual(changed.kind === 'grown' && changed.added, [1]);
  assert.equal(standingOf(group(['b', 'c']), decided).kind, 'open');
  assert.equal(standingOf(group(['c', 'd']), decided).kind, 'open');
});

test('a baseline knows its groups, and a copy more than it knew is new', () => {
  const baseline = readBaseline(writeBaseline([group(['a', 'a']), group(['b', 'c'])]));
  const isNew = newSince(baseline);
  assert.equal(isNew(group(['a', 'a'])), false);
  assert.equal(isNew(group(['c', 'b'])), false);
  assert.equal(isNew(group(['a', 'a', 'a'])), true);
  assert.equal(isNew(group(['a', 'b'])), true);
});

test('ignore comments cover the next function, a range or the file', () => {
  const text = [
    '// lookalike-ignore',
    'function a() {',
    '}',
    '# lookalike-ignore-start',
    'x',
    'y',
    '# lookalike-ignore-end',
    'z',
  ].join('\n');
  const ignored = ignoredLines(text);
  assert.ok(isIgnored({ startLine: 2, endLine: 3 }, ignored));
  assert.ok(isIgnored({ startLine: 5, endLine: 6 }, ignored));
  assert.ok(!isIgnored({ startLine: 3, endLine: 3 }, ignored));
  assert.ok(!isIgnored({ startLine: 6, endLine: 8 }, ignored));
  assert.deepEqual(ignoredLines('a\n/* lookalike-ignore-file */\nb'), [
    { startLine: 1, endLine: 3 },
  ]);
  assert.deepEqual(ignoredLines('const lookalike = ignore;'), []);
});
