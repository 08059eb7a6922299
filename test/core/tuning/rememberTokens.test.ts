import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncoderInput } from '../../../src/core/encoder/encoder.ts';
import { MAX_TOKENS } from '../../../src/core/tuning/headRunner.ts';
import { rememberTokens } from '../../../src/core/tuning/rememberTokens.ts';

test('tokens are told once for each text, as many as heads look at, however many texts there are', () => {
  const texts = Array.from(
    { length: 2000 },
    (_, i): EncoderInput => ({ text: `${i}`, kind: 'code' }),
  );
  const tellTokens = ({ text }: EncoderInput) =>
    Array.from({ length: Number(text) % 400 }, (_, k) => 100_000 * (k % 3) + Number(text));
  let told = 0;
  const tokenIds = rememberTokens((input) => {
    told++;
    return tellTokens(input);
  });
  for (let round = 0; round < 2; round++) {
    for (const text of texts) {
      assert.deepEqual(Array.from(tokenIds(text)), tellTokens(text).slice(0, MAX_TOKENS));
    }
  }
  assert.equal(told, texts.length);
});
