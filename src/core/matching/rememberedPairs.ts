/**
 * What comparing found out about contents, kept from one run for the next: the fingerprints of a content, and what two
 * contents are to one another. Both follow from the tokens alone, so a run that remembers answers as one that does not;
 * which pairs are proposed depends on the whole folder and is worked out anew.
 */
import { createHash } from 'node:crypto';
import { levelScore } from '../calibration/calibration.ts';
import type { Evidence, MatchType } from './match.ts';
import type { CopyOptions } from './nearCopies.ts';

/** Raised with every change of fingerprints, evidence or judgement; `rememberedPairs.test.ts` notices most of them. */
export const COMPARISON_VERSION = 1;

/** What two contents are to one another. */
export interface Judged {
  readonly type: MatchType;
  readonly evidence: Required<Pick<Evidence, 'text' | 'structure'>>;
  readonly probability: number;
}

const TYPES = ['exact', 'renamed', 'edited'] as const;
/** Beyond this a folder is compared anew each time: some 50,000 files. */
const MOST_BYTES = 200_000_000;

export class RememberedPairs {
  private readonly settings: Uint8Array;
  private readonly before: Remembered | undefined;
  private readonly rowOf = new Map<number, number>();
  private readonly ids = new Map<number, number>();
  private readonly exact: number[] = [];
  private readonly normalised: number[] = [];
  /** Row in `before` of each content; -1 where it is new. */
  private readonly rows: number[] = [];
  private readonly prints: Uint32Array[] = [];
  /** Pairs in the order they were asked for: contents, 0 for no copies or 1 + position in `TYPES`. */
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  private readonly verdicts: number[] = [];
  /** Three numbers for each pair of copies: text, structure, probability. */
  private readonly measures: number[] = [];
  private computed = 0;

  /** @param bytes what `write` gave; any other bytes, and those of other options, are as good as none */
  constructor(options: CopyOptions, bytes?: Uint8Array) {
    this.settings = digest(options);
    this.before = bytes && read(bytes, this.settings);
    for (const [row, key] of this.before?.exact.entries() ?? []) this.rowOf.set(key, row);
  }

  /** The number of a content, by its two keys. */
  content(exact: number, normalised: number): number {
    const known = this.ids.get(exact);
    if (known !== undefined) return known;
    const row = this.rowOf.get(exact) ?? -1;
    this.rows.push(this.before?.normalised[row] === normalised ? row : -1);
    this.normalised.push(normalised);
    const id = this.exact.push(exact) - 1;
    this.ids.set(exact, id);
    return id;
  }

  /** The fingerprints of a content; `compute` is asked where they are not known. */
  printsOf(content: number, compute: () => Uint32Array): Uint32Array {
    const row = this.rows[content]!;
    const known = row < 0 ? undefined : this.before!.printsOf(row);
    if (!known?.length) this.computed++;
    const prints = known?.length ? known : compute();
    this.prints[content] = prints;
    return prints;
  }

  /** What two contents are to one another; `compute` is asked where that is not known. */
  judged(x: number, y: number, compute: () => Judged | undefined): Judged | undefined {
    const [a, b] = [this.rows[x]!, this.rows[y]!];
    const at = a < 0 || b < 0 ? -1 : this.before!.pair(Math.min(a, b), Math.max(a, b));
    if (at < 0) this.computed++;
    const judged = at < 0 ? compute() : this.before!.judged(at);
    this.lower.push(Math.min(x, y));
    this.upper.push(Math.max(x, y));
    this.verdicts.push(judged ? 1 + TYPES.indexOf(judged.type as (typeof TYPES)[number]) : 0);
    if (judged) {
      const { text, structure } = judged.evidence;
      this.measures.push(text, structure, judged.probability);
    }
    return judged;
  }

  /** What this run asked for, for the next; undefined where it learned nothing, or more than is worth keeping. */
  write(): Uint8Array<ArrayBuffer> | undefined {
    if (this.computed === 0) return undefined;
    const prints = this.exact.map((_, content) => this.prints[content] ?? new Uint32Array(0));
    const counts = {
      contents: this.exact.length,
      prints: prints.reduce((sum, { length }) => sum + length, 0),
      pairs: this.lower.length,
      copies: this.measures.length / 3,
    };
    if (sizeOf(counts) > MOST_BYTES) return undefined;
    const bytes = new Uint8Array(sizeOf(counts));
    const parts = layOut(bytes, counts);
    parts.settings.set(this.settings);
    parts.counts.set([counts.contents, counts.prints, counts.pairs, counts.copies]);
    parts.exact.set(this.exact);
    parts.normalised.set(this.normalised);
    let at = 0;
    for (const [content, own] of prints.entries()) {
      parts.prints.set(own, at);
      at += own.length;
      parts.printEnds[content] = at;
    }
    this.writePairs(parts);
    return bytes;
  }

  /** By their lower and then their upper content. */
  private writePairs(parts: Parts): void {
    const { lower, upper, verdicts, measures } = this;
    const places = new Uint32Array(verdicts.length);
    for (let pair = 1; pair < verdicts.length; pair++) {
      places[pair] = places[pair - 1]! + Math.min(1, verdicts[pair - 1]!);
    }
    const contents = this.exact.length;
    const order = sortedBy(lower, contents, sortedBy(upper, contents));
    let copies = 0;
    for (const [to, pair] of order.entries()) {
      parts.lower[to] = lower[pair]!;
      parts.upper[to] = upper[pair]!;
      parts.verdicts[to] = verdicts[pair]!;
      if (verdicts[pair] === 0) continue;
      const from = 3 * places[pair]!;
      parts.measures.set(measures.slice(from, from + 3), 3 * copies++);
    }
  }
}

