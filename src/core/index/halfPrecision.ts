/**
 * IEEE 754 half precision: embeddings at two bytes a value.
 * Rounding moves a unit embedding by at most 2^-11 of its length plus the subnormal floor, so a
 * distance of two of them by less than 0.001. (`Float16Array` is missing from the oldest editors.)
 */

/** Nearest half, ties to even; beyond ±65504 becomes infinite. */
export function encodeHalf(source: Float32Array): Uint16Array {
  const words = new Uint32Array(source.buffer, source.byteOffset, source.length);
  const halves = new Uint16Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const word = words[i]!;
    const sign = (word >>> 16) & 0x8000;
    const magnitude = word & 0x7fffffff;
    halves[i] = sign | halfMagnitude(magnitude);
  }
  return halves;
}

/** @param magnitude the 31 bits of a float below its sign */
function halfMagnitude(magnitude: number): number {
  if (magnitude > 0x7f800000) return 0x7e00;
  if (magnitude >= 0x477ff000) return 0x7c00;
  if (magnitude < 0x33000001) return 0;
  if (magnitude >= 0x38800000) {
    // A normal half: move the exponent bias from 127 to 15 and round 23 fraction bits to 10.
    const rebased = magnitude - 0x38000000;
    return (rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13;
  }
  // A subnormal half: a multiple of 2^-24.
  const shift = 126 - (magnitude >>> 23);
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const whole = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return whole + (rest > tie || (rest === tie && (whole & 1) === 1) ? 1 : 0);
}

/** 2^(127 − 15): what a half's bits lack as a float's when only the exponent's bias differs. */
const REBIAS = 2 ** 112;

/** Decodes finite `halves` into `target` from `offset` on: normal and subnormal ones alike. */
export function decodeHalf(halves: Uint16Array, target: Float32Array, offset: number): void {
  const words = new Uint32Array(target.buffer, target.byteOffset + 4 * offset, halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    words[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  }
  for (let i = offset; i < offset + halves.length; i++) target[i]! *= REBIAS;
}

/** What a value becomes by being stored. */
export function roundToHalf(source: Float32Array): Float32Array {
  const halves = encodeHalf(source);
  const rounded = new Float32Array(source.length);
  decodeHalf(halves, rounded, 0);
  return rounded;
}
