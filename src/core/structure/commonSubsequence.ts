/**
 * Length of the longest common subsequence, 32 positions at a time.
 * Source: H. Hyyrö, "Bit-parallel LCS-length computation revisited" (2004). Ours first cuts off what both
 * begin and end with, which is most of an edited copy.
 */

/** @returns how many elements of `a` and `b` can be aligned in order, 0..min(lengths) */
export function commonSubsequenceLength(a: Uint32Array, b: Uint32Array): number {
  let start = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middleA = a.subarray(start, a.length - tail);
  const middleB = b.subarray(start, b.length - tail);
  const [short, long] = middleA.length <= middleB.length ? [middleA, middleB] : [middleB, middleA];
  return start + tail + (short.length === 0 ? 0 : bitParallel(short, long));
}

function bitParallel(short: Uint32Array, long: Uint32Array): number {
  const words = (short.length + 31) >>> 5;
  const positions = new Map<number, Int32Array>();
  for (let i = 0; i < short.length; i++) {
    let mask = positions.get(short[i]!);
    if (!mask) {
      mask = new Int32Array(words);
      positions.set(short[i]!, mask);
    }
    mask[i >>> 5]! |= 1 << (i & 31);
  }
  // A zero bit at position i: one more aligned element ends at or before i.
  const open = new Int32Array(words).fill(-1);
  for (const element of long) {
    const mask = positions.get(element);
    if (!mask) continue;
    let carry = 0;
    for (let w = 0; w < words; w++) {
      const value = open[w]!;
      const matched = value & mask[w]!;
      const sum = (value >>> 0) + (matched >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      open[w] = sum | 0 | (value & ~matched);
    }
  }
  let aligned = 0;
  for (let i = 0; i < short.length; i++) {
    if ((open[i >>> 5]! & (1 << (i & 31))) === 0) aligned++;
  }
  return aligned;
}
