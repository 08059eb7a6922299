/**
 * Pairs of units that are copies of one another: renamed ones by equal normalised tokens, edited ones by rare shared
 * fingerprints that propose a pair and evidence that decides it. Units with the same tokens count as one item.
 */
import { type Calibration, copyFeatures, levelScore } from '../calibration/calibration.ts';
import { combinedScore } from '../calibration/combiner.ts';
import { probabilityAt } from '../calibration/isotonic.ts';
import { runHashes, winnow } from '../structure/fingerprints.ts';
import { tokensKey } from '../structure/passage.ts';
import {
  type CopyEvidence,
  copyEvidence,
  identicalType,
  type PreparedPassage,
} from './evidence.ts';
import type { Level, MatchType } from './match.ts';
import { isMechanical } from './mechanical.ts';
import type { Units } from './units.ts';

/** Units with the same tokens, ascending; compared through the first. */
export type Item = readonly number[];

export interface CopyPair {
  /** Positions among the items, `a` < `b`. */
  readonly a: number;
  readonly b: number;
  readonly type: MatchType;
  readonly evidence: CopyEvidence;
  readonly probability: number;
}

export interface CopyOptions {
  readonly calibration: Calibration;
  readonly level: Level;
}

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
/** So many different renamings of one shape are a pattern of the code base, not copies. */
const MAX_RENAMINGS = 200;

/** Units of the same level with the same tokens. */
export function distinctItems(units: Units): Item[] {
  return groupBy(units.all.keys(), (unit) => {
    const { level, start, end } = units.all[unit]!;
    return `${level} ${end - start} ${tokensKey(units.passage(unit).exact)}`;
  });
}

/** Every pair of items that are copies. */
export function copyPairs(
  units: Units,
  items: readonly Item[],
  options: CopyOptions,
  signal?: AbortSignal,
): CopyPair[] {
  const pairs: CopyPair[] = [];
  const seen = new Set<number>();
  const measure = (x: number, y: number): void => {
    const a = Math.min(x, y);
    const b = Math.max(x, y);
    const key = a * items.length + b;
    if (a === b || seen.has(key)) return;
    seen.add(key);
    const pair = measurePair(units, items, a, b, options);
    if (pair) pairs.push(pair);
  };
  for (const renamings of groupBy(items.keys(), (item) => shapeKey(units, items[item]![0]!))) {
    if (renamings.length > MAX_RENAMINGS) continue;
    for (const x of renamings) for (const y of renamings) if (x < y) measure(x, y);
  }
  for (const level of ['function', 'class', 'text'] as const) {
    const own = [...items.keys()].filter((item) => units.all[items[item]![0]!]!.level === level);
    proposePairs(units, items, own, measure, signal);
  }
  return pairs;
}

function measurePair(
  units: Units,
  items: readonly Item[],
  a: number,
  b: number,
  options: CopyOptions,
): CopyPair | undefined {
  const unitA = items[a]![0]!;
  const unitB = items[b]![0]!;
  if (units.overlap(unitA, unitB)) return undefined;
  const judged = judgeCopy(units.preparedPassage(unitA), units.preparedPassage(unitB), options);
  return judged && { a, b, ...judged };
}

/** What two passages are to one another; undefined where they are no copies at this level. */
export function judgeCopy(
  a: PreparedPassage,
  b: PreparedPassage,
  { calibration, level }: CopyOptions,
): Omit<CopyPair, 'a' | 'b'> | undefined {
  const evidence = copyEvidence(a, b);
  const type = identicalType(a, b) ?? 'edited';
  const score = combinedScore(calibration.copy.combiner, copyFeatures(evidence));
  if (type !== 'exact') {
    if (score < levelScore(calibration.copy, level)) return undefined;
    if (isMechanical(a, evidence) || isMechanical(b, evidence)) return undefined;
  }
  return { type, evidence, probability: probabilityAt(calibration.copy.curve, score) };
}

function shapeKey(units: Units, unit: number): string {
  const { level, start, end } = units.all[unit]!;
  return `${level} ${end - start} ${tokensKey(units.passage(unit).normalised)}`;
}

/** Calls `measure` for the pairs of `own` that share enough rare fingerprints. */
function proposePairs(
  units: Units,
  items: readonly Item[],
  own: readonly number[],
  measure: (x: number, y: number) => void,
  signal: AbortSignal | undefined,
): void {
  const prints = own.map((item) => fingerprintsOf(units, items[item]![0]!));
  const holders = new Map<number, number[]>();
  for (const [i, fingerprints] of prints.entries()) {
    for (const print of fingerprints) {
      const list = holders.get(print);
      if (list) list.push(i);
      else holders.set(print, [i]);
    }
  }
  const lengths = own.map((item) => {
    const { start, end } = units.all[items[item]![0]!]!;
    return end - start;
  });
  const shared = new Uint16Array(own.length);
  for (const [i, fingerprints] of prints.entries()) {
    if ((i & 1023) === 0) signal?.throwIfAborted();
    const touched: number[] = [];
    for (const print of fingerprints) {
      const list = holders.get(print)!;
      if (list.length > MAX_ITEMS_PER_FINGERPRINT) continue;
      for (const other of list) {
        if (other >= i) break;
        if (shared[other]! === 0) touched.push(other);
        shared[other]!++;
      }
    }
    for (const other of touched) {
      const count = shared[other]!;
      shared[other] = 0;
      const smaller = Math.min(fingerprints.length, prints[other]!.length);
      const ratio = Math.min(lengths[i]!, lengths[other]!) / Math.max(lengths[i]!, lengths[other]!);
      const isLikely = count >= Math.max(2, MIN_SHARED * smaller) && ratio >= MIN_LENGTH_RATIO;
      if (isLikely) measure(own[i]!, own[other]!);
    }
  }
}

/** Distinct fingerprints of a unit, both families. */
function fingerprintsOf(units: Units, unit: number): number[] {
  const passage = units.passage(unit);
  const prints = new Set<number>();
  for (const [family, { tokens, length, window }] of FAMILIES.entries()) {
    const hashes = runHashes(passage[tokens], length);
    // A unit shorter than a window still gets its one fingerprint.
    const chosen = winnow(hashes, Math.max(1, Math.min(window, hashes.length)));
    for (const position of chosen) prints.add(hashes[position]! * 2 + family);
  }
  return [...prints];
}

function groupBy(elements: Iterable<number>, key: (element: number) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const element of elements) {
    const own = key(element);
    const group = groups.get(own);
    if (group) group.push(element);
    else groups.set(own, [element]);
  }
  return [...groups.values()];
}
