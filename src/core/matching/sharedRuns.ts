/**
 * Copied stretches inside functions and across them: maximal runs of equal normalised tokens of two places, joined
 * over small gaps. What whole functions already show is not looked for again.
 */
import { runHashes, winnow } from '../structure/fingerprints.ts';
import { numberRepeated } from '../structure/numberRepeated.ts';
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
function* seedPlaces(
  normalised: readonly Uint32Array[],
  isRepeated: (file: number, position: number) => boolean,
): Generator<SeedPlace[]> {
  const { files, positions, hashes } = seedsOf(normalised, isRepeated);
  const { ids, counts } = numberRepeated(hashes);
  // Places of one seed stand one after the other.
  const starts = new Uint32Array(counts.length + 1);
  for (let id = 0; id < counts.length; id++) starts[id + 1] = starts[id]! + counts[id]!;
  const filled = starts.slice();
  const seeds = new Uint32Array(starts[counts.length]!);
  for (let seed = 0; seed < ids.length; seed++) {
    if (ids[seed]! >= 0) seeds[filled[ids[seed]!]!++] = seed;
  }
  for (let id = 0; id < counts.length; id++) {
    if (counts[id]! > MAX_PLACES) continue;
    const own = seeds.subarray(starts[id], starts[id + 1]);
    yield Array.from(own, (seed) => ({ file: files[seed]!, position: positions[seed]! }));
  }
}

/** All seeds, file by file. */
function seedsOf(
  normalised: readonly Uint32Array[],
  isRepeated: (file: number, position: number) => boolean,
) {
  const files: number[] = [];
  const positions: number[] = [];
  const hashes: number[] = [];
  for (const [file, tokens] of normalised.entries()) {
    const own = runHashes(tokens, SEED_TOKENS);
    for (const position of winnow(own, Math.max(1, Math.min(SEED_WINDOW, own.length)))) {
      if (isRepeated(file, position)) continue;
      files.push(file);
      positions.push(position);
      hashes.push(own[position]!);
    }
  }
  return { files, positions, hashes: Uint32Array.from(hashes) };
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