/** What was written, looked up by rows of the contents. */
interface Remembered {
  readonly exact: Float64Array;
  readonly normalised: Float64Array;
  printsOf(row: number): Uint32Array;
  /** Position of a pair, `lower` ≤ `upper`; -1 where it is not among them. */
  pair(lower: number, upper: number): number;
  judged(pair: number): Judged | undefined;
}

interface Counts {
  readonly contents: number;
  readonly prints: number;
  readonly pairs: number;
  readonly copies: number;
}

type Parts = ReturnType<typeof layOut>;

const SETTINGS_BYTES = 32;

/** Wide numbers first, so that each part is aligned; in the order of bytes of this machine. */
function layOut(bytes: Uint8Array<ArrayBuffer>, { contents, prints, pairs, copies }: Counts) {
  const { buffer } = bytes;
  let at = bytes.byteOffset;
  const next = (size: number): number => {
    at += size;
    return at - size;
  };
  return {
    settings: new Uint8Array(buffer, next(SETTINGS_BYTES), SETTINGS_BYTES),
    counts: new Uint32Array(buffer, next(16), 4),
    exact: new Float64Array(buffer, next(8 * contents), contents),
    normalised: new Float64Array(buffer, next(8 * contents), contents),
    measures: new Float64Array(buffer, next(24 * copies), 3 * copies),
    printEnds: new Uint32Array(buffer, next(4 * contents), contents),
    prints: new Uint32Array(buffer, next(4 * prints), prints),
    lower: new Uint32Array(buffer, next(4 * pairs), pairs),
    upper: new Uint32Array(buffer, next(4 * pairs), pairs),
    verdicts: new Uint8Array(buffer, next(pairs), pairs),
  };
}

function sizeOf({ contents, prints, pairs, copies }: Counts): number {
  return SETTINGS_BYTES + 16 + 20 * contents + 4 * prints + 9 * pairs + 24 * copies;
}

/** Undefined for bytes that `write` did not give under these settings. */
function read(given: Uint8Array, settings: Uint8Array): Remembered | undefined {
  if (given.length < SETTINGS_BYTES + 16) return undefined;
  const isAligned = given.byteOffset % 8 === 0 && given.buffer instanceof ArrayBuffer;
  const bytes = isAligned ? (given as Uint8Array<ArrayBuffer>) : given.slice();
  if (settings.some((byte, i) => byte !== bytes[i])) return undefined;
  const head = layOut(bytes, { contents: 0, prints: 0, pairs: 0, copies: 0 });
  const [contents, prints, pairs, copies] = head.counts as unknown as Quad;
  const counts = { contents, prints, pairs, copies };
  if (sizeOf(counts) !== bytes.length) return undefined;
  const parts = layOut(bytes, counts);
  if (!isAscending(parts.printEnds) || (parts.printEnds.at(-1) ?? 0) > prints) return undefined;
  const starts = new Uint32Array(contents + 1);
  const places = new Uint32Array(pairs + 1);
  for (let pair = 0; pair < pairs; pair++) {
    const verdict = parts.verdicts[pair]!;
    if (parts.lower[pair]! >= contents || verdict > TYPES.length) return undefined;
    starts[parts.lower[pair]! + 1]!++;
    places[pair + 1] = places[pair]! + Math.min(1, verdict);
  }
  if (places[pairs] !== copies || !isAscending(parts.lower)) return undefined;
  for (let content = 0; content < contents; content++) starts[content + 1]! += starts[content]!;
  return {
    exact: parts.exact,
    normalised: parts.normalised,
    printsOf: (row) => parts.prints.subarray(parts.printEnds[row - 1] ?? 0, parts.printEnds[row]),
    pair(lower, upper) {
      let from = starts[lower]!;
      let to = starts[lower + 1]!;
      while (from < to) {
        const middle = (from + to) >> 1;
        if (parts.upper[middle]! < upper) from = middle + 1;
        else to = middle;
      }
      return from < starts[lower + 1]! && parts.upper[from] === upper ? from : -1;
    },
    judged(pair) {
      const verdict = parts.verdicts[pair]!;
      if (verdict === 0) return undefined;
      const at = 3 * places[pair]!;
      const [text, structure, probability] = parts.measures.subarray(at, at + 3) as unknown as Quad;
      return { type: TYPES[verdict - 1]!, evidence: { text, structure }, probability };
    },
  };
}

type Quad = readonly [number, number, number, number];

function isAscending(numbers: Uint32Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (numbers[i - 1]! > numbers[i]!) return false;
  return true;
}

/** Positions in the order of their keys (0..count − 1), equal ones in the order of `order`. */
function sortedBy(
  keys: readonly number[],
  count: number,
  order: Uint32Array = Uint32Array.from(keys.keys()),
): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const key of keys) starts[key + 1]!++;
  for (let key = 0; key < count; key++) starts[key + 1]! += starts[key]!;
  const sorted = new Uint32Array(keys.length);
  for (const position of order) sorted[starts[keys[position]!]!++] = position;
  return sorted;
}

/** Judgements of other options are no judgements. */
function digest({ calibration: { copy }, level }: CopyOptions): Uint8Array {
  const { combiner, curve } = copy;
  const text = JSON.stringify([COMPARISON_VERSION, combiner, curve, levelScore(copy, level)]);
  return createHash('sha256').update(text).digest();
}
