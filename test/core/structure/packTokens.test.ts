/** Packed token streams: what goes in comes out; what is damaged is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packTokens, unpackTokens } from '../../../src/core/structure/packTokens.ts';
import { type TokenStream, tokensInLines } from '../../../src/core/structure/tokenStream.ts';

const streams = fc
  .record({
    hashes: fc.uniqueArray(fc.integer({ min: 0, max: 0xffffffff }), {
      minLength: 1,
      maxLength: 400,
    }),
    picks: fc.array(fc.nat(), { maxLength: 800 }),
    steps: fc.array(fc.nat({ max: 300 }), { maxLength: 800 }),
    ignored: fc.array(
      fc.nat().map((n) => ({ startLine: n, endLine: 2 * n })),
      { maxLength: 5 },
    ),
  })
  .map(({ hashes, picks, steps, ignored }): TokenStream => {
    let line = 1;
    return {
      hashes: Uint32Array.from(hashes),
      kinds: Uint8Array.from(hashes, (hash) => hash % 5),
      tokens: Uint32Array.from(picks, (pick) => pick % hashes.length),
      lines: Uint32Array.from(picks, (_, i) => (line += steps[i] ?? 0)),
      ignored,
    };
  });

test('a stream survives packing', () => {
  fc.assert(
    fc.property(streams, (stream) => assert.deepEqual(unpackTokens(packTokens(stream)), stream)),
  );
});

test('a cut stream is refused, never read beyond its end', () => {
  fc.assert(
    fc.property(streams, fc.nat(), (stream, cut) => {
      const bytes = packTokens(stream);
      const shorter = bytes.subarray(0, 1 + (cut % (bytes.length - 1)));
      assert.throws(() => unpackTokens(shorter), RangeError);
    }),
  );
});

test('no bytes and bytes of another version are no stream', () => {
  assert.equal(unpackTokens(new Uint8Array(0)), undefined);
  assert.equal(unpackTokens(Uint8Array.of(255, 1, 1)), undefined);
});

test('a range of lines holds the tokens that begin there', () => {
  const lines = Uint32Array.of(1, 1, 3, 3, 5);
  const stream = {
    hashes: Uint32Array.of(9),
    kinds: Uint8Array.of(0),
    tokens: new Uint32Array(5),
    lines,
    ignored: [],
  };
  assert.deepEqual(tokensInLines(stream, 2, 4), { start: 2, end: 4 });
  assert.deepEqual(tokensInLines(stream, 6, 9), { start: 5, end: 5 });
});
