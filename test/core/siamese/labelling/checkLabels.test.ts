import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLabels } from '../../../../src/core/siamese/labelling/checkLabels.ts';
import type { LabelledTextPair } from '../../../../src/core/siamese/labelling/labelledPair.ts';
import { parseLabelledPairs } from '../../../../src/core/siamese/labelling/parseLabelledPairs.ts';
import { wordOverlap } from '../../../../src/core/siamese/labelling/textLikeness.ts';
import { UserError } from '../../../../src/core/userError.ts';

const A =
  'function sum(values) { let total = 0; for (const v of values) total += v; return total; }';
const B =
  'def add_up(numbers):\n    result = 0\n    for n in numbers:\n        result += n\n    return result';
const C = 'int accumulate(int[] xs) { int acc = 0; for (int x : xs) { acc += x; } return acc; }';
const D =
  'async function download(url) { const response = await fetch(url); return response.text(); }';

let next = 0;
function pair(a: string, b: string, isMatch: boolean, more: Partial<LabelledTextPair> = {}) {
  next++;
  return { id: `p${next}`, a, b, isMatch, ...more };
}
const faults = (pairs: readonly LabelledTextPair[]) =>
  checkLabels(pairs).findings.map(({ fault }) => fault);

test('sound labels raise nothing', () => {
  assert.deepEqual(
    faults([pair(A, B, true), pair(B, C, true), pair(A, C, true), pair(A, D, false)]),
    [],
  );
});

test('the same two texts with two labels are contradictory, in either order and layout', () => {
  const pairs = [
    pair(A, B, true, { labeller: 'x' }),
    pair(`${B}\n`, A.replace('{', '{\n'), false, { labeller: 'y' }),
  ];
  const [first] = checkLabels(pairs).findings;
  assert.equal(first?.fault, 'contradictory');
  assert.deepEqual(
    first?.ids,
    pairs.map(({ id }) => id),
  );
  assert.match(first?.explanation ?? '', /x, y/);
});

test('the same label twice is a repetition', () => {
  assert.deepEqual(faults([pair(A, D, false), pair(D, A, false)]), ['repeated']);
});

test('a non-match inside a chain of matches contradicts it', () => {
  const pairs = [pair(A, B, true), pair(B, C, true), pair(C, A, false)];
  const [first] = checkLabels(pairs).findings;
  assert.equal(first?.fault, 'contradicts-chain');
  assert.equal(first?.ids[0], pairs[2]!.id);
  assert.equal(first?.ids.length, 3);
});

test('a copy called a non-match and a match that is the same text are told', () => {
  const copy = A.replace('let total', 'let  total').toUpperCase().toLowerCase();
  assert.deepEqual(faults([pair(A, copy, false)]), ['near-identical-non-match']);
  const long = Array.from({ length: 40 }, (_, i) => `step${i}(state);`).join('\n');
  assert.deepEqual(faults([pair(long, `${long}\nend();`, false)]), ['near-identical-non-match']);
  assert.deepEqual(faults([pair(A, copy, true)]), ['trivial-match']);
});

test('texts of a few words cannot be decided', () => {
  assert.deepEqual(faults([pair('i++', A, false)]), ['too-short']);
});

test('labels against the distances are surprising, those between the kinds ambiguous', () => {
  const pairs: LabelledTextPair[] = [];
  for (let i = 0; i < 20; i++) {
    pairs.push(pair(`${A} m${i}`, `${B} n${i}`, true, { distance: 0.3 + i * 0.02 }));
    pairs.push(pair(`${A} k${i}`, `${D} l${i}`, false, { distance: 1 + i * 0.02 }));
  }
  const wrong = pair(`${A} far`, `${B} off`, true, { distance: 1.9 });
  const close = pair(`${A} near`, `${D} by`, false, { distance: 0.1 });
  const findings = checkLabels([...pairs, wrong, close]).findings;
  const surprising = findings
    .filter(({ fault }) => fault === 'surprising')
    .map(({ ids }) => ids[0]);
  assert.deepEqual(surprising, [wrong.id, close.id]);
  assert.ok(findings.some(({ fault }) => fault === 'ambiguous'));
});

test('without distances, or with few, nothing is called surprising', () => {
  assert.deepEqual(
    faults([pair(A, B, true, { distance: 1.9 }), pair(A, D, false, { distance: 0.1 })]),
    [],
  );
});

test('advice asks for enough of both kinds and for harder non-matches', () => {
  assert.equal(checkLabels([pair(A, B, true)]).advice.length, 2);
  const easy = Array.from({ length: 30 }, (_, i) =>
    pair(`${A} ${i}`, `wholly other words number ${i} here`, false),
  );
  const matches = Array.from({ length: 30 }, (_, i) => pair(`${A} ${i}`, `${B} ${i}`, true));
  assert.match(checkLabels([...easy, ...matches]).advice.join(), /share almost no words/);
});

test('no pairs at all are reported, not refused', () => {
  const report = checkLabels([]);
  assert.equal(report.pairs, 0);
  assert.deepEqual(report.findings, []);
});

test('word overlap is 1 for the same words, 0 for none shared', () => {
  assert.equal(wordOverlap('a b c d', 'a  b\nc d'), 1);
  assert.equal(wordOverlap('a b c d', 'e f g h'), 0);
  assert.equal(wordOverlap('', ''), 1);
  assert.equal(wordOverlap('', 'a'), 0);
});

test('labelled pairs are read from JSON lines, and a wrong line is named', () => {
  const [first, second] = parseLabelledPairs(
    '{"id":7,"a":"x","b":"y","label":1}\n\n{"a":"x","b":"y","isMatch":false}\n',
    'f',
  );
  assert.deepEqual(first, { id: '7', a: 'x', b: 'y', isMatch: true });
  assert.deepEqual(second, { id: '3', a: 'x', b: 'y', isMatch: false });
  for (const bad of [
    '{',
    '3',
    '{"a":"x","b":2,"isMatch":true}',
    '{"a":"x","b":"y","isMatch":"yes"}',
  ]) {
    assert.throws(
      () => parseLabelledPairs(`{"a":"x","b":"y","label":0}\n${bad}`, 'f'),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /line 2/);
        return true;
      },
    );
  }
});
