/**
 * Small numbers for the hashes that occur more than once among millions. By sorting (radix, least significant digit
 * first), not by a table: a table of millions fits no processor's cache, so each look waits for memory.
 */

export interface Numbered {
  /** Per hash its number, by first appearance from 0; −1 where the hash occurs once, `(hashes)`. */
  readonly ids: Int32Array;
  /** How often each occurs, `(numbers)`. */
  readonly counts: Int32Array;
}

/** log2 of the counters that single out most hashes that occur once: they need not be sorted. */
const COUNTER_BITS = 22;
const DIGIT_BITS = 11;
const DIGITS = Math.ceil(32 / DIGIT_BITS);

export function numberRepeated(hashes: Uint32Array): Numbered {
  const order = sorted(hashes, likelyRepeated(hashes));
  const ids = new Int32Array(hashes.length).fill(-1);
  let groups = 0;
  for (let from = 0; from < order.length; ) {
    const hash = hashes[order[from]!];
    let to = from + 1;
    while (to < order.length && hashes[order[to]!] === hash) to++;
    if (to - from > 1) {
      for (let k = from; k < to; k++) ids[order[k]!] = groups;
      groups++;
    }
    from = to;
  }
  // Neighbors in the text get neighboring numbers, so that what is looked up by number is near, too.
  const numbers = new Int32Array(groups).fill(-1);
  const counts = new Int32Array(groups);
  let known = 0;
  for (let i = 0; i < ids.length; i++) {
    const group = ids[i]!;
    if (group < 0) continue;
    if (numbers[group]! < 0) numbers[group] = known++;
    ids[i] = numbers[group]!;
    counts[ids[i]!]!++;
  }
  return { ids, counts };
}

/** Positions of the hashes whose counter says two or more, ascending. */
function likelyRepeated(hashes: Uint32Array): Uint32Array<ArrayBuffer> {
  const seen = new Uint8Array(2 ** COUNTER_BITS);
  const mask = seen.length - 1;
  for (let i = 0; i < hashes.length; i++) {
    const slot = hashes[i]! & mask;
    if (seen[slot]! < 2) seen[slot]!++;
  }
  const positions = new Uint32Array(hashes.length);
  let count = 0;
  for (let i = 0; i < hashes.length; i++) {
    if (seen[hashes[i]! & mask]! > 1) positions[count++] = i;
  }
  return positions.slice(0, count);
}

/** The positions by their hashes, equal ones in the given order. */
function sorted(hashes: Uint32Array, positions: Uint32Array<ArrayBuffer>): Uint32Array {
  let from = positions;
  let to = new Uint32Array(positions.length);
  const mask = 2 ** DIGIT_BITS - 1;
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT_BITS;
    const starts = new Uint32Array(mask + 2);
    for (let k = 0; k < from.length; k++) starts[((hashes[from[k]!]! >>> shift) & mask) + 1]!++;
    for (let value = 0; value < mask; value++) starts[value + 1]! += starts[value]!;
    for (let k = 0; k < from.length; k++) {
      const position = from[k]!;
      to[starts[(hashes[position]! >>> shift) & mask]!++] = position;
    }
    [from, to] = [to, from];
  }
  return from;
}
