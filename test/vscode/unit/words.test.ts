import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeEvidence,
  describeHit,
  describePlace,
  describeProbability,
  describeSnippet,
  type Translate,
  toMarkdown,
} from '../../../src/vscode/results/words.ts';
import { hit } from './hits.ts';

const t: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (_, i) => String(values[Number(i)]));

test('a probability is never said to be 0 or 100, except of an exact copy', () => {
  assert.equal(describeProbability(0.9999, 'edited', t), '99 % likely');
  assert.equal(describeProbability(0, 'meaning', t), '1 % likely');
  assert.equal(describeProbability(0.934, 'renamed', t), '93 % likely');
  assert.equal(describeProbability(0.5, 'exact', t), 'certain');
});

test('evidence names only the channels that were asked', () => {
  assert.equal(describeEvidence({ text: 0.804, meaning: 0.75 }, t), 'text 80 %, meaning 75 %');
  assert.equal(describeEvidence({}, t), '');
});

test('a snippet without a name is called by its lines', () => {
  assert.equal(describeSnippet(hit('a.ts', { name: 'parse' }), t), 'parse');
  assert.equal(describeSnippet(hit('a.ts', { startLine: 5 }), t), 'lines 5–14');
});

test('the folder is said only where there are several', () => {
  assert.equal(describePlace(hit('src/a.ts'), false), 'src/a.ts:1');
  assert.equal(describePlace(hit('src/a.ts'), true), 'home/src/a.ts:1');
});

test('a screen reader hears name, place, probability, kind and evidence', () => {
  assert.equal(
    describeHit(hit('src/a.ts', { name: 'parse', type: 'edited' }), t),
    'parse, src/a.ts, lines 1 to 10, 90 % likely, edited copy, text 80 %, structure 100 %',
  );
});

test('Markdown lists places with their words, copies under their group', () => {
  const place = hit('a.ts', { name: 'parse' });
  assert.equal(
    toMarkdown('Similar to b.ts:3', [place], t),
    '**Similar to b.ts:3**\n\n- `a.ts:1-10` parse: certain, exact copy\n',
  );
});
