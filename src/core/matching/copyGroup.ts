/** A group of copies before it is ranked: its members as token ranges, its type, its id by content, which copy to keep. */
import { hash } from 'node:crypto';
import type { Evidence, MatchType, Place } from './match.ts';
import type { CopyPair } from './nearCopies.ts';

/** A place with its token range, for nesting and overlap. */
export interface Member {
  readonly file: number;
  readonly start: number;
  readonly end: number;
  readonly place: Place;
}

/** A group before it is ranked. */
export interface CopyGroup {
  readonly members: readonly Member[];
  readonly type: MatchType;
  readonly probability: number;
  readonly evidence: Evidence;
  /** Position of the member that the others are nearest to. */
  readonly canonical: number;
  readonly id: string;
  /** The content of each member. */
  readonly fingerprints: readonly string[];
  readonly duplicatedLines: number;
  /** How likely a maintainer would act on it, 0..1. */
  readonly actionability: number;
}

/** A group before its members' content is hashed. */
export type FoundGroup = Omit<CopyGroup, 'fingerprints' | 'duplicatedLines' | 'actionability'>;

/** The pairs between the items of a group, by their key `a * count + b`. */
export function pairsWithin(
  group: readonly number[],
  count: number,
  pairOf: ReadonlyMap<number, CopyPair>,
): CopyPair[] {
  return group.flatMap((a, i) => group.slice(i + 1).map((b) => pairOf.get(a * count + b)!));
}

/**
 * @param itemOf which item each member is
 * @param pairs all pairs of different items; none where all members have the same tokens
 * @param contents a key of the content of each item
 */
export function makeGroup(
  members: readonly Member[],
  itemOf: readonly number[],
  pairs: readonly CopyPair[],
  contents: readonly number[],
): FoundGroup {
  const weakest = pairs.reduce<CopyPair | undefined>(
    (least, pair) => (least && least.probability <= pair.probability ? least : pair),
    undefined,
  );
  const type = pairs.some((pair) => pair.type === 'edited')
    ? 'edited'
    : pairs.some((pair) => pair.type === 'renamed')
      ? 'renamed'
      : 'exact';
  return {
    members,
    type,
    probability: weakest?.probability ?? 1,
    evidence: weakest
      ? { text: weakest.evidence.text, structure: weakest.evidence.structure }
      : { text: 1, structure: 1 },
    canonical: canonicalOf(members, itemOf, pairs),
    id: groupId(contents),
  };
}

/** From content alone, so that moving or adding a file elsewhere changes no id. */
function groupId(contents: readonly number[]): string {
  const sorted = [...contents].sort((a, b) => a - b).join(' ');
  return hash('sha256', sorted, 'hex').slice(0, 16);
}

const ROLE_ORDER = ['source', 'example', 'docs', 'test', 'vendored', 'generated'];

/** The member nearest to all others; of equals the one in source code, of those the one with the shortest path. */
function canonicalOf(
  members: readonly Member[],
  itemOf: readonly number[],
  pairs: readonly CopyPair[],
): number {
  const nearness = new Map<number, number>();
  for (const { a, b, probability } of pairs) {
    nearness.set(a, (nearness.get(a) ?? 0) + probability);
    nearness.set(b, (nearness.get(b) ?? 0) + probability);
  }
  const rank = ({ place }: Member): number => ROLE_ORDER.indexOf(place.role);
  let best = 0;
  for (let i = 1; i < members.length; i++) {
    const one = members[i]!;
    const other = members[best]!;
    const closer = (nearness.get(itemOf[i]!) ?? 0) - (nearness.get(itemOf[best]!) ?? 0);
    const order =
      rank(one) - rank(other) || -closer || one.place.path.length - other.place.path.length;
    if (order < 0) best = i;
  }
  return best;
}
