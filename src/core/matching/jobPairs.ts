/**
 * Pairs of functions that do the same job in other code (type 4), from an exact self-join of the embeddings. A distance
 * alone says little where everything resembles everything: a pair must stand out from the background of both, and each
 * must be about the nearest that the other has. (Both ideas are jscpd 5's; the numbers are read off
 * `test/quality/duplicates/sameJob.ts` on its development sets.)
 */
import {
  type Calibration,
  type Channel,
  jobFeatures,
  levelScore,
} from '../calibration/calibration.ts';
import { combinedScore } from '../calibration/combiner.ts';
import { probabilityAt } from '../calibration/isotonic.ts';
import type { SnippetCatalog } from '../index/snippetCatalog.ts';
import type { PairJoin } from '../index/vectorIndex.ts';
import { hashText, SEED } from '../structure/lexRules.ts';
import { type Background, backgroundOf } from './background.ts';
import { overlap, type PreparedPassage } from './evidence.ts';
import type { Level, Place } from './match.ts';
import type { PlacePassages } from './placePassages.ts';

/** Where embeddings are, keyed by the catalog's ids. */
export interface MeaningSource {
  readonly catalog: SnippetCatalog;
  readonly join: PairJoin;
  readonly dimensions: number;
  /** Undefined for a text that is not embedded yet. */
  embedding(id: number): Float32Array | undefined;
}

export interface MeaningOptions {
  readonly calibration: Calibration;
  readonly level: Level;
  readonly minLines: number;
  /** Whether both places are shown as copies of one another already. */
  readonly isShown: (a: Place, b: Place) => boolean;
  readonly passages: PlacePassages;
  /** Instead of the level's own. */
  readonly leastStandingOut?: number;
  readonly progress?: (done: number, total: number) => void;
}

/** Two texts, by the catalog's ids. */
export interface JobPair {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
  readonly probability: number;
  /** Shared words, 0..1. */
  readonly text: number;
  /** Standard deviations by which the two are nearer than the background of either, the lesser of both. */
  readonly standsOut: number;
}

/** With more partners than this, a snippet is boilerplate whatever its distances. */
const MAX_PARTNERS = 40;
/** Of each, so many nearest are looked at; the nearest of a few languages are among them. (Guess.) */
const LOOKED_AT = 60;
/**
 * Deviations by which a pair must stand out. On the development sets 8 leaves a third of the wrong pairs that 3 shows
 * and costs 6 of 100 right ones.
 */
const LEAST_STANDING_OUT: Readonly<Record<Level, number>> = {
  strict: 10,
  balanced: 8,
  exploratory: 5,
};
/** Farther from either one's nearest than this, a pair is not its nearest. */
const NEAREST_SLACK = 0.03;
/**
 * What a pair loses that is nearest only among the two languages it is in: a job done in five languages is told from
 * by the nearest two.
 */
const OTHER_LANGUAGE_NEARER = 3;
/** Nobody finds two functions with a cosine below .4 alike, whatever else speaks for them; and the join stays small. */
const MAX_DISTANCE = 1.1;
/** What a function of one job may be longer than another. */
const MIN_LENGTH_RATIO = 0.25;

type Candidate = Pick<JobPair, 'a' | 'b' | 'distance'>;

/** Pairs in the order of their ids; none where the calibration has no such channel. */
export async function jobPairs(
  source: MeaningSource,
  options: MeaningOptions,
  signal?: AbortSignal,
): Promise<JobPair[]> {
  const channel = options.calibration.sameJob;
  if (!channel) return [];
  const reach = farthestDistance(channel, options.level);
  if (reach <= 0) return [];
  const candidates: Candidate[] = [];
  const eligible = new Map<number, boolean>();
  const isEligible = (id: number): boolean => {
    let known = eligible.get(id);
    if (known === undefined) {
      known = source.catalog.placesOf(id).some((place) => isFunction(place, options.minLines));
      eligible.set(id, known);
    }
    return known;
  };
  const join = source.join.pairsWithin(
    reach,
    options.progress ? { progress: options.progress } : {},
    signal,
  );
  for await (const batch of join) {
    for (let i = 0; i < batch.a.length; i++) {
      const a = batch.a[i]!;
      const b = batch.b[i]!;
      if (!isEligible(a) || !isEligible(b)) continue;
      candidates.push({ a, b, distance: batch.distance[i]! });
    }
  }
  const background = backgroundOf(source);
  const pairs = amongNearest(candidates)
    .flatMap(({ a, b, distance }) => {
      const pair = judgeJob(source, background, { a, b, distance }, options, channel);
      return pair ? [pair] : [];
    })
    .sort((x, y) => x.a - y.a || x.b - y.b);
  const least = options.leastStandingOut ?? LEAST_STANDING_OUT[options.level];
  // A copy counts as the nearest, so that the next one is not taken for a second of the same job.
  const found = nearestPairs(pairs, languagesOf(source.catalog)).filter(
    ({ a, b, standsOut }) => standsOut >= least && !isShown(source.catalog, options, a, b),
  );
  const partners = countPartners(found);
  return found.filter(({ a, b }) => Math.max(partners.get(a)!, partners.get(b)!) <= MAX_PARTNERS);
}

function isShown(
  catalog: SnippetCatalog,
  { minLines, isShown: areShown }: MeaningOptions,
  a: number,
  b: number,
): boolean {
  const placeOf = (id: number): Place =>
    catalog.placesOf(id).find((place) => isFunction(place, minLines))!;
  return areShown(placeOf(a), placeOf(b));
}

