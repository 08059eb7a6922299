import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { type BpeTokenizer, readTokenizer } from '../../src/core/encoder/tokenizer.ts';
import { readModelFolder } from '../../src/node/modelFolder.ts';
import { OnnxEncoder } from '../../src/node/onnxEncoder.ts';
import { TransformersEncoder } from '../../src/node/transformersEncoder.ts';

const ROOT = path.join(import.meta.dirname, '../..');
let reference: TransformersEncoder;
let fast: OnnxEncoder;
let tokenizer: BpeTokenizer;

before(async () => {
  const model = await readModelFolder(path.join(ROOT, 'models/lookalike'));
  const read = readTokenizer(model.tokenizerJson);
  assert.ok(read, 'the shipped tokenizer is one that ours follows');
  tokenizer = read;
  reference = await TransformersEncoder.load(model);
  fast = await OnnxEncoder.load(model, tokenizer);
});

function assertSameIds(text: string): void {
  const expected = reference.tokenIds({ text, kind: 'code' });
  assert.deepEqual(tokenizer.encode(text).slice(0, expected.length), expected, text);
}

test('token ids equal those of transformers.js on real source', () => {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts')).slice(0, 60);
  assert.ok(sources.length > 30);
  for (const file of sources) {
    const text = readFileSync(path.join(ROOT, 'src', file), 'utf8');
    for (let at = 0; at < Math.min(text.length, 4000); at += 400) {
      assertSameIds(text.slice(at, at + 400));
    }
  }
});

test('token ids equal those of transformers.js on any text', () => {
  for (const text of [
    '',
    ' ',
    '[PAD]',
    'a[UNK]b',
    '[pad]',
    'İstanbul',
    'ŉ',
    'x\u0000y',
    '\ud800',
    'ﬁ',
    'é',
  ]) {
    assertSameIds(text);
  }
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '[PAD]',
      'XMLHttpRequest',
      'snake_case_42',
      'ÀÉÎ',
      '漢字かな',
      '  \t\n',
      '👩‍👩‍👧',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => assertSameIds(pieces.join(''))),
    { numRuns: 500, seed: 20260101 },
  );
});

test('embeddings equal those of transformers.js', async () => {
  const inputs = [
    { text: 'function add(a, b) { return a + b; }', kind: 'code' as const },
    { text: 'how do I add two numbers?', kind: 'text' as const },
    {
      text: readFileSync(path.join(ROOT, 'src/core/encoder/tokenizer.ts'), 'utf8'),
      kind: 'code' as const,
    },
  ];
  const [a, b] = [await reference.encode(inputs), await fast.encode(inputs)];
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 1e-4, `value ${i}`);
});
