/** Two texts compared, and the explanation of a pair that is not reported. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import { copyProbability } from '../../../src/core/calibration/calibration.ts';
import { comparePair } from '../../../src/core/matching/comparePair.ts';
import { copyEvidence, preparePassage } from '../../../src/core/matching/evidence.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';
import { OTHER, PARSE, PARSE_EDITED, PARSE_RENAMED } from './sampleFiles.ts';

const context = { calibration: BUILT_IN_CALIBRATION };
const compare = (a: string, b: string, language = 'javascript') =>
  comparePair({ a, b, languageA: language, languageB: language }, context);

test('says the type of a copy and is symmetric', () => {
  const copies = [
    [PARSE, 'exact'],
    [PARSE_RENAMED, 'renamed'],
    [PARSE_EDITED, 'edited'],
  ] as const;
  for (const [other, type] of copies) {
    const { reasons, ...there } = compare(PARSE, other);
    const { reasons: _, ...back } = compare(other, PARSE);
    assert.equal(there.type, type);
    assert.deepEqual(there, back);
    assert.ok(reasons.length === 0 || there.reportedAt.length < 3);
  }
  const edited = compare(PARSE, PARSE_EDITED);
  const exact = compare(PARSE, PARSE);
  assert.ok(edited.probability <= exact.probability);
  assert.ok(edited.evidence.structure! < exact.evidence.structure!);
});

test('unrelated code is no match and is told why', () => {
  const { type, probability, reportedAt, reasons } = compare(PARSE, OTHER);
  assert.equal(type, 'none');
  assert.ok(probability < 0.5);
  assert.deepEqual(reportedAt, []);
  assert.ok(reasons.some((reason) => /of the words are shared/.test(reason)));
  assert.ok(reasons.some((reason) => /No encoder/.test(reason)));
});

test('what a disguise leaves is shown and moves no probability', () => {
  const renamed = compare(PARSE, PARSE_RENAMED).evidence.disguise!;
  const other = compare(PARSE, OTHER);
  assert.ok(renamed > 0.8 && renamed <= 1, `${renamed}`);
  assert.ok(other.evidence.disguise! < 0.4, `${other.evidence.disguise}`);
  const { probability } = compare(PARSE, PARSE_EDITED);
  const passage = (text: string) =>
    preparePassage(passageOf(createLexer(languageByName('javascript'))(text)));
  const evidence = copyEvidence(passage(PARSE), passage(PARSE_EDITED));
  assert.equal(probability, copyProbability(BUILT_IN_CALIBRATION, evidence));
});

test('two tables of other values are no copies, the same table is one', () => {
  const table = (seed: number): string =>
    Array.from(
      { length: 20 },
      (_, i) => `add("k${seed * i}", ${seed + i}, "v${seed + 3 * i}");`,
    ).join('\n');
  assert.equal(compare(table(7), table(1000)).type, 'none');
  assert.equal(compare(table(7), table(7)).type, 'exact');
});

test('empty texts and unknown languages are compared like any others', () => {
  assert.equal(compare('', 'x = 1', 'no-such').type, 'none');
  assert.equal(compare('', '').type, 'exact');
});
