/** Euclidean distance on unit embeddings: 0 for identical, 2 for opposite, d² = 2 − 2·cos. */

/**
 * Distance between row `i` of `a` and row `j` of `b`.
 * @returns 0..2
 * @throws RangeError if a row reaches past its array.
 */
export function distanceBetweenRows(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  dimensions: number,
): number {
  if ((i + 1) * dimensions > a.length || (j + 1) * dimensions > b.length) {
    throw new RangeError(
      `row ${i} of ${a.length} or ${j} of ${b.length} at ${dimensions} dimensions`,
    );
  }
  let squared = 0;
  const offsetA = i * dimensions;
  const offsetB = j * dimensions;
  for (let k = 0; k < dimensions; k++) {
    const difference = a[offsetA + k]! - b[offsetB + k]!;
    squared += difference * difference;
  }
  return Math.sqrt(squared);
}

/** Distance of two unit embeddings whose cosine is `similarity`; clamps rounding outside −1..1. */
export function distanceFromSimilarity(similarity: number): number {
  return Math.sqrt(Math.max(0, 2 - 2 * Math.min(1, similarity)));
}

/** Cosine of two unit embeddings at `distance`. */
export function similarityFromDistance(distance: number): number {
  return 1 - (distance * distance) / 2;
}
