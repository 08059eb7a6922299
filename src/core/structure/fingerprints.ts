/**
 * Runs of tokens as single numbers, and a choice among them that both copies of a passage make alike.
 * Source: S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing" (2003): the smallest hash of each window is kept, so that
 * any common run of `length + window − 1` tokens shares at least one fingerprint.
 */

/** Hash of each run of `length` tokens, `(tokens − length + 1)`; empty for fewer tokens. */
export function runHashes(tokens: Uint32Array, length: number): Uint32Array {
  const count = tokens.length - length + 1;
  if (count <= 0) return new Uint32Array(0);
  const hashes = new Uint32Array(count);
  const BASE = 0x01000193;
  let leading = 1;
  for (let i = 1; i < length; i++) leading = Math.imul(leading, BASE);
  let running = 0;
  for (let i = 0; i < tokens.length; i++) {
    if (i >= length) running = (running - Math.imul(spread(tokens[i - length]!), leading)) | 0;
    running = (Math.imul(running, BASE) + spread(tokens[i]!)) | 0;
    if (i >= length - 1) {
      const mixed = Math.imul(running ^ (running >>> 15), 0x85ebca6b);
      hashes[i - length + 1] = (mixed ^ (mixed >>> 13)) >>> 0;
    }
  }
  return hashes;
}

/** Class hashes are tiny numbers; without this they would vanish in a sum. */
function spread(token: number): number {
  return Math.imul(token + 0x9e3779b9, 0xc2b2ae35) | 0;
}

/** Positions of the chosen fingerprints, ascending: the rightmost smallest of every `window` neighbours. */
export function winnow(hashes: Uint32Array, window: number): number[] {
  const chosen: number[] = [];
  let smallest = -1;
  for (let end = window - 1; end < hashes.length; end++) {
    const from = end - window + 1;
    if (smallest < from) {
      smallest = from;
      for (let i = from + 1; i <= end; i++) if (hashes[i]! <= hashes[smallest]!) smallest = i;
      chosen.push(smallest);
    } else if (hashes[end]! <= hashes[smallest]!) {
      smallest = end;
      chosen.push(smallest);
    }
  }
  return chosen;
}
