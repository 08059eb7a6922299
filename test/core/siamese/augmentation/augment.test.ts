import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { augment } from '../../../../src/core/siamese/augmentation/augment.ts';
import { changeLines } from '../../../../src/core/siamese/augmentation/changeLines.ts';
import {
  changeLiterals,
  dropComments,
  reformat,
} from '../../../../src/core/siamese/augmentation/changeLooks.ts';
import { splitPieces } from '../../../../src/core/siamese/augmentation/pieces.ts';
import { renameIdentifiers } from '../../../../src/core/siamese/augmentation/renameIdentifiers.ts';
import { Random } from '../../../../src/core/siamese/random.ts';

const CODE = `function total(prices, taxRate) {
  // sum of all prices
  let sum = 0;
  for (const price of prices) {
    sum += price * (1 + taxRate);
  }
  const label = "total amount // not a comment";
  return { sum, label, limit: 250 };
}`;

test('pieces joined are the code, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      assert.equal(
        splitPieces(text)
          .map((piece) => piece.text)
          .join(''),
        text,
      );
    }),
  );
});

test('the same seed gives the same mutant, another seed another one', () => {
  const mutate = (seed: number) => augment(CODE, new Random(seed), { severity: 0.8 });
  assert.equal(mutate(5), mutate(5));
  assert.notEqual(mutate(5), mutate(6));
});

test('a mutant is never empty and never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, seed, severity) => {
        const mutant = augment(text, new Random(seed), { severity });
        assert.ok(text.trim() === '' || mutant.trim() !== '');
      },
    ),
  );
});

test('renames are consistent, and keywords, strings and comments stay', () => {
  const renamed = renameIdentifiers(CODE, new Random(2), 1);
  assert.equal((renamed.match(/\bprices\b/g) ?? []).length, 1, 'only in the comment');
  assert.ok(renamed.includes('"total amount // not a comment"'));
  assert.ok(renamed.includes('// sum of all prices'));
  for (const keyword of ['function', 'const', 'for', 'return'])
    assert.ok(renamed.includes(keyword));
  const words = (text: string) => splitPieces(text).filter(({ kind }) => kind === 'word');
  const map = new Map<string, string>();
  words(CODE).forEach(({ text }, i) => {
    const now = words(renamed)[i]!.text;
    assert.equal(map.get(text) ?? now, now);
    map.set(text, now);
  });
  assert.equal(new Set(map.values()).size, map.size, 'two names never become one');
});

test('nothing is renamed at a share of 0', () => {
  assert.equal(renameIdentifiers(CODE, new Random(2), 0), CODE);
});

test('comments go, strings that look like comments stay', () => {
  const bare = dropComments(CODE);
  assert.ok(!bare.includes('sum of all prices'));
  assert.ok(bare.includes('// not a comment'));
  assert.equal(dropComments('#include <a.h>\n# gone\nx = 1').trim(), '#include <a.h>\nx = 1');
});

test('literals change, 0 and 1 and the rest of the code stay', () => {
  const changed = changeLiterals(CODE, new Random(1), 1);
  assert.ok(!changed.includes('250'));
  assert.ok(!changed.includes('total amount'));
  assert.ok(changed.includes('let sum = 0;'));
});

test('another layout has the same words', () => {
  const words = (text: string) => text.split(/\s+/).join('');
  for (let seed = 0; seed < 20; seed++) {
    assert.equal(words(reformat(CODE, new Random(seed))), words(CODE));
  }
});

test('lines change more the severer, and never in a short function', () => {
  assert.equal(changeLines('a\nb\nc', new Random(1), 1), 'a\nb\nc');
  const kept = (severity: number) => {
    let total = 0;
    for (let seed = 0; seed < 200; seed++) {
      const lines = changeLines(CODE, new Random(seed), severity).split('\n');
      total += CODE.split('\n').filter((line) => lines.includes(line)).length;
    }
    return total;
  };
  assert.ok(kept(0.1) > kept(0.5) && kept(0.5) > kept(0.95));
});
