/** The structural channel: file records → groups of copies (types 1–3), whole units first, then stretches inside them. */
import { createHash } from 'node:crypto';
import { fingerprintOf } from '../decisions/fingerprint.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import type { Snippet } from '../snippets/snippet.ts';
import { isIgnored } from '../structure/ignoreComments.ts';
import { type Passage, passageOf, tokensKey } from '../structure/passage.ts';
import { linesWithTokens, type TokenStream, tokensInLines } from '../structure/tokenStream.ts';
import { type PreparedPassage, preparePassage } from './evidence.ts';
import { groupPairs } from './groups.ts';
import type { DuplicateGroup, Evidence, MatchType, Place } from './match.ts';
import {
  type CopyOptions,
  type CopyPair,
  copyPairs,
  distinctItems,
  type Item,
  judgeCopy,
} from './nearCopies.ts';
import { sharedRuns } from './sharedRuns.ts';
import { placeIn, type TokenFile, tokenFiles, type UnitLimits, Units } from './units.ts';

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
}

export interface CopyChannelOptions extends CopyOptions, UnitLimits {}

/** Groups in the order of their first member; the same for any order of `records`. */
export function copyGroups(
  records: readonly FileRecord[],
  options: CopyChannelOptions,
  signal?: AbortSignal,
): CopyGroup[] {
  const files = tokenFiles(records);
  const units = new Units(files, options);
  const items = distinctItems(units);
  const pairs = copyPairs(units, items, options, signal);
  const whole = withoutNested(unitGroups(units, items, pairs));
  const parts = runGroups(files, units, items, whole, options, signal);
  return withoutNested([...whole, ...parts])
    .sort(byFirstMember)
    .map((group) => ({
      ...group,
      fingerprints: group.members.map((member) =>
        fingerprintOf(files[member.file]!.stream, member),
      ),
      duplicatedLines: codeLines(files, group),
    }));
}

/** A group before its members' content is hashed. */
type FoundGroup = Omit<CopyGroup, 'fingerprints' | 'duplicatedLines'>;

/** Lines with code on them of all copies but the one that is kept: comments and blank lines are nothing to save. */
function codeLines(files: readonly TokenFile[], { members, canonical }: FoundGroup): number {
  return members.reduce((sum, { file, start, end }, i) => {
    if (i === canonical) return sum;
    return sum + linesWithTokens(files[file]!.stream, { start, end });
  }, 0);
}

function unitGroups(
  units: Units,
  items: readonly Item[],
  pairs: readonly CopyPair[],
): FoundGroup[] {
  const pairOf = new Map(pairs.map((pair) => [pair.a * items.length + pair.b, pair]));
  const groups = groupPairs(
    pairs.map(({ a, b, probability }) => ({ a, b, strength: probability })),
  );
  const grouped = new Set(groups.flat());
  for (const [item, members] of items.entries()) {
    if (members.length > 1 && !grouped.has(item)) groups.push([item]);
  }
  return groups.map((group) => {
    const between = pairsWithin(group, items.length, pairOf);
    const units_ = group.flatMap((item) => items[item]!.map((unit) => ({ item, unit })));
    units_.sort((x, y) => x.unit - y.unit);
    const members = units_.map(({ unit }): Member => {
      const { file, start, end } = units.all[unit]!;
      return { file, start, end, place: units.place(unit) };
    });
    const itemsOfMembers = units_.map(({ item }) => item);
    const contents = group.map((item) => tokensKey(units.passage(items[item]![0]!).exact));
    return makeGroup(members, itemsOfMembers, between, contents);
  });
}

