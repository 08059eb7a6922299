/**
 * Copied stretches inside functions and across them: maximal runs of equal normalised tokens of two places, joined
 * over small gaps. What whole functions already show is not looked for again.
 */
import { runHashes, winnow } from '../structure/fingerprints.ts';
import { normalisedOf } from '../structure/passage.ts';
import type { TokenFile } from './units.ts';

/** The same stretch in two places; token positions, half-open. */
export interface SharedRun {
  readonly fileA: number;
  readonly startA: number;
  readonly endA: number;
  readonly fileB: number;
  readonly startB: number;
  readonly endB: number;
}

export interface SharedRunOptions {
  readonly minTokens: number;
  /** Token positions that only repeat what is looked at elsewhere (second copies of whole functions). */
  readonly isRepeated: (file: number, position: number) => boolean;
}

/** Tokens of a seed and the window of choice: any common run of 24 + 10 − 1 tokens is found, which is below every
 * sensible minimum. */
const SEED_TOKENS = 24;
const SEED_WINDOW = 10;
/** Places that share a seed and are compared pair by pair; more are compared each with the next. */
const MAX_PLACES_PAIRED = 12;
/** And with more than this the seed is boilerplate. */
const MAX_PLACES = 400;
/** Unequal tokens, on either side, over which two runs are one edited copy: two statements or so. */
const MAX_GAP_TOKENS = 20;
/** log2 of the counters that single out seeds which occur once. */
const COUNTER_BITS = 22;

/** Runs in the order of their first place. */
export function sharedRuns(
  files: readonly TokenFile[],
  { minTokens, isRepeated }: SharedRunOptions,
  signal?: AbortSignal,
): SharedRun[] {
  const normalised = files.map(({ stream }) => normalisedOf(stream));
  const runs = new RunCollector(normalised);
  for (const places of seedPlaces(normalised, isRepeated)) {
    signal?.throwIfAborted();
    if (places.length > MAX_PLACES) continue;
    const reach = places.length <= MAX_PLACES_PAIRED ? places.length : 1;
    for (let i = 0; i < places.length; i++) {
      for (let j = i + 1; j <= Math.min(i + reach, places.length - 1); j++) {
        runs.extend(places[i]!, places[j]!);
      }
    }
  }
  return joinOverGaps(runs.found).filter(
    ({ startA, endA, startB, endB }) => Math.min(endA - startA, endB - startB) >= minTokens,
  );
}

interface SeedPlace {
  readonly file: number;
  readonly position: number;
}

/** Places of each seed that occurs more than once, in the order of files and positions. */
function seedPlaces(
  normalised: readonly Uint32Array[],
  isRepeated: (file: number, position: number) => boolean,
): SeedPlace[][] {
  const mask = 2 ** COUNTER_BITS - 1;
  const counts = new Uint8Array(2 ** COUNTER_BITS);
  const seeds = normalised.map((tokens, file) => {
    const hashes = runHashes(tokens, SEED_TOKENS);
    const positions = winnow(hashes, Math.max(1, Math.min(SEED_WINDOW, hashes.length))).filter(
      (position) => !isRepeated(file, position),
    );
    for (const position of positions) {
      const slot = hashes[position]! & mask;
      if (counts[slot]! < 2) counts[slot]!++;
    }
    return { positions, hashes: positions.map((position) => hashes[position]!) };
  });
  const places = new Map<number, SeedPlace[]>();
  for (const [file, { positions, hashes }] of seeds.entries()) {
    for (const [i, hash] of hashes.entries()) {
      if (counts[hash & mask]! < 2) continue;
      const place = { file, position: positions[i]! };
      const list = places.get(hash);
      if (list) list.push(place);
      else places.set(hash, [place]);
    }
  }
  return [...places.values()].filter((list) => list.length > 1);
}

class RunCollector {
  readonly found: SharedRun[] = [];
  private readonly normalised: readonly Uint32Array[];
  /** How far each diagonal of two files is known, by their key and then by how far the second place lies behind. */
  private readonly known = new Map<number, Map<number, number>>();

  constructor(normalised: readonly Uint32Array[]) {
    this.normalised = normalised;
  }

  /** Adds the longest run through two places with the same seed, unless it is known. */
  extend(a: SeedPlace, b: SeedPlace): void {
    const diagonal = b.position - a.position;
    const known = this.knownOf(a.file, b.file);
    if ((known.get(diagonal) ?? -1) > a.position) return;
    const tokensA = this.normalised[a.file]!;
    const tokensB = this.normalised[b.file]!;
    let before = 0;
    while (
      before < Math.min(a.position, b.position) &&
      tokensA[a.position - before - 1] === tokensB[b.position - before - 1]
    ) {
      before++;
    }
    // Inside one file a run must not reach into its own other place.
    const limit = a.file === b.file ? b.position - before : tokensA.length;
    let endA = a.position;
    let endB = b.position;
    while (endA < limit && endB < tokensB.length && tokensA[endA] === tokensB[endB]) {
      endA++;
      endB++;
    }
    known.set(diagonal, endA);
    if (endA - a.position < SEED_TOKENS) return;
    const startA = a.position - before;
    const startB = b.position - before;
    this.found.push({ fileA: a.file, startA, endA, fileB: b.file, startB, endB });
  }

  private knownOf(fileA: number, fileB: number): Map<number, number> {
    const key = fileA * this.normalised.length + fileB;
    let known = this.known.get(key);
    if (!known) {
      known = new Map();
      this.known.set(key, known);
    }
    return known;
  }
}

/** Runs of the same two files that follow one another in both with little between them become one. */
function joinOverGaps(runs: readonly SharedRun[]): SharedRun[] {
  const sorted = [...runs].sort(
    (x, y) => x.fileA - y.fileA || x.fileB - y.fileB || x.startA - y.startA || x.startB - y.startB,
  );
  const joined: SharedRun[] = [];
  let open: SharedRun[] = [];
  for (const run of sorted) {
    const isNext = open[0] && open[0].fileA === run.fileA && open[0].fileB === run.fileB;
    if (!isNext) {
      joined.push(...open);
      open = [];
    }
    const at = open.findIndex(
      ({ endA, endB, fileA, fileB, startB }) =>
        run.startA >= endA &&
        run.startA - endA <= MAX_GAP_TOKENS &&
        run.startB >= endB &&
        run.startB - endB <= MAX_GAP_TOKENS &&
        (fileA !== fileB || run.endA <= startB),
    );
    if (at >= 0) open[at] = { ...open[at]!, endA: run.endA, endB: run.endB };
    else open.push(run);
    if (open.length > 64) joined.push(...open.splice(0, 32));
  }
  return [...joined, ...open];
}
