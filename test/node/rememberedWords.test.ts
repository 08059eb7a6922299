import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupByFile, type WordHits } from '../../src/core/index/wordHits.ts';
import { RememberedWords } from '../../src/node/rememberedWords.ts';

/** The first snippet of each file. */
function hits(...paths: readonly string[]): WordHits {
  return groupByFile(paths.map((path) => ({ path, snippet: 0, bm25: 1 })));
}

test('what was asked is given again, for the same shape only', () => {
  const words = new RememberedWords();
  const found = hits('a.ts', 'b.ts');
  words.set('queue', 'a', found);
  assert.equal(words.get('queue', 'a'), found);
  assert.equal(words.get('stack', 'a'), undefined);
  assert.equal(words.get('queue', 'b'), undefined);
});

test('a word is forgotten when a file that holds it comes, and when one among its best changes', () => {
  const words = new RememberedWords();
  const ask = () => words.set('queue', 'a', hits('a.ts', 'b.ts'));
  ask();
  words.fileChanged('other.ts', 3, ['stack']);
  assert.ok(words.get('queue', 'a'), 'another file with other words');
  words.fileChanged('other.ts', 3, ['queue']);
  assert.equal(words.get('queue', 'a'), undefined);
  ask();
  words.fileChanged('b.ts', 3, []);
  assert.equal(words.get('queue', 'a'), undefined, 'among the best');
  ask();
  assert.ok(words.get('queue', 'a'), 'read after the change');
});

test('frequencies are read once, until a file with the word comes', () => {
  const words = new RememberedWords();
  let reads = 0;
  const frequency = () => words.frequency('queue', () => ++reads);
  assert.deepEqual([frequency(), frequency()], [1, 1]);
  words.fileChanged('a.ts', 1, ['queue']);
  assert.equal(frequency(), 2);
});

test('after many changed rows everything is read anew', () => {
  const words = new RememberedWords();
  words.set('queue', 'a', hits('a.ts'));
  words.fileChanged('c.ts', 60, []);
  assert.ok(words.get('queue', 'a'));
  words.fileChanged('d.ts', 60, []);
  assert.equal(words.get('queue', 'a'), undefined);
});

test('the words asked longest ago go first where there are too many', () => {
  const words = new RememberedWords();
  const many = hits(...Array.from({ length: 1000 }, (_, i) => `${i}.ts`));
  for (let i = 0; i < 600; i++) {
    words.set(`word${i}`, 'a', many);
    words.get('word0', 'a');
  }
  assert.ok(words.get('word0', 'a'), 'asked all the time');
  assert.equal(words.get('word1', 'a'), undefined);
  assert.ok(words.get('word599', 'a'));
});
