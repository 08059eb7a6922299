/** Seeded unit embeddings for tests: clustered, so that near neighbors exist. */

/** mulberry32: a small seeded generator, 0 ≤ value < 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * `(count, dimensions)` rows of unit length around `clusters` random centres.
 * @param spread noise against centre: 0 all members equal, 1 no clusters at all
 */
export function unitRows(
  count: number,
  dimensions: number,
  seed: number,
  { clusters = Math.max(1, count >> 3), spread = 0.5 } = {},
): Float32Array {
  const random = seededRandom(seed);
  const normal = () => random() + random() + random() + random() - 2;
  const centres = Float32Array.from({ length: clusters * dimensions }, normal);
  const rows = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const centre = Math.floor(random() * clusters) * dimensions;
    let squared = 0;
    for (let k = 0; k < dimensions; k++) {
      const value = centres[centre + k]! * (1 - spread) + normal() * spread;
      rows[i * dimensions + k] = value;
      squared += value * value;
    }
    const length = Math.sqrt(squared) || 1;
    for (let k = 0; k < dimensions; k++) rows[i * dimensions + k]! /= length;
  }
  return rows;
}
