/** The semantic channel: functions that do the same job in other code (type 4), as groups. */
import { fingerprint } from '../decisions/fingerprint.ts';
import { groupPairs } from './groups.ts';
import {
  isFunction,
  type JobPair,
  jobPairs,
  type MeaningOptions,
  type MeaningSource,
} from './jobPairs.ts';
import type { DuplicateGroup, Evidence, Place } from './match.ts';
import { PlacePassages } from './placePassages.ts';
import { actionability } from './worth/actionability.ts';
import { groupTraits } from './worth/groupTraits.ts';
import { MemberTraitsReader } from './worth/memberTraits.ts';

/** Groups in the order of their members; none where the calibration has no such channel. */
export async function meaningGroups(
  source: MeaningSource,
  options: Omit<MeaningOptions, 'passages'>,
  signal?: AbortSignal,
): Promise<DuplicateGroup[]> {
  const passages = new PlacePassages(source.catalog);
  const pairs = await jobPairs(source, { ...options, passages }, signal);
  return toGroups(source, pairs, passages, options.minLines);
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
  const reader = new MemberTraitsReader();
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
    const evidence = { text: weakest.text, meaning: Math.max(0, 1 - diameter ** 2 / 2) };
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
      evidence,
      actionability: worthOf(
        { canonical, evidence, probability: weakest.probability },
        members,
        passages,
        reader,
      ),
      duplicatedLines: members.reduce(
        (sum, place, i) => (i === canonical ? sum : sum + passages.codeLines(place)),
        0,
      ),
      fingerprints: members.map((place) => {
        const passage = passages.of(place);
        return passage ? fingerprint(passage) : '';
      }),
    };
  });
}

function worthOf(
  group: { readonly canonical: number; readonly evidence: Evidence; readonly probability: number },
  places: readonly Place[],
  passages: PlacePassages,
  reader: MemberTraitsReader,
): number {
  const copies = places.map((place) => passages.tokensOf(place)!).map((copy) => reader.of(copy));
  const members = places.map((place) => ({ place }));
  return actionability({ ...group, members }, groupTraits({ ...group, members }, copies));
}

function byPlace(a: Place, b: Place): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.snippet.startLine - b.snippet.startLine;
}
