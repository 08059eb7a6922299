import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RememberedWords, type WordHits } from '../../src/node/rememberedWords.ts';

/** Rows of a file are its number times ten and the next nine. */
const remember = () => new RememberedWords((row) => Math.floor(row / 10));

function hits(...rows: readonly number[]): WordHits {
  return { rows: Float64Array.from(rows), bm25: Float64Array.from(rows, () => 1) };
}

test('what was asked is given again, for the same shape only', () => {
  const words = remember();
  const found = hits(10, 21);
  words.set('queue', 'a', found);
  assert.equal(words.get('queue', 'a'), found);
  assert.equal(words.get('stack', 'a'), undefined);
  assert.equal(words.get('queue', 'b'), undefined);
});

test('a word is forgotten when a file that holds it comes, and when one among its best changes', () => {
  const words = remember();
  const ask = () => words.set('queue', 'a', hits(10, 21));
  ask();
  words.fileChanged(5, 3, ['stack']);
  assert.ok(words.get('queue', 'a'), 'another file with other words');
  words.fileChanged(5, 3, ['queue']);
  assert.equal(words.get('queue', 'a'), undefined);
  ask();
  words.fileChanged(2, 3, []);
  assert.equal(words.get('queue', 'a'), undefined, 'file 2 holds row 21');
  ask();
  assert.ok(words.get('queue', 'a'), 'read after the change');
});

test('frequencies are read once, until a file with the word comes', () => {
  const words = remember();
  let reads = 0;
  const frequency = () => words.frequency('queue', () => ++reads);
  assert.deepEqual([frequency(), frequency()], [1, 1]);
  words.fileChanged(1, 1, ['queue']);
  assert.equal(frequency(), 2);
});

test('after many changed rows everything is read anew', () => {
  const words = remember();
  words.set('queue', 'a', hits(10));
  words.fileChanged(7, 60, []);
  assert.ok(words.get('queue', 'a'));
  words.fileChanged(8, 60, []);
  assert.equal(words.get('queue', 'a'), undefined);
});

test('the words asked longest ago go first where there are too many', () => {
  const words = remember();
  const many = hits(...Array.from({ length: 1000 }, (_, i) => i));
  for (let i = 0; i < 600; i++) {
    words.set(`word${i}`, 'a', many);
    words.get('word0', 'a');
  }
  assert.ok(words.get('word0', 'a'), 'asked all the time');
  assert.equal(words.get('word1', 'a'), undefined);
  assert.ok(words.get('word599', 'a'));
});
