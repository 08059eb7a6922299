import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTokenizer } from '../../../src/core/encoder/tokenizer.ts';

const FILE = {
  added_tokens: [
    { id: 0, content: '[PAD]' },
    { id: 1, content: '[UNK]' },
  ],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: {
    type: 'Split',
    pattern: { Regex: '\\p{L}+|[^\\p{L}\\s]' },
    behavior: 'Removed',
    invert: true,
  },
  post_processor: null,
  model: {
    type: 'BPE',
    unk_token: '[UNK]',
    vocab: { '[PAD]': 0, '[UNK]': 1, a: 2, b: 3, c: 4, ab: 5, abc: 6, bc: 7, '(': 8 },
    merges: ['b c', ['a', 'b'], 'ab c'],
  },
};

function ids(text: string, change: object = {}): number[] | undefined {
  return readTokenizer(JSON.stringify({ ...FILE, ...change }))?.encode(text);
}

test('neighbors of the lowest rank are merged first, the leftmost first', () => {
  assert.deepEqual(ids('abc'), [2, 7]);
  assert.deepEqual(ids('ABAB'), [5, 5]);
  assert.deepEqual(ids('ab(ab'), [5, 8, 5]);
  assert.deepEqual(ids('ab ab'), ids('ab\n\tab'));
  assert.deepEqual(ids(''), []);
});

test('an unknown character is one unknown token, a special token by name is itself', () => {
  assert.deepEqual(ids('axa'), [2, 1, 2]);
  assert.deepEqual(ids('ab[PAD]a'), [5, 0, 2]);
  assert.deepEqual(ids('[pad]')?.includes(0), false);
});

test('steps that cannot be followed exactly are left to the reference', () => {
  assert.equal(ids('a', { normalizer: { type: 'NFKC' } }), undefined);
  assert.equal(ids('a', { pre_tokenizer: { type: 'ByteLevel' } }), undefined);
  assert.equal(ids('a', { post_processor: { type: 'TemplateProcessing' } }), undefined);
  assert.equal(ids('a', { model: { ...FILE.model, type: 'WordPiece' } }), undefined);
  assert.equal(ids('a', { model: { ...FILE.model, byte_fallback: true } }), undefined);
});
