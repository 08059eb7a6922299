/** Copied stretches inside functions and across them, as groups; what groups of whole units show is left out. */
import type { FileRecord } from '../index/snippetStore.ts';
import type { Snippet } from '../snippets/snippet.ts';
import { isIgnored } from '../structure/ignoreComments.ts';
import { passageOf, rangeKey } from '../structure/passage.ts';
import { type TokenStream, tokensInLines } from '../structure/tokenStream.ts';
import { type FoundGroup, type Member, makeGroup, pairsWithin } from './copyGroup.ts';
import { type PreparedPassage, preparePassage } from './evidence.ts';
import { groupPairs } from './groups.ts';
import { type CopyOptions, type CopyPair, type Item, judgeCopy } from './nearCopies.ts';
import type { RememberedPairs } from './rememberedPairs.ts';
import { RunPieces } from './runPieces.ts';
import { sharedRuns } from './sharedRuns.ts';
import { placeIn, type TokenFile, type UnitLimits, type Units } from './units.ts';

/**
 * Stretches that no group of whole units shows.
 * @param items of the units: a stretch in a unit that stands elsewhere token for token stands there, too
 */
export function runGroups(
  units: Units,
  items: readonly Item[],
  whole: readonly FoundGroup[],
  options: CopyOptions & UnitLimits & { readonly remembered: RememberedPairs },
  signal: AbortSignal | undefined,
): FoundGroup[] {
  const { files } = units;
  const repeated = repeatedRanges(units, items);
  const runs = sharedRuns(
    files,
    {
      minTokens: options.minTokens,
      isRepeated: (file, position) => covers(repeated[file]!, position),
    },
    signal,
  );
  const shown = new ShownPairs(whole);
  const repeats = new Repeats(units, items);
  const places = new RunPlaces(files);
  const pairs: CopyPair[] = [];
  const seen = new Set<string>();
  const pieces = new RunPieces(files, options.minTokens);
  const contents: number[] = [];
  const contentOf = (place: number): number => {
    contents[place] ??= options.remembered.content(
      places.key(place, 'exact'),
      places.key(place, 'normalised'),
    );
    return contents[place];
  };
  for (const run of runs.flatMap((one) => pieces.of(one))) {
    const a = places.add(run.fileA, run.startA, run.endA);
    const b = places.add(run.fileB, run.startB, run.endB);
    const key = `${a} ${b}`;
    if (a === b || seen.has(key)) continue;
    seen.add(key);
    const [x, y] = [places.all[a]!, places.all[b]!];
    if (overlap(x, y)) continue;
    if (shown.cover(x, y) || shown.cover(y, x)) continue;
    if (Math.min(places.lines(a), places.lines(b)) < options.minLines) continue;
    const judged = options.remembered.judged(contentOf(a), contentOf(b), () =>
      judgeCopy(places.prepared(a), places.prepared(b), options),
    );
    if (judged) pairs.push({ a: Math.min(a, b), b: Math.max(a, b), ...judged });
  }
  const count = places.all.length;
  const pairOf = new Map(pairs.map((pair) => [pair.a * count + pair.b, pair]));
  return groupPairs(pairs.map(({ a, b, probability }) => ({ a, b, strength: probability }))).map(
    (group) => {
      const members = group.map((place) => places.member(places.all[place]!));
      const itemOf = [...group];
      for (const place of group) {
        for (const repeat of repeats.of(places.all[place]!)) {
          if (members.some((member) => overlap(member, repeat))) continue;
          members.push(places.member(repeat));
          itemOf.push(place);
        }
      }
      const contents = group.map((place) => places.key(place, 'exact'));
      return makeGroup(members, itemOf, pairsWithin(group, count, pairOf), contents);
    },
  );
}

function overlap(a: TokenPlace, b: TokenPlace): boolean {
  return a.file === b.file && a.start < b.end && b.start < a.end;
}

/** Where a stretch stands once more because a whole unit around it does: there nothing was looked for. */
class Repeats {
  private readonly units: Units;
  /** Per file, first units of their items with all others of the item. */
  private readonly byFile = new Map<number, { first: TokenPlace; others: readonly number[] }[]>();

  constructor(units: Units, items: readonly Item[]) {
    this.units = units;
    for (const [unit, ...others] of items) {
      if (others.length === 0) continue;
      const first = units.all[unit!]!;
      const own = this.byFile.get(first.file);
      if (own) own.push({ first, others });
      else this.byFile.set(first.file, [{ first, others }]);
    }
  }

  of({ file, start, end }: TokenPlace): TokenPlace[] {
    return (this.byFile.get(file) ?? [])
      .filter(({ first }) => first.start <= start && end <= first.end)
      .flatMap(({ first, others }) =>
        others.map((unit) => {
          const other = this.units.all[unit]!;
          const shift = other.start - first.start;
          return { file: other.file, start: start + shift, end: end + shift };
        }),
      );
  }
}

type Range = readonly [start: number, end: number];

/**
 * Per file, the ranges in which no stretch is looked for: units that repeat another token for token, for which their
 * first copy stands, and what an ignore comment covers.
 */
function repeatedRanges(units: Units, items: readonly Item[]): Range[][] {
  const { files } = units;
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
      const { file, start, end } = this.all[place]!;
      found = preparePassage(passageOf(this.files[file]!.stream, { start, end }));
      this.passages.set(place, found);
    }
    return found;
  }

  /** Equal for places with the same tokens. */
  key(place: number, form: 'exact' | 'normalised'): number {
    return this.keyOf(this.all[place]!, form);
  }

  private keyOf({ file, start, end }: TokenPlace, form: 'exact' | 'normalised'): number {
    return rangeKey(this.files[file]!.stream, { start, end }, form);
  }

  lines(place: number): number {
    const { file, start, end } = this.all[place]!;
    const { lines } = this.files[file]!.stream;
    return lines[end - 1]! - lines[start]! + 1;
  }

  member({ file, start, end }: TokenPlace): Member {
    const { record, stream } = this.files[file]!;
    const startLine = stream.lines[start]!;
    const endLine = stream.lines[end - 1]!;
    const snippet: Snippet = {
      kind: 'block',
      name: enclosingName(record, startLine, endLine),
      startLine,
      endLine,
      doc: '',
      textHash: this.keyOf({ file, start, end }, 'exact').toString(16).padStart(32, '0'),
    };
    return { file, start, end, place: placeIn(record, snippet) };
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
