import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  distanceBetweenRows,
  distanceFromSimilarity,
  similarityFromDistance,
} from '../../../src/core/encoder/distance.ts';

test('identical rows are at distance 0, opposite ones at 2', () => {
  const rows = Float32Array.of(1, 0, -1, 0);
  assert.equal(distanceBetweenRows(rows, 0, rows, 0, 2), 0);
  assert.equal(distanceBetweenRows(rows, 0, rows, 1, 2), 2);
});

test('distance and similarity are inverses of one another', () => {
  for (const similarity of [-1, -0.5, 0, 0.3, 1]) {
    assert.ok(
      Math.abs(similarityFromDistance(distanceFromSimilarity(similarity)) - similarity) < 1e-12,
    );
  }
});

test('a row past the end is refused with its numbers', () => {
  assert.throws(
    () => distanceBetweenRows(new Float32Array(4), 2, new Float32Array(4), 0, 2),
    RangeError,
  );
});
