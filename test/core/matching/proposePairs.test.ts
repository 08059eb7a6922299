/** Proposing pairs by shared fingerprints, against a slow loop written from the rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Candidate, proposePairs } from '../../../src/core/matching/proposePairs.ts';
import { Random } from '../../../src/core/siamese/random.ts';

function drawn(random: Random, count: number): Candidate[] {
  return Array.from({ length: count }, () => {
    const prints = new Set(Array.from({ length: 1 + random.below(30) }, () => random.below(120)));
    return {
      prints: Uint32Array.from(prints, (print) => Math.imul(print + 1, 0x9e3779b1)).sort(),
      tokens: 20 + random.below(200),
    };
  });
}

function slowly(candidates: readonly Candidate[]): string[] {
  const holders = new Map<number, number>();
  for (const { prints } of candidates) {
    for (const print of prints) holders.set(print, (holders.get(print) ?? 0) + 1);
  }
  return candidates.flatMap((b, j) =>
    candidates.slice(0, j).flatMap((a, i) => {
      const shared = a.prints.filter((p) => b.prints.includes(p) && holders.get(p)! <= 48).length;
      const smaller = Math.min(a.prints.length, b.prints.length);
      const ratio = Math.min(a.tokens, b.tokens) / Math.max(a.tokens, b.tokens);
      return shared >= Math.max(2, 0.08 * smaller) && ratio >= 0.4 ? [`${i} ${j}`] : [];
    }),
  );
}

test('the same pairs as a slow loop finds, each once', () => {
  const random = new Random(3);
  for (let round = 0; round < 20; round++) {
    const candidates = drawn(random, 60);
    const found: string[] = [];
    proposePairs(candidates, (i, j) => found.push(`${i} ${j}`));
    assert.equal(new Set(found).size, found.length);
    assert.deepEqual([...found].sort(), slowly(candidates).sort());
  }
});

test('no candidates, no pairs; an aborted signal ends it', () => {
  proposePairs([], () => assert.fail());
  const candidates = drawn(new Random(1), 3);
  assert.throws(
    () => proposePairs(candidates, () => {}, AbortSignal.abort(new Error('stop'))),
    /stop/,
  );
});
