import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainName, queryTerms } from '../../../../src/core/matching/query/queryTerms.ts';
import { WordSplitter } from '../../../../src/core/matching/words.ts';

const splitter = new WordSplitter();

test('each word comes once, with the form it was typed in', () => {
  const { terms } = queryTerms('Retries: retry the retried parseJson', splitter);
  assert.deepEqual(
    terms.map(({ word, typed }) => [word, typed]),
    [
      ['retri', 'Retries'],
      ['parsejson', 'parseJson'],
      ['pars', 'parseJson'],
      ['json', 'parseJson'],
    ],
  );
});

test('the subject weighs more than what comes last, and words of talk least', () => {
  const { terms } = queryTerms('socket pooling implementation', splitter);
  const [socket, pooling, talk] = terms.map(({ weight }) => weight);
  assert.equal(socket, 1);
  assert.ok(socket! > pooling! && pooling! > talk!);
});

test('names are plain, and neighbors count as one name', () => {
  const { names, codeNames } = queryTerms('radix tree of Foo::bar_baz', splitter);
  for (const name of ['radix', 'tree', 'radixtree', 'foo', 'barbaz'])
    assert.ok(names.has(name), name);
  assert.deepEqual([...codeNames], ['barbaz']);
  assert.equal(plainName('__bar_Baz$'), 'barbaz');
});

test('a pasted page is known by its beginning', () => {
  const page = Array.from({ length: 500 }, (_, i) => `wordx${i}y`).join(' ');
  assert.ok(queryTerms(page, splitter).terms.length <= 40);
});
