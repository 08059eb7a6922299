/** Rows made of unit length in place, and checked: what every encoder's output goes through. */

/**
 * @param embeddings `(rows, dimensions)` row-major; changed in place.
 * @throws RangeError if a row is not finite. A row of zeros (a text without tokens) stays as it is.
 */
export function makeUnitRows(embeddings: Float32Array, dimensions: number): void {
  for (let start = 0; start < embeddings.length; start += dimensions) {
    let squared = 0;
    for (let k = start; k < start + dimensions; k++) squared += embeddings[k]! * embeddings[k]!;
    if (!Number.isFinite(squared)) {
      throw new RangeError(
        `the encoder returned a value that is not finite in row ${start / dimensions}`,
      );
    }
    if (squared === 0) continue;
    const scale = 1 / Math.sqrt(squared);
    for (let k = start; k < start + dimensions; k++) embeddings[k] = embeddings[k]! * scale;
  }
}

/**
 * Mean of the token states of each row over its mask.
 * @param states `(rows, tokens, dimensions)`, `mask` `(rows, tokens)` of 0 and 1.
 * @returns `(rows, dimensions)`, not yet of unit length.
 */
export function meanOfTokens(
  states: Float32Array,
  mask: ArrayLike<number | bigint>,
  { rows, tokens, dimensions }: { rows: number; tokens: number; dimensions: number },
): Float32Array {
  const means = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    let count = 0;
    for (let token = 0; token < tokens; token++) {
      if (Number(mask[row * tokens + token]) === 0) continue;
      count++;
      const from = (row * tokens + token) * dimensions;
      for (let k = 0; k < dimensions; k++) means[row * dimensions + k]! += states[from + k]!;
    }
    if (count === 0) continue;
    for (let k = 0; k < dimensions; k++) means[row * dimensions + k]! /= count;
  }
  return means;
}
