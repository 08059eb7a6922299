/**
 * Which units may be edited copies of one another: those that share enough rare fingerprints. Counted over typed arrays,
 * because a repository has millions of fingerprints.
 */
import { runHashes, winnow } from '../structure/fingerprints.ts';
import { numberRepeated } from '../structure/numberRepeated.ts';
import type { Passage } from '../structure/passage.ts';

/** Two families of fingerprints: one survives any renaming, one survives many edits. (Lengths and windows: measured
 * by injection; shorter ones propose too many pairs, longer ones miss half-changed copies.) */
const FAMILIES = [
  { tokens: 'normalised', length: 12, window: 5 },
  { tokens: 'called', length: 5, window: 3 },
] as const;
/** A fingerprint in more items than this is the language's boilerplate and proposes nothing. */
const MAX_ITEMS_PER_FINGERPRINT = 48;
/** Shared share of the smaller item's fingerprints from which a pair is measured; a half-changed copy keeps a quarter. */
const MIN_SHARED = 0.08;
/** Copies may differ in size by this factor; beyond it one is a part of the other, which shared runs find. */
const MIN_LENGTH_RATIO = 0.4;

/** A unit to be compared. */
export interface Candidate {
  /** Distinct, as `fingerprintsOf` makes them. */
  readonly prints: Uint32Array;
  readonly tokens: number;
}

/** Calls `propose` with positions `earlier` < `later` of candidates that share enough, each pair once. */
export function proposePairs(
  candidates: readonly Candidate[],
  propose: (earlier: number, later: number) => void,
  signal?: AbortSignal,
): void {
  const { ids, counts } = numberRepeated(joined(candidates));
  // Holders of each fingerprint stand one after the other; `filled` of them are there so far.
  const starts = new Int32Array(counts.length + 1);
  for (let id = 0; id < counts.length; id++) starts[id + 1] = starts[id]! + counts[id]!;
  const holders = new Int32Array(starts[counts.length]!);
  const filled = new Int32Array(counts.length);
  const shared = new Uint16Array(candidates.length);
  const touched = new Int32Array(candidates.length);
  let at = 0;
  for (const [i, { prints, tokens }] of candidates.entries()) {
    if ((i & 1023) === 0) signal?.throwIfAborted();
    let others = 0;
    for (let k = 0; k < prints.length; k++) {
      const id = ids[at++]!;
      if (id < 0) continue;
      const count = counts[id]!;
      if (count > MAX_ITEMS_PER_FINGERPRINT) continue;
      const from = starts[id]!;
      const to = from + filled[id]!;
      for (let h = from; h < to; h++) {
        const other = holders[h]!;
        if (shared[other]! === 0) touched[others++] = other;
        shared[other]!++;
      }
      holders[to] = i;
      filled[id]!++;
    }
    for (let t = 0; t < others; t++) {
      const other = touched[t]!;
      const count = shared[other]!;
      shared[other] = 0;
      const candidate = candidates[other]!;
      const smaller = Math.min(prints.length, candidate.prints.length);
      const ratio = Math.min(tokens, candidate.tokens) / Math.max(tokens, candidate.tokens);
      if (count >= Math.max(2, MIN_SHARED * smaller) && ratio >= MIN_LENGTH_RATIO) {
        propose(other, i);
      }
    }
  }
}

/** The fingerprints of all candidates, one candidate after the other. */
function joined(candidates: readonly Candidate[]): Uint32Array {
  const all = new Uint32Array(candidates.reduce((sum, { prints }) => sum + prints.length, 0));
  let at = 0;
  for (const { prints } of candidates) {
    all.set(prints, at);
    at += prints.length;
  }
  return all;
}

/** Keeps the fingerprints of the two families apart. */
const FAMILY_SALT = [0, 0x5bd1e995] as const;

/** Distinct fingerprints of a passage, both families, ascending. */
export function fingerprintsOf(passage: Passage): Uint32Array {
  const chosen: number[] = [];
  for (const [family, { tokens, length, window }] of FAMILIES.entries()) {
    const hashes = runHashes(passage[tokens], length);
    // A passage shorter than a window still gets its one fingerprint.
    for (const position of winnow(hashes, Math.max(1, Math.min(window, hashes.length)))) {
      chosen.push(hashes[position]! ^ FAMILY_SALT[family]!);
    }
  }
  const sorted = Uint32Array.from(chosen).sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[distinct++] = sorted[i]!;
  }
  return sorted.slice(0, distinct);
}
