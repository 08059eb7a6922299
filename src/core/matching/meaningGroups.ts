/** The semantic channel: functions that do the same job in other code (type 4), from an exact self-join of the embeddings. */
import {
  type Calibration,
  type Channel,
  jobFeatures,
  levelScore,
} from '../calibration/calibration.ts';
import { combinedScore } from '../calibration/combiner.ts';
import { probabilityAt } from '../calibration/isotonic.ts';
import { fingerprint } from '../decisions/fingerprint.ts';
import type { SnippetCatalog } from '../index/snippetCatalog.ts';
import type { PairJoin } from '../index/vectorIndex.ts';
import { hashText, SEED } from '../structure/lexRules.ts';
import { type Background, backgroundOf } from './background.ts';
import { overlap, type PreparedPassage } from './evidence.ts';
import { groupPairs } from './groups.ts';
import type { DuplicateGroup, Level, Place } from './match.ts';
import { PlacePassages } from './placePassages.ts';

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
  readonly progress?: (done: number, total: number) => void;
}

interface JobPair {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
  readonly probability: number;
  readonly text: number;
}

/** Near to more texts than this, a snippet is boilerplate whatever its distances. */
const MAX_PARTNERS = 40;
/** Nearer than its background by fewer standard deviations, a pair is alike only because everything is. (As jscpd 5 does.) */
const MIN_UNUSUAL = 3;
/** Farther from either one's nearest than this, a pair is not its nearest. (Guess; .05 of cosine in jscpd.) */
const NEAREST_SLACK = 0.06;
/** Nobody finds two functions with a cosine below .4 alike, whatever else speaks for them; and the join stays small. */
const MAX_DISTANCE = 1.1;
/** What a function of one job may be longer than another. */
const MIN_LENGTH_RATIO = 0.25;

/** Groups by falling probability; none where the calibration has no such channel. */
export async function meaningGroups(
  source: MeaningSource,
  options: MeaningOptions,
  signal?: AbortSignal,
): Promise<DuplicateGroup[]> {
  const channel = options.calibration.sameJob;
  if (!channel) return [];
  const reach = farthestDistance(channel, options.level);
  if (reach <= 0) return [];
  const candidates: { a: number; b: number; distance: number }[] = [];
  const partners = new Map<number, number>();
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
      partners.set(a, (partners.get(a) ?? 0) + 1);
      partners.set(b, (partners.get(b) ?? 0) + 1);
    }
  }
  const background = backgroundOf(source);
  const passages = new PlacePassages(source.catalog);
  const pairs = candidates
    .filter(({ a, b }) => Math.max(partners.get(a)!, partners.get(b)!) <= MAX_PARTNERS)
    .flatMap(({ a, b, distance }) => {
      const pair = judgeJob(source, passages, background, { a, b, distance }, options, channel);
      return pair ? [pair] : [];
    })
    .sort((x, y) => x.a - y.a || x.b - y.b);
  return toGroups(source, mutuallyNearest(pairs), passages, options.minLines);
}

function judgeJob(
  { catalog }: MeaningSource,
  passages: PlacePassages,
  background: Background,
  { a, b, distance }: { readonly a: number; readonly b: number; readonly distance: number },
  { level, minLines, isShown }: MeaningOptions,
  channel: Channel,
): JobPair | undefined {
  const unusual = Math.min(background.unusual(a, distance), background.unusual(b, distance));
  if (unusual < MIN_UNUSUAL) return undefined;
  const isMember = (place: Place): boolean =>
    isFunction(place, minLines) && !passages.isIgnored(place);
  const placeA = catalog.placesOf(a).find(isMember);
  const placeB = catalog.placesOf(b).find(isMember);
  if (!placeA || !placeB) return undefined;
  if (nested(placeA, placeB) || isShown(placeA, placeB)) return undefined;
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
  return { a, b, distance, text, probability: probabilityAt(channel.curve, score) };
}

/**
 * Pairs in which each is about the nearest the other has. Functions of one project are all somewhat near one another by
 * their subject; doing the same job shows in being nearer than the rest. (The idea is jscpd 5's.)
 */
function mutuallyNearest(pairs: readonly JobPair[]): JobPair[] {
  const nearest = new Map<number, number>();
  for (const { a, b, distance } of pairs) {
    nearest.set(a, Math.min(nearest.get(a) ?? 2, distance));
    nearest.set(b, Math.min(nearest.get(b) ?? 2, distance));
  }
  return pairs.filter(
    ({ a, b, distance }) => distance <= Math.min(nearest.get(a)!, nearest.get(b)!) + NEAREST_SLACK,
  );
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

function toGroups(
  source: MeaningSource,
  pairs: readonly JobPair[],
  passages: PlacePassages,
  minLines: number,
): DuplicateGroup[] {
  const key = (a: number, b: number): string => `${Math.min(a, b)} ${Math.max(a, b)}`;
  const pairOf = new Map(pairs.map((pair) => [key(pair.a, pair.b), pair]));
  const groups = groupPairs(
    pairs.map(({ a, b, probability }) => ({ a, b, strength: probability })),
  );
  return groups.map((ids): DuplicateGroup => {
    const within = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => pairOf.get(key(a, b))!));
    const weakest = within.reduce((x, y) => (y.probability < x.probability ? y : x));
    const diameter = Math.max(...within.map(({ distance }) => distance));
    const members = ids
      .flatMap((id) => source.catalog.placesOf(id))
      .filter((place) => isFunction(place, minLines) && !passages.isIgnored(place))
      .sort(byPlace);
    const sourceFirst = members.findIndex(({ role }) => role === 'source');
    const canonical = Math.max(0, sourceFirst);
    return {
      id: `m${ids
        .map((id) => source.catalog.textHash(id).slice(0, 12))
        .sort()
        .join('')
        .slice(0, 40)}`,
      type: 'meaning',
      members,
      canonical,
      probability: weakest.probability,
      diameter,
      evidence: { text: weakest.text, meaning: Math.max(0, 1 - diameter ** 2 / 2) },
      duplicatedLines: members.reduce(
        (sum, { snippet }, i) =>
          i === canonical ? sum : sum + snippet.endLine - snippet.startLine + 1,
        0,
      ),
      fingerprints: members.map((place) => {
        const passage = passages.of(place);
        return passage ? fingerprint(passage) : '';
      }),
    };
  });
}

function isFunction({ snippet }: Place, minLines: number): boolean {
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

function byPlace(a: Place, b: Place): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.snippet.startLine - b.snippet.startLine;
}
