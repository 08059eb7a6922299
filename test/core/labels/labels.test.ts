/** Labels: a file that merges, contradictions that are surfaced, pairs that are worth asking about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '../../../src/core/decisions/decision.ts';
import { readRecords, withRecord, writeRecords } from '../../../src/core/decisions/recordFile.ts';
import { choosePairs, type PairCandidate } from '../../../src/core/labels/choosePairs.ts';
import { checkLabels, labelOf, labelsOfDecisions } from '../../../src/core/labels/label.ts';
import { LABELS } from '../../../src/core/labels/labelFile.ts';
import { UserError } from '../../../src/core/userError.ts';

const print = (digit: string): string => digit.repeat(24);
const A = print('a');
const B = print('b');
const C = print('c');

test('labels survive their file, sorted, whichever side was named first', () => {
  const labels = [labelOf(C, A, false, 'x ~ y'), labelOf(A, B, true, '')];
  const text = writeRecords(LABELS, labels);
  assert.equal(text.split('\n').length, 3);
  assert.deepEqual(new Set(readRecords(LABELS, text)), new Set(labels));
  assert.equal(
    writeRecords(LABELS, [labelOf(B, A, true, '')]),
    writeRecords(LABELS, [labelOf(A, B, true, '')]),
  );
  assert.equal(writeRecords(LABELS, [...labels, labels[0]!]), writeRecords(LABELS, labels));
});

test('lines of both branches of a merge are read, what is no label is named', () => {
  const ours = writeRecords(LABELS, [labelOf(A, B, true, '')]);
  const theirs = writeRecords(LABELS, [labelOf(A, C, false, '')]);
  assert.equal(readRecords(LABELS, `# kept\n${ours}\r\n${theirs}`).length, 2);
  for (const bad of ['{}', 'x', `{"a":"${A}","b":"${B}","isMatch":1}`, '<<<<<<< ours']) {
    assert.throws(
      () => readRecords(LABELS, `${ours}${bad}\n`),
      (error) => error instanceof UserError && /line 2/.test(error.message),
    );
  }
});

test('a label more keeps the comments and all other lines where they are', () => {
  const ab = labelOf(A, B, true, '');
  const ac = labelOf(A, C, false, '');
  const bc = labelOf(B, C, true, '');
  const text = `# agreed in review\n${writeRecords(LABELS, [ab, bc])}`;
  const one = withRecord(LABELS, text, ac, () => false);
  assert.equal(one, `# agreed in review\n${writeRecords(LABELS, [ab, ac, bc])}`);
  const opposite = labelOf(A, B, false, '');
  const two = withRecord(LABELS, one, opposite, ({ a, b }) => a === ab.a && b === ab.b);
  assert.equal(two, `# agreed in review\n${writeRecords(LABELS, [opposite, ac, bc])}`);
});

test('a pair said to be both counts as neither and is surfaced', () => {
  const said = [labelOf(A, B, true, 'here'), labelOf(B, A, false, ''), labelOf(A, C, true, '')];
  const { labels, contradictions } = checkLabels(said, []);
  assert.deepEqual(labels, [labelOf(A, C, true, '')]);
  assert.equal(contradictions.length, 1);
  assert.equal(contradictions[0]!.where, 'here');
});

test('a group dismissed as no duplicate labels its pairs, other verdicts label none', () => {
  const decision = (verdict: Decision['verdict']): Decision => ({
    verdict,
    fingerprints: [A, B, C],
    reason: '',
    where: 'w',
  });
  assert.equal(labelsOfDecisions([decision('not-a-duplicate')]).length, 3);
  assert.deepEqual(
    labelsOfDecisions([decision('intentional'), decision('later'), decision('generated')]),
    [],
  );
  const dismissed = labelsOfDecisions([decision('not-a-duplicate')]);
  const { labels, contradictions } = checkLabels([labelOf(A, B, true, '')], dismissed);
  assert.equal(labels.length, 2);
  assert.match(contradictions[0]!.what, /dismissed/);
});

test('pairs near a threshold come first, then those unlike the ones taken', () => {
  const pair = (score: number, path: string): PairCandidate => ({
    probability: 1 / (1 + Math.exp(-score)),
    score,
    thresholds: [0],
    paths: [path, path],
  });
  const pairs = [pair(8, 'sure'), pair(0.1, 'a'), pair(0.2, 'a'), pair(0.8, 'b'), pair(-7, 'sure')];
  assert.deepEqual(choosePairs(pairs, 2), [1, 3]);
  assert.deepEqual(new Set(choosePairs(pairs, 9)), new Set([0, 1, 2, 3, 4]));
  assert.deepEqual(choosePairs([], 3), []);
});
