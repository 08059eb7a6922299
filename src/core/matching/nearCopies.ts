/**
 * Pairs of units that are copies of one another: renamed ones by equal normalised tokens, edited ones by rare shared
 * fingerprints that propose a pair and evidence that decides it. Units with the same tokens count as one item.
 */
import { type Calibration, copyFeatures, levelScore } from '../calibration/calibration.ts';
import { combinedScore } from '../calibration/combiner.ts';
import { probabilityAt } from '../calibration/isotonic.ts';
import {
  type CopyEvidence,
  copyEvidence,
  copyEvidenceIf,
  identicalType,
  type PreparedPassage,
} from './evidence.ts';
import type { Level } from './match.ts';
import { isMechanical } from './mechanical.ts';
import { fingerprintsOf, proposePairs } from './proposePairs.ts';
import type { Judged, RememberedPairs } from './rememberedPairs.ts';
import type { Units } from './units.ts';

/** Units with the same tokens, ascending; compared through the first. */
export type Item = readonly number[];

export interface CopyPair extends Judged {
  /** Positions among the items, `a` < `b`. */
  readonly a: number;
  readonly b: number;
}

export interface CopyOptions {
  readonly calibration: Calibration;
  readonly level: Level;
}

/** So many different renamings of one shape are a pattern of the code base, not copies. */
const MAX_RENAMINGS = 200;

/** Units of the same level with the same tokens. */
export function distinctItems(units: Units): Item[] {
  return groupBy(units.all.keys(), (unit) => levelKey(units, unit, 'exact'));
}

/** Every pair of items that are copies. */
export function copyPairs(
  units: Units,
  items: readonly Item[],
  { remembered, ...options }: CopyOptions & { readonly remembered: RememberedPairs },
  signal?: AbortSignal,
): CopyPair[] {
  const pairs: CopyPair[] = [];
  const contents = items.map(([unit]) =>
    remembered.content(units.key(unit!, 'exact'), units.key(unit!, 'normalised')),
  );
  const measure = (x: number, y: number): void => {
    const [a, b] = [Math.min(x, y), Math.max(x, y)];
    const [unitA, unitB] = [items[a]![0]!, items[b]![0]!];
    if (units.overlap(unitA, unitB)) return;
    const judged = remembered.judged(contents[a]!, contents[b]!, () =>
      judgeCopy(units.preparedPassage(unitA), units.preparedPassage(unitB), options),
    );
    if (judged) pairs.push({ a, b, ...judged });
  };
  /** Items of one shape have the same number; they are all compared, so they need not be proposed. */
  const shapes = new Int32Array(items.length).fill(-1);
  const renamings = groupBy(items.keys(), (item) =>
    levelKey(units, items[item]![0]!, 'normalised'),
  );
  for (const [shape, own] of renamings.entries()) {
    if (own.length > MAX_RENAMINGS) continue;
    for (const x of own) {
      shapes[x] = shape;
      for (const y of own) if (x < y) measure(x, y);
    }
  }
  for (const level of ['function', 'class', 'text'] as const) {
    const own = [...items.keys()].filter((item) => units.all[items[item]![0]!]!.level === level);
    const candidates = own.map((item) => {
      const unit = items[item]![0]!;
      const { start, end } = units.all[unit]!;
      const prints = remembered.printsOf(contents[item]!, () =>
        fingerprintsOf(units.passage(unit)),
      );
      return { prints, tokens: end - start };
    });
    const propose = (earlier: number, later: number): void => {
      const [x, y] = [own[earlier]!, own[later]!];
      if (shapes[x] === -1 || shapes[x] !== shapes[y]) measure(x, y);
    };
    proposePairs(candidates, propose, signal);
  }
  return pairs;
}

/** With all that it rests on. */
export interface JudgedPassages extends Judged {
  readonly evidence: CopyEvidence;
}

/** What two passages are to one another; undefined where they are no copies at this level. */
export function judgeCopy(
  a: PreparedPassage,
  b: PreparedPassage,
  { calibration, level }: CopyOptions,
): JudgedPassages | undefined {
  const { copy } = calibration;
  const scoreOf = (found: CopyEvidence): number =>
    combinedScore(copy.combiner, copyFeatures(found));
  const least = levelScore(copy, level);
  const identical = identicalType(a, b);
  const type = identical ?? 'edited';
  const evidence = identical
    ? copyEvidence(a, b)
    : copyEvidenceIf(a, b, (atMost) => scoreOf(atMost) >= least);
  if (!evidence) return undefined;
  const score = scoreOf(evidence);
  if (type !== 'exact') {
    if (score < least) return undefined;
    if (isMechanical(a, evidence) || isMechanical(b, evidence)) return undefined;
  }
  return { type, evidence, probability: probabilityAt(calibration.copy.curve, score) };
}

const LEVEL_ORDER = ['function', 'class', 'text', 'file'] as const;

/** Equal for units of one level with the same tokens; 53 bits, of which the level takes two of the lowest. */
function levelKey(units: Units, unit: number, form: 'exact' | 'normalised'): number {
  const key = units.key(unit, form);
  const level = LEVEL_ORDER.indexOf(units.all[unit]!.level);
  return key - (key % 4) + level;
}

function groupBy(elements: Iterable<number>, key: (element: number) => number): number[][] {
  const groups = new Map<number, number[]>();
  for (const element of elements) {
    const own = key(element);
    const group = groups.get(own);
    if (group) group.push(element);
    else groups.set(own, [element]);
  }
  return [...groups.values()];
}
