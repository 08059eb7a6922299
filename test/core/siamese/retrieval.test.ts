import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lexicalBaselines } from '../../../src/core/siamese/lexicalBaselines.ts';
import {
  areaUnderCurve,
  hardestNonMatches,
  meanReciprocalRank,
  type SquareScores,
} from '../../../src/core/siamese/retrieval.ts';

const squareOf = (rows: number[][], groups = rows.map((_, i) => i)): SquareScores => ({
  size: rows.length,
  score: (i, j) => rows[i]![j]!,
  isNonMatch: (i, j) => groups[i] !== groups[j],
});

test('the mean reciprocal rank is 1 when every match comes first and 1/n when it comes last', () => {
  assert.equal(
    meanReciprocalRank(
      squareOf([
        [3, 1, 2],
        [0, 9, 1],
        [1, 1, 5],
      ]),
    ),
    1,
  );
  assert.equal(
    meanReciprocalRank(
      squareOf([
        [0, 1],
        [1, 0],
      ]),
    ),
    0.5,
  );
});

test('a tie counts half and a pair of the same group not at all', () => {
  assert.equal(
    meanReciprocalRank(
      squareOf([
        [1, 1],
        [0, 1],
      ]),
    ),
    (1 / 1.5 + 1) / 2,
  );
  assert.equal(
    meanReciprocalRank(
      squareOf(
        [
          [0, 1],
          [1, 0],
        ],
        [7, 7],
      ),
    ),
    1,
  );
});

test('the area under the curve equals the share of pairs in order', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(scores, scores, (matches, nonMatches) => {
      let inOrder = 0;
      for (const m of matches) {
        for (const n of nonMatches) inOrder += m > n ? 1 : m === n ? 0.5 : 0;
      }
      const expected = inOrder / (matches.length * nonMatches.length);
      assert.ok(Math.abs(areaUnderCurve(matches, nonMatches) - expected) < 1e-9);
    }),
  );
});

test('the hardest non-match is the most similar one', () => {
  assert.deepEqual(
    hardestNonMatches(
      squareOf([
        [9, 1, 4],
        [2, 9, 3],
        [0, 0, 9],
      ]),
    ),
    [4, 3, 0],
  );
});

test('every baseline prefers the text that shares the rare word', () => {
  const queries = [[1, 2], []];
  const documents = [
    [1, 3, 4],
    [2, 3, 4],
    [1, 5, 6],
    [1, 7, 8],
  ];
  for (const [name, scores] of Object.entries(lexicalBaselines(queries, documents))) {
    const [common, rare] = scores(0);
    if (name === 'Jaccard') assert.equal(rare, common);
    else assert.ok(rare! > common!, name);
    assert.ok(scores(1).every(Number.isFinite), `${name} of an empty text`);
  }
});
