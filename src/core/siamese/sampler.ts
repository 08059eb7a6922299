/**
 * Which pairs a step trains on: a kind drawn by weight, then the next of that kind's batches.
 *
 * A batch is of one kind, so its in-batch negatives are the ones that kind's searches meet. Pairs are shuffled once
 * per epoch; within stretches of several batches they are ordered by length, which saves padding and makes the
 * negatives of a batch as long as its positives. The order is a function of seed, kind and epoch alone, so a saved
 * position is all it takes to resume.
 */
import { NO_HARD_NEGATIVE, type PairSet } from './pairSet.ts';
import { Random } from './random.ts';

export interface WeightedPairs {
  readonly pairs: PairSet;
  /** How often this kind is drawn, relative to the others. */
  readonly weight: number;
}

/** Per kind, how many batches were drawn; what a checkpoint keeps. */
export type SamplerPosition = Readonly<Record<string, number>>;

export interface SampledBatch {
  readonly pairs: PairSet;
  readonly rows: Uint32Array;
}

export interface SamplerOptions {
  readonly batchSize: number;
  readonly seed: number;
  /** Share of the last pairs of each set that is kept out of training, for the validation loss. */
  readonly heldOut: number;
  /** Share of a batch that is filled with mined hard negatives of its other pairs. */
  readonly hardShare: number;
  /** Batches of one language where a kind of pair has enough of it: harder negatives, at no cost. */
  readonly byLanguage?: boolean;
  /** Batches of pieces of repositories, where pairs know their places: each pair meets its own file and module. */
  readonly byPlace?: boolean;
}

/** Batches per stretch that is ordered by length: enough to save padding, few enough to keep batches random (guess). */
const STRETCH = 8;
/** The same for batches of one language: a stretch must hold whole batches of small languages (guess). */
const LANGUAGE_STRETCH = 32;

/** Pairs mined one after the other that pieces of similar length are cut from: a module or two (guess). */
const NEIGHBORHOOD = 512;
/** Pairs of one neighborhood in a batch. */
const PIECE = 64;

export class Sampler {
  readonly #kinds: readonly WeightedPairs[];
  readonly #options: SamplerOptions;
  readonly #orders = new Map<PairSet, { epoch: number; rows: Uint32Array }>();
  readonly #drawn: number[];

  constructor(
    kinds: readonly WeightedPairs[],
    options: SamplerOptions,
    position: SamplerPosition = {},
  ) {
    this.#kinds = kinds;
    this.#options = options;
    this.#drawn = kinds.map(({ pairs }) => position[pairs.kind] ?? 0);
    for (const { pairs } of kinds) {
      if (this.#batchesPerEpoch(pairs) < 1) {
        throw new RangeError(`${pairs.kind}: ${pairs.count} pairs are fewer than one batch`);
      }
    }
  }

