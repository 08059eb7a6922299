import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRecord, encodeRecord } from '../../../src/core/index/recordCodec.ts';
import { indexedFile } from './storeContract.ts';

test('any record comes back as it was', () => {
  const anyText = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      fc.array(anyText),
      anyText,
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
      fc.uint8Array(),
      (texts, name, modifiedMs, tokens) => {
        const { record } = indexedFile('a/ß.ts', texts, modifiedMs);
        const snippets = record.snippets.map((snippet) => ({ ...snippet, name, doc: name }));
        const any = { ...record, snippets, tokens: Uint8Array.from(tokens) };
        assert.deepEqual(decodeRecord(encodeRecord(any)), any);
      },
    ),
  );
});

test('a lone surrogate in a name survives', () => {
  const { record } = indexedFile('a.ts', ['x']);
  const odd = { ...record, snippets: [{ ...record.snippets[0]!, name: 'a\ud800b' }] };
  assert.deepEqual(decodeRecord(encodeRecord(odd)), odd);
});

test('bytes that are too few are refused', () => {
  const bytes = encodeRecord(indexedFile('a.ts', ['x']).record);
  assert.throws(() => decodeRecord(bytes.subarray(0, 20)), RangeError);
});