function pairsWithin(
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
function makeGroup(
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
  return createHash('sha256').update(sorted).digest('hex').slice(0, 16);
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

/** Stretches that no group of whole units shows. */
function runGroups(
  files: readonly TokenFile[],
  units: Units,
  items: readonly Item[],
  whole: readonly FoundGroup[],
  options: CopyChannelOptions,
  signal: AbortSignal | undefined,
): FoundGroup[] {
  const repeated = repeatedRanges(files, units, items);
  const runs = sharedRuns(
    files,
    {
      minTokens: options.minTokens,
      isRepeated: (file, position) => covers(repeated[file]!, position),
    },
    signal,
  );
  const shown = new ShownPairs(whole);
  const places = new RunPlaces(files);
  const pairs: CopyPair[] = [];
  const seen = new Set<string>();
  for (const run of runs) {
    const a = places.add(run.fileA, run.startA, run.endA);
    const b = places.add(run.fileB, run.startB, run.endB);
    const key = `${a} ${b}`;
    if (a === b || seen.has(key)) continue;
    seen.add(key);
    const [x, y] = [places.all[a]!, places.all[b]!];
    if (x.file === y.file && x.start < y.end && y.start < x.end) continue;
    if (shown.cover(x, y) || shown.cover(y, x)) continue;
    if (Math.min(places.lines(a), places.lines(b)) < options.minLines) continue;
    const judged = judgeCopy(places.prepared(a), places.prepared(b), options);
    if (judged) pairs.push({ a: Math.min(a, b), b: Math.max(a, b), ...judged });
  }
  const count = places.all.length;
  const pairOf = new Map(pairs.map((pair) => [pair.a * count + pair.b, pair]));
  return groupPairs(pairs.map(({ a, b, probability }) => ({ a, b, strength: probability }))).map(
    (group) => {
      const members = group.map((place) => places.member(place));
      const contents = group.map((place) => tokensKey(places.prepared(place).exact));
      return makeGroup(members, group, pairsWithin(group, count, pairOf), contents);
    },
  );
}

type Range = readonly [start: number, end: number];

/**
 * Per file, the ranges in which no stretch is looked for: units that repeat another token for token, for which their
 * first copy stands, and what an ignore comment covers.
 */
function repeatedRanges(
  files: readonly TokenFile[],
  units: Units,
  items: readonly Item[],
): Range[][] {
  const ranges: Range[][] = files.map(() => []);
  for (const members of items) {
    for (const unit of members.slice(1)) {
      const { file, start, end } = units.all[unit]!;
      ranges[file]!.push([start, end]);
    }
  }
  for (const [file, { record, stream }] of files.entries()) {
    ranges[file]!.push(...ignoredRanges(record, stream));
  }
  return ranges.map((own) => own.sort((a, b) => a[0] - b[0]));
}

function ignoredRanges(record: FileRecord, stream: TokenStream): Range[] {
  return stream.ignored.flatMap(({ startLine, endLine }) => {
    const snippets = record.snippets.filter((snippet) => isIgnored(snippet, stream.ignored));
    return [{ startLine, endLine }, ...snippets].map((lines): Range => {
      const { start, end } = tokensInLines(stream, lines.startLine, lines.endLine);
      return [start, end];
    });
  });
}

function covers(ranges: readonly Range[], position: number): boolean {
  return ranges.some(([start, end]) => start <= position && position < end);
}

/** Share of a stretch that must be new for it to be worth showing. */
const MAX_SHOWN = 0.5;

/** Which stretches of two files are shown as copies of one another already. */
class ShownPairs {
  private readonly groupsOf = new Map<number, { group: number; start: number; end: number }[]>();

  constructor(groups: readonly FoundGroup[]) {
    for (const [group, { members }] of groups.entries()) {
      for (const { file, start, end } of members) {
        const list = this.groupsOf.get(file);
        if (list) list.push({ group, start, end });
        else this.groupsOf.set(file, [{ group, start, end }]);
      }
    }
  }

  /** Whether groups that also have a member inside `b` cover most of `a`. */
  cover(a: TokenPlace, b: TokenPlace): boolean {
    const inB = new Set(
      (this.groupsOf.get(b.file) ?? [])
        .filter(({ start, end }) => start < b.end && b.start < end)
        .map(({ group }) => group),
    );
    let covered = 0;
    let upTo = a.start;
    const inA = (this.groupsOf.get(a.file) ?? [])
      .filter(({ group, start, end }) => inB.has(group) && start < a.end && a.start < end)
      .sort((x, y) => x.start - y.start);
    for (const { start, end } of inA) {
      const from = Math.max(start, upTo);
      const to = Math.min(end, a.end);
      if (to > from) {
        covered += to - from;
        upTo = to;
      }
    }
    return covered > MAX_SHOWN * (a.end - a.start);
  }
}

interface TokenPlace {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** Two stretches that overlap by this share of the longer are the same place. */
const SAME_PLACE = 0.6;

/** Stretches found several times with slightly different ends, once each. */
class RunPlaces {
  readonly all: TokenPlace[] = [];
  private readonly files: readonly TokenFile[];
  private readonly byFile = new Map<number, number[]>();
  private readonly passages = new Map<number, PreparedPassage>();

  constructor(files: readonly TokenFile[]) {
    this.files = files;
  }

  add(file: number, start: number, end: number): number {
    const own = this.byFile.get(file) ?? [];
    this.byFile.set(file, own);
    for (const place of own) {
      const other = this.all[place]!;
      const shared = Math.min(end, other.end) - Math.max(start, other.start);
      if (shared >= SAME_PLACE * Math.max(end - start, other.end - other.start)) return place;
    }
    own.push(this.all.length);
    return this.all.push({ file, start, end }) - 1;
  }

  prepared(place: number): PreparedPassage {
    let found = this.passages.get(place);
    if (!found) {
      found = preparePassage(this.passage(place));
      this.passages.set(place, found);
    }
    return found;
  }

  lines(place: number): number {
    const { file, start, end } = this.all[place]!;
    const { lines } = this.files[file]!.stream;
    return lines[end - 1]! - lines[start]! + 1;
  }

  member(place: number): Member {
    const { file, start, end } = this.all[place]!;
    const { record, stream } = this.files[file]!;
    const startLine = stream.lines[start]!;
    const endLine = stream.lines[end - 1]!;
    const snippet: Snippet = {
      kind: 'block',
      name: enclosingName(record, startLine, endLine),
      startLine,
      endLine,
      doc: '',
      textHash: tokensKey(this.passage(place).exact).toString(16).padStart(32, '0'),
    };
    return { file, start, end, place: placeIn(record, snippet) };
  }

  private passage(place: number): Passage {
    const { file, start, end } = this.all[place]!;
    return passageOf(this.files[file]!.stream, { start, end });
  }
}

/** Name of the smallest named snippet around the lines, '' where there is none. */
function enclosingName(record: FileRecord, startLine: number, endLine: number): string {
  let best: Snippet | undefined;
  for (const snippet of record.snippets) {
    const isAround = snippet.startLine <= startLine && endLine <= snippet.endLine;
    if (!isAround || snippet.name === '') continue;
    if (!best || snippet.endLine - snippet.startLine < best.endLine - best.startLine)
      best = snippet;
  }
  return best?.name ?? '';
}

/** Drops groups whose members all lie inside the members of one larger or equal group, one in each. */
export function withoutNested(groups: readonly FoundGroup[]): FoundGroup[] {
  const byFile = new Map<number, { group: number; start: number; end: number; member: number }[]>();
  for (const [group, { members }] of groups.entries()) {
    for (const [member, { file, start, end }] of members.entries()) {
      const entry = { group, start, end, member };
      const list = byFile.get(file);
      if (list) list.push(entry);
      else byFile.set(file, [entry]);
    }
  }
  return groups.filter((group, own) => {
    const [first] = group.members;
    const outer = around(first!, byFile).filter((entry) => entry.group !== own);
    return !outer.some(({ group: other, member }) => {
      const used = new Set([member]);
      const others = groups[other]!.members;
      if (isSameExtent(group, groups[other]!) && other > own) return false;
      return group.members.slice(1).every((inner) => {
        const found = others.findIndex(
          (candidate, i) => !used.has(i) && contains(candidate, inner),
        );
        if (found >= 0) used.add(found);
        return found >= 0;
      });
    });
  });
}

function around(
  inner: Member,
  byFile: ReadonlyMap<number, { group: number; start: number; end: number; member: number }[]>,
): { group: number; member: number }[] {
  return (byFile.get(inner.file) ?? []).filter(
    ({ start, end }) => start <= inner.start && inner.end <= end,
  );
}

function contains(outer: Member, inner: Member): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** A file with one class, or a class with one function, is one thing: the first group of the two stays. */
function isSameExtent(a: FoundGroup, b: FoundGroup): boolean {
  return (
    a.members.length === b.members.length &&
    a.members.every(
      (member, i) => contains(member, b.members[i]!) && contains(b.members[i]!, member),
    )
  );
}

function byFirstMember(a: FoundGroup, b: FoundGroup): number {
  const x = a.members[0]!;
  const y = b.members[0]!;
  return x.file - y.file || x.start - y.start || x.end - y.end || (a.id < b.id ? -1 : 1);
}

/** The group as callers see it, without token positions. */
export function publicGroup({ members, ...group }: CopyGroup): DuplicateGroup {
  return { ...group, members: members.map(({ place }) => place) };
}