  get position(): SamplerPosition {
    return Object.fromEntries(this.#kinds.map(({ pairs }, i) => [pairs.kind, this.#drawn[i]!]));
  }

  next(random: Random): SampledBatch {
    const total = this.#kinds.reduce((sum, kind) => sum + kind.weight, 0);
    let at = random.next() * total;
    let k = 0;
    while (k < this.#kinds.length - 1 && at >= this.#kinds[k]!.weight) {
      at -= this.#kinds[k]!.weight;
      k++;
    }
    const { pairs } = this.#kinds[k]!;
    const drawn = this.#drawn[k]!;
    this.#drawn[k] = drawn + 1;
    const perEpoch = this.#batchesPerEpoch(pairs);
    const order = this.#order(pairs, Math.floor(drawn / perEpoch));
    const size = this.#size(pairs);
    // By place an epoch may be a few batches short: the first ones come again.
    const start = ((drawn % perEpoch) * size) % order.length;
    return {
      pairs,
      rows: this.#withHardNegatives(pairs, order.slice(start, start + size), random),
    };
  }

  /** Pairs that training never sees, at most `limit` per kind. */
  heldOut(limit: number): SampledBatch[] {
    return this.#kinds.flatMap(({ pairs }) => {
      const from = this.#trained(pairs);
      const count = Math.min(limit, pairs.count - from);
      if (count < 2) return [];
      return [{ pairs, rows: Uint32Array.from({ length: count }, (_, i) => from + i) }];
    });
  }

  #trained(pairs: PairSet): number {
    return pairs.count - Math.floor(pairs.count * this.#options.heldOut);
  }

  #size(pairs: PairSet): number {
    return Math.min(this.#options.batchSize, this.#trained(pairs));
  }

  #batchesPerEpoch(pairs: PairSet): number {
    const size = this.#size(pairs);
    return size < 2 ? 0 : Math.floor(this.#trained(pairs) / size);
  }

  #order(pairs: PairSet, epoch: number): Uint32Array {
    const known = this.#orders.get(pairs);
    if (known?.epoch === epoch) return known.rows;
    const random = new Random(hash(`${this.#options.seed}/${pairs.kind}/${epoch}`));
    const size = this.#size(pairs);
    const length = lengthOf(pairs);
    const { language, places } = pairs;
    const byLanguage = this.#options.byLanguage === true && language !== undefined;
    const before = (a: number, b: number) =>
      (byLanguage ? language[a]! - language[b]! : 0) || length(a) - length(b);
    if (this.#options.byPlace && places && size % PIECE === 0) {
      const rows = rowsByPlace(pairs, places, this.#trained(pairs), size, before, random);
      this.#orders.set(pairs, { epoch, rows });
      return rows;
    }
    const rows = random.shuffle(Uint32Array.from({ length: this.#trained(pairs) }, (_, i) => i));
    const stretch = (byLanguage ? LANGUAGE_STRETCH : STRETCH) * size;
    for (let start = 0; start + size <= rows.length; start += stretch) {
      const end = Math.min(start + stretch, Math.floor(rows.length / size) * size);
      const sorted = rows.slice(start, end).sort(before);
      const places = random.shuffle(
        Uint32Array.from({ length: sorted.length / size }, (_, i) => i),
      );
      places.forEach((place, i) => {
        rows.set(sorted.subarray(place * size, (place + 1) * size), start + i * size);
      });
    }
    this.#orders.set(pairs, { epoch, rows });
    return rows;
  }

  /** Replaces the end of a batch by mined hard negatives of its start. */
  #withHardNegatives(pairs: PairSet, rows: Uint32Array, random: Random): Uint32Array {
    const { hardNegatives, hardNegativesPerPair } = pairs;
    if (!hardNegatives || hardNegativesPerPair === 0 || this.#options.hardShare === 0) return rows;
    const kept = Math.ceil(rows.length * (1 - this.#options.hardShare));
    const chosen = new Set(rows.subarray(0, kept));
    for (let i = 0; chosen.size < rows.length && i < 4 * kept; i++) {
      const row = rows[i % kept]!;
      const hard = hardNegatives[row * hardNegativesPerPair + random.below(hardNegativesPerPair)]!;
      if (hard !== NO_HARD_NEGATIVE && hard < this.#trained(pairs)) chosen.add(hard);
    }
    for (const row of rows) {
      if (chosen.size === rows.length) break;
      chosen.add(row);
    }
    return Uint32Array.from(chosen);
  }
}

function lengthOf({ positives: { offsets } }: PairSet): (row: number) => number {
  return (row) => offsets[row + 1]! - offsets[row]!;
}

/**
 * Rows in batches of pieces: a piece is PIECE pairs of similar length of one neighborhood, a batch takes pieces that
 * stand side by side in the order `before` of a stretch. Rows that fill no piece are left out of the epoch.
 */
function rowsByPlace(
  pairs: PairSet,
  places: Uint32Array,
  trained: number,
  size: number,
  before: (a: number, b: number) => number,
  random: Random,
): Uint32Array {
  const length = lengthOf(pairs);
  const placed = Uint32Array.from({ length: trained }, (_, i) => i).sort(
    (a, b) => places[a]! - places[b]!,
  );
  const first = random.below(NEIGHBORHOOD);
  const pieces: Uint32Array[] = [];
  for (let from = -first; from < trained; from += NEIGHBORHOOD) {
    const near = placed
      .slice(Math.max(0, from), from + NEIGHBORHOOD)
      .sort((a, b) => length(a) - length(b));
    const spare = near.length % PIECE;
    const start = spare === 0 ? 0 : random.below(spare + 1);
    for (let i = start; i + PIECE <= near.length; i += PIECE) {
      pieces.push(near.subarray(i, i + PIECE));
    }
  }
  const order = random.shuffle(Uint32Array.from({ length: pieces.length }, (_, i) => i));
  const perBatch = size / PIECE;
  const middle = (piece: number) => pieces[piece]![PIECE >> 1]!;
  const batches: Uint32Array[] = [];
  for (let from = 0; from < order.length; from += LANGUAGE_STRETCH * perBatch) {
    const stretch = order
      .slice(from, from + LANGUAGE_STRETCH * perBatch)
      .sort((a, b) => before(middle(a), middle(b)));
    for (let i = 0; i + perBatch <= stretch.length; i += perBatch) {
      batches.push(stretch.subarray(i, i + perBatch));
    }
  }
  const rows = new Uint32Array(batches.length * size);
  random.shuffle(Uint32Array.from({ length: batches.length }, (_, i) => i)).forEach((batch, i) => {
    batches[batch]!.forEach((piece, k) => {
      rows.set(pieces[piece]!, i * size + k * PIECE);
    });
  });
  return rows;
}

/** FNV-1a */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}
