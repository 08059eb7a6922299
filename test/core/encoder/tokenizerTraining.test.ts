import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { readTokenizer } from '../../../src/core/encoder/tokenizer.ts';
import { splitWords, trainTokenizer } from '../../../src/core/encoder/tokenizerTraining.ts';

const OPTIONS = { vocabulary: 120, minCharacterCount: 1, minWordCount: 1 };
const TEXTS = [
  'parseHTTPRequest(req_body, maxSize2048) != null && i++ <= items[0].length',
  'def read_file(path):\n    """Reads the whole file."""\n    return open(path).read()',
  'Überprüft, ob der Wert gültig ist – naïve café 漢字 🙂',
  'x=y==z===w>>>3<<=2 a-b--c !important ?. ?? ** %',
  'İstanbul ﬁle ΑΒΓ ß ẞ',
  '',
  '   \n\t',
  '[PAD] [UNK] [CLS]',
];

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap((text) => [...splitWords(text)])) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

test('identifiers are split at case, underscores and digits, and folded', () => {
  assert.deepEqual(splitWords('parseHTTPRequest max_size2048 a!=b'), [
    'parse',
    'http',
    'request',
    'max',
    'size',
    '204',
    '8',
    'a',
    '!=',
    'b',
  ]);
});

test('the most frequent pair is joined first', () => {
  const json = trainTokenizer(
    new Map([
      ['abab', 5],
      ['ab', 3],
      ['bc', 6],
    ]),
    {
      vocabulary: 6,
      minCharacterCount: 1,
      minWordCount: 1,
    },
  );
  assert.deepEqual((JSON.parse(json) as { model: { merges: string[] } }).model.merges, ['a b']);
});

test('overlapping pairs of a word are counted as they are merged', () => {
  const json = trainTokenizer(
    new Map([
      ['aaaa', 10],
      ['aab', 1],
    ]),
    {
      vocabulary: 6,
      minCharacterCount: 1,
      minWordCount: 1,
    },
  );
  assert.deepEqual((JSON.parse(json) as { model: { merges: string[] } }).model.merges, [
    'a a',
    'aa aa',
  ]);
});

test('a training is repeatable', () => {
  assert.equal(trainTokenizer(counted(TEXTS), OPTIONS), trainTokenizer(counted(TEXTS), OPTIONS));
});

test('more characters than entries are refused', () => {
  assert.throws(() => trainTokenizer(counted(TEXTS), { ...OPTIONS, vocabulary: 10 }), RangeError);
});

test('the written file gives the same ids here and in the reference library', () => {
  const json = trainTokenizer(counted(TEXTS), OPTIONS);
  const ours = readTokenizer(json)!;
  const reference = new Tokenizer(JSON.parse(json) as object, {});
  const check = (text: string) => {
    assert.deepEqual(
      Array.from(ours.encode(text)),
      reference.encode(text).ids,
      JSON.stringify(text),
    );
  };
  for (const text of TEXTS) check(text);
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), check));
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check));
});
