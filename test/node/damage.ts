/** Damage as disks and crashes do it. */

/** A copy with one bit flipped, the end cut off, or one page of 4 KiB zeroed. */
export function damage(bytes: Buffer, how: string, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  if (how === 'cut') return Buffer.from(bytes.subarray(0, at));
  const copy = Buffer.from(bytes);
  if (how === 'flip') copy[at]! ^= 1 << Math.floor(random() * 8);
  else copy.fill(0, at - (at % 4096), Math.min(copy.length, at - (at % 4096) + 4096));
  return copy;
}
