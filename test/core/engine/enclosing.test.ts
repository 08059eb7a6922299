import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enclosingLines } from '../../../src/core/engine/enclosing.ts';
import type { Snippet, SnippetKind } from '../../../src/core/snippets/snippet.ts';

const snippet = (kind: SnippetKind, startLine: number, endLine: number): Snippet => ({
  kind,
  name: '',
  startLine,
  endLine,
  doc: '',
  textHash: '',
});
const TEXT = 'a {\n1\n2\n3\n}\n\nb {\n4\n}\n\nrest\nmore';
const SNIPPETS = [snippet('function', 1, 5), snippet('block', 2, 4), snippet('function', 7, 9)];
const at = (line: number, now = TEXT) => {
  const { startLine, endLine } = enclosingLines(line, SNIPPETS, { indexed: TEXT, now });
  return [startLine, endLine];
};

test('the function is taken, not the block inside it', () => {
  assert.deepEqual(at(3), [1, 5]);
  assert.deepEqual(at(7), [7, 9]);
  assert.deepEqual(at(9), [7, 9]);
});

test('outside of every snippet the lines around are taken, up to blank ones', () => {
  assert.deepEqual(at(11), [11, 12]);
  assert.deepEqual(at(12), [11, 12]);
});

test('lines inserted above move the function', () => {
  assert.deepEqual(at(9, `new\nnewer\n${TEXT}`), [9, 11]);
});

test('lines written inside a function belong to it', () => {
  const now = TEXT.replace('2\n', '2\nx\ny\n');
  assert.deepEqual(at(4, now), [1, 7]);
  assert.deepEqual(at(9, now), [9, 11]);
});

test('a function written after another is taken by itself', () => {
  const now = TEXT.replace('b {', 'c {\n5\n6\n}\nb {');
  assert.deepEqual(at(8, now), [7, 10]);
});

test('a line that was changed keeps its function', () => {
  assert.deepEqual(at(8, TEXT.replace('4', 'four')), [7, 9]);
});

test('a text without snippets, a text that is all new, a line beyond the end: never an error', () => {
  const lines = enclosingLines(2, [], { indexed: '', now: 'x\ny' });
  assert.deepEqual([lines.startLine, lines.endLine], [1, 2]);
  assert.doesNotThrow(() => at(99));
});
