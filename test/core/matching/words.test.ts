import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stem } from '../../../src/core/matching/stem.ts';
import { WordSplitter } from '../../../src/core/matching/words.ts';

const { split } = new WordSplitter();

test('an identifier is kept whole and in pieces', () => {
  assert.deepEqual(split('getUserName'), ['getusername', 'get', 'user', 'name']);
  assert.deepEqual(split('get_user_name'), ['getusername', 'get', 'user', 'name']);
  assert.deepEqual(split('HTTPServer'), ['httpserver', 'http', 'serv']);
  assert.deepEqual(split('sha256'), ['sha256', 'sha', '256']);
});

test('the spellings of one identifier share their words', () => {
  for (const other of ['read_json_file', 'ReadJSONFile', 'READ_JSON_FILE', '__read_json_file']) {
    assert.deepEqual(split(other), split('readJsonFile'));
  }
});

test('forms of a word meet in one stem', () => {
  for (const forms of [
    ['serialize', 'serializes', 'serializer', 'serialization', 'serializing'],
    ['validate', 'validator', 'validation', 'validated'],
    ['map', 'maps', 'mapping', 'mapped'],
    ['query', 'queries'],
    ['cache', 'caches', 'caching', 'cached'],
  ]) {
    assert.equal(new Set(forms.map(stem)).size, 1, forms.map(stem).join(' '));
  }
});

test('short words, words with digits and look-alike plurals keep their letters', () => {
  for (const word of ['bus', 'ops', 'utf8', 'class', 'status', 'ring'])
    assert.equal(stem(word), word);
});

test('stop words are dropped, within identifiers too', () => {
  assert.deepEqual(split('how is the cache cleared'), ['cach', 'clear']);
  assert.deepEqual(split('writeToDisk'), ['writetodisk', 'write', 'disk'].map(stemmed));
});

test('text without blanks is found by pairs of characters', () => {
  assert.deepEqual(split('检索代码'), ['检索', '索代', '代码']);
});

test('data is no word', () => {
  assert.deepEqual(split('A'.repeat(65)), []);
});

test('any text gives non-empty lower-case words, and the same words a second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const words = split(text);
      assert.deepEqual(words, split(text));
      for (const word of words) {
        assert.ok(word !== '' && !/\s/.test(word));
        assert.equal(word, word.toLowerCase());
      }
    }),
  );
});

function stemmed(word: string): string {
  return word === 'writetodisk' ? word : stem(word);
}
