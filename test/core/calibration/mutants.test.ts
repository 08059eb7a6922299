/** Mutation operators: each changes what it says and keeps the rest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutate } from '../../../src/core/calibration/mutants.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { languageById } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { isRenamed, passageOf } from '../../../src/core/structure/passage.ts';
import { PARSE } from '../matching/sampleFiles.ts';

const language = languageById('javascript');
const lex = createLexer(language);
const context = (seed: number) => ({
  language,
  random: new Random(seed),
  foreignLines: ['log.info(x);'],
});

test('renaming all locals is a consistent renaming that keeps calls and members', () => {
  for (let seed = 0; seed < 20; seed++) {
    const mutant = mutate(PARSE, { rename: 1, literals: 0, lines: 0 }, context(seed));
    assert.notEqual(mutant, PARSE);
    assert.ok(isRenamed(passageOf(lex(PARSE)), passageOf(lex(mutant))));
    for (const kept of ['.indexOf(', 'new Map(', '.slice(', "'bad key '"])
      assert.ok(mutant.includes(kept));
  }
});

test('changing literals keeps everything else', () => {
  const mutant = mutate(PARSE, { rename: 0, literals: 1, lines: 0 }, context(1));
  assert.notEqual(mutant, PARSE);
  assert.ok(isRenamed(passageOf(lex(PARSE)), passageOf(lex(mutant))));
});

test('about the wanted share of lines is touched, the head and the end stay', () => {
  for (let seed = 0; seed < 20; seed++) {
    const mutant = mutate(PARSE, { rename: 0, literals: 0, lines: 0.3 }, context(seed)).split('\n');
    const lines = PARSE.split('\n');
    assert.equal(mutant[0], lines[0]);
    assert.equal(mutant.at(-1), lines.at(-1));
    const kept = lines.filter((line) => mutant.includes(line)).length;
    assert.ok(kept >= lines.length - 5 && mutant.join('\n') !== PARSE);
  }
});

test('the same seed gives the same mutant', () => {
  const mutation = { rename: 0.5, literals: 0.5, lines: 0.4 };
  assert.equal(mutate(PARSE, mutation, context(3)), mutate(PARSE, mutation, context(3)));
});
