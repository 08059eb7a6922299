/**
 * Which steps of two sequences belong together, in order: the pairing of greatest weight.
 * Source: S. Needleman, C. Wunsch, "A general method …" (1970). Ours adds a bonus for pairs in a row, so that what one
 * side lacks stays in one piece, and cuts long sequences at steps that each side has once (B. Cohen, patience diff).
 */

export interface Steps {
  readonly lengthA: number;
  readonly lengthB: number;
  /** Equal for steps that are the same; only these cut long sequences. */
  keyA(a: number): number;
  keyB(b: number): number;
  /** ≥ 0; what pairing the two is worth, 0 where they must not be paired. */
  weight(a: number, b: number): number;
}

/** For the second and each further pair of a run: less than the lightest step, which weighs 1. */
const IN_A_ROW = 0.3;
/** Cells of one table (9 bytes each). */
const MAX_CELLS = 2_000_000;

/** @returns for each step of A its step of B, ascending, or −1 */
export function alignSteps(steps: Steps): Int32Array {
  const pairs = new Int32Array(steps.lengthA).fill(-1);
  alignRange(steps, pairs, [0, steps.lengthA, 0, steps.lengthB]);
  return pairs;
}

type Range = readonly [startA: number, endA: number, startB: number, endB: number];

function alignRange(steps: Steps, pairs: Int32Array, range: Range): void {
  let [startA, endA, startB, endB] = range;
  while (startA < endA && startB < endB && steps.keyA(startA) === steps.keyB(startB)) {
    pairs[startA++] = startB++;
  }
  while (endA > startA && endB > startB && steps.keyA(endA - 1) === steps.keyB(endB - 1)) {
    pairs[--endA] = --endB;
  }
  const rest: Range = [startA, endA, startB, endB];
  const cells = (endA - startA) * (endB - startB);
  if (cells === 0) return;
  if (cells <= MAX_CELLS) {
    fillTable(steps, pairs, rest);
    return;
  }
  const anchors = commonOnce(steps, rest);
  // Nothing to hold on to in so much: what is left unpaired reads as replaced.
  if (anchors.length === 0) return;
  let [fromA, fromB] = [startA, startB];
  for (const [a, b] of [...anchors, [endA, endB] as const]) {
    if (a < endA) pairs[a] = b;
    alignRange(steps, pairs, [fromA, a, fromB, b]);
    [fromA, fromB] = [a + 1, b + 1];
  }
}

function fillTable(steps: Steps, pairs: Int32Array, [startA, endA, startB, endB]: Range): void {
  const width = endB - startB + 1;
  const height = endA - startA + 1;
  /** Best sum that ends with a pair, and that ends with a step left alone. */
  const paired = new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY);
  const alone = new Float32Array(width * height);
  for (let i = 1; i < height; i++) {
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      const before = at - width - 1;
      const weight = steps.weight(startA + i - 1, startB + j - 1);
      if (weight > 0) paired[at] = weight + Math.max(paired[before]! + IN_A_ROW, alone[before]!);
      const up = Math.max(paired[at - width]!, alone[at - width]!);
      alone[at] = Math.max(up, paired[at - 1]!, alone[at - 1]!);
    }
  }
  let i = height - 1;
  let j = width - 1;
  let inPair = paired.at(-1)! >= alone.at(-1)!;
  while (i > 0 && j > 0) {
    const at = i * width + j;
    if (inPair) {
      pairs[startA + i - 1] = startB + j - 1;
      const before = at - width - 1;
      inPair = paired[before]! + IN_A_ROW >= alone[before]!;
      i--;
      j--;
      continue;
    }
    const up = Math.max(paired[at - width]!, alone[at - width]!);
    const left = Math.max(paired[at - 1]!, alone[at - 1]!);
    const from = up >= left ? at - width : at - 1;
    inPair = paired[from]! >= alone[from]!;
    if (up >= left) i--;
    else j--;
  }
}

/** Pairs of equal steps that either side has exactly once, the longest ascending run of them. */
function commonOnce(
  steps: Steps,
  [startA, endA, startB, endB]: Range,
): (readonly [number, number])[] {
  const once = (start: number, end: number, key: (at: number) => number) => {
    const found = new Map<number, number>();
    for (let at = start; at < end; at++) found.set(key(at), found.has(key(at)) ? -1 : at);
    return found;
  };
  const inA = once(startA, endA, (at) => steps.keyA(at));
  const inB = once(startB, endB, (at) => steps.keyB(at));
  const pairs: (readonly [number, number])[] = [];
  for (const [key, a] of inA) {
    const b = inB.get(key);
    if (a >= 0 && b !== undefined && b >= 0) pairs.push([a, b]);
  }
  return longestAscending(pairs.sort((p, q) => p[0] - q[0]));
}

/** Patience sorting on the second number; the first ascends already. */
function longestAscending(pairs: readonly (readonly [number, number])[]) {
  const tops: number[] = [];
  const before: number[] = [];
  for (let i = 0; i < pairs.length; i++) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]![1] < pairs[i]![1]) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? tops[low - 1]! : -1;
    tops[low] = i;
  }
  const run: (readonly [number, number])[] = [];
  for (let i = tops.at(-1) ?? -1; i >= 0; i = before[i]!) run.push(pairs[i]!);
  return run.reverse();
}
