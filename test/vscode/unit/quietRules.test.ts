import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Match } from '../../../src/core/matching/match.ts';
import { isWorthAsking, MAX_HINTS, worthMentioning } from '../../../src/vscode/quietRules.ts';
import { hit } from './hits.ts';

const five = 'a\nb\nc\nd\ne';

test('five lines with words are worth a question, blank lines and braces do not count', () => {
  assert.equal(isWorthAsking(five, 'src/a.ts', 0), true);
  assert.equal(isWorthAsking('a\n\n}\n{\nb\nc\nd', 'src/a.ts', 0), false);
});

test('tests are left in peace', () => {
  for (const path of [
    'test/a.ts',
    'src/a.test.ts',
    'pkg/a_test.go',
    'test_a.py',
    'x/fixtures/a.ts',
  ])
    assert.equal(isWorthAsking(five, path, 0), false, path);
  assert.equal(isWorthAsking(five, 'src/contest.ts', 0), true);
});

test('after a dozen hints it is silent', () => {
  assert.equal(isWorthAsking(five, 'src/a.ts', MAX_HINTS - 1), true);
  assert.equal(isWorthAsking(five, 'src/a.ts', MAX_HINTS), false);
});

test('only what is nearly certain is mentioned, and no test or generated code', () => {
  const match = (probability: number, role: 'source' | 'test' | 'generated' = 'source'): Match => {
    const { place, evidence } = hit('src/a.ts');
    return { place: { ...place, role }, type: 'edited', probability, evidence };
  };
  assert.equal(worthMentioning([match(0.89)]), undefined);
  assert.equal(worthMentioning([match(0.99, 'test'), match(0.95)])?.probability, 0.95);
  assert.equal(worthMentioning([match(0.99, 'generated')]), undefined);
});