/** Pairs in which each is among the nearest of the other. */
function amongNearest(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((x, y) => x.distance - y.distance || x.a - y.a || x.b - y.b);
  const seen = new Map<number, number>();
  const rank = (id: number): number => {
    const own = (seen.get(id) ?? 0) + 1;
    seen.set(id, own);
    return own;
  };
  return sorted.filter(({ a, b }) => Math.max(rank(a), rank(b)) <= LOOKED_AT);
}

function countPartners(pairs: readonly Candidate[]): Map<number, number> {
  const partners = new Map<number, number>();
  for (const id of pairs.flatMap(({ a, b }) => [a, b])) {
    partners.set(id, (partners.get(id) ?? 0) + 1);
  }
  return partners;
}

function judgeJob(
  { catalog }: MeaningSource,
  background: Background,
  { a, b, distance }: { readonly a: number; readonly b: number; readonly distance: number },
  { level, minLines, passages }: MeaningOptions,
  channel: Channel,
): JobPair | undefined {
  const standsOut = Math.min(background.unusual(a, distance), background.unusual(b, distance));
  if (standsOut <= 0) return undefined;
  const isMember = (place: Place): boolean =>
    isFunction(place, minLines) && !passages.isIgnored(place);
  const placeA = catalog.placesOf(a).find(isMember);
  const placeB = catalog.placesOf(b).find(isMember);
  if (!placeA || !placeB) return undefined;
  if (nested(placeA, placeB)) return undefined;
  const passageA = passages.of(placeA);
  const passageB = passages.of(placeB);
  if (!passageA || !passageB) return undefined;
  const [short, long] = [passageA.exact.length, passageB.exact.length].sort((x, y) => x - y);
  const lengthRatio = short! / Math.max(1, long!);
  if (lengthRatio < MIN_LENGTH_RATIO) return undefined;
  if (calls(passageA, placeB) || calls(passageB, placeA)) return undefined;
  const text = overlap(passageA.words, passageB.words);
  const score = combinedScore(channel.combiner, jobFeatures({ distance, lengthRatio }));
  if (score < levelScore(channel, level)) return undefined;
  return { a, b, distance, text, standsOut, probability: probabilityAt(channel.curve, score) };
}

/**
 * Pairs in which each is about the nearest the other has: functions of one project are all somewhat near one another by
 * their subject. Where a third language has a nearer one, being the nearest of the partner's language counts, for less.
 */
function nearestPairs(pairs: readonly JobPair[], languageOf: (id: number) => string): JobPair[] {
  const nearest = new Map<string, number>();
  const note = (key: string, distance: number): void => {
    nearest.set(key, Math.min(nearest.get(key) ?? 2, distance));
  };
  const keysOf = ({ a, b }: JobPair): [wide: [string, string], narrow: [string, string]] => [
    [`${a}`, `${b}`],
    [`${a} ${languageOf(b)}`, `${b} ${languageOf(a)}`],
  ];
  for (const pair of pairs) for (const key of keysOf(pair).flat()) note(key, pair.distance);
  const isNearest = (keys: readonly string[], distance: number): boolean =>
    keys.every((key) => distance <= nearest.get(key)! + NEAREST_SLACK);
  return pairs.flatMap((pair) => {
    const [wide, narrow] = keysOf(pair);
    if (isNearest(wide, pair.distance)) return [pair];
    if (!isNearest(narrow, pair.distance)) return [];
    return [{ ...pair, standsOut: pair.standsOut - OTHER_LANGUAGE_NEARER }];
  });
}

function languagesOf(catalog: SnippetCatalog): (id: number) => string {
  return (id) => catalog.placesOf(id)[0]?.language ?? '';
}

/** The distance beyond which not even the best other evidence reaches the level; 0 where nothing can. */
export function farthestDistance(channel: Channel, level: Level): number {
  const wanted = levelScore(channel, level);
  const best = (distance: number): number =>
    combinedScore(channel.combiner, jobFeatures({ distance, lengthRatio: 1 }));
  if (best(0) < wanted) return 0;
  let low = 0;
  let high = MAX_DISTANCE;
  if (best(high) >= wanted) return high;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (best(middle) >= wanted) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether the semantic channel compares what is there. */
export function isFunction({ snippet }: Place, minLines: number): boolean {
  const isKind = snippet.kind === 'function' || snippet.kind === 'method';
  return isKind && snippet.endLine - snippet.startLine + 1 >= minLines;
}

function nested(a: Place, b: Place): boolean {
  return (
    a.path === b.path &&
    a.snippet.startLine <= b.snippet.endLine &&
    b.snippet.startLine <= a.snippet.endLine
  );
}

const CALL = hashText('(', 0, 1, SEED.operator);

/** Whether the passage calls the function at `place`: a wrapper resembles what it wraps. */
function calls({ exact }: PreparedPassage, { snippet }: Place): boolean {
  const name = snippet.name.split(/[.:#]/).at(-1) ?? '';
  if (name === '') return false;
  const hash = hashText(name, 0, name.length, SEED.word);
  // The passage's own header names itself; a call of a namesake inside it comes later.
  for (let i = 4; i + 1 < exact.length; i++) {
    if (exact[i] === hash && exact[i + 1] === CALL) return true;
  }
  return false;
}
