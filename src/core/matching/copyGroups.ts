/** The structural channel: file records → groups of copies (types 1–3), whole units first, then stretches inside them. */
import { fingerprintOf } from '../decisions/fingerprint.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import { linesWithTokens } from '../structure/tokenStream.ts';
import {
  type CopyGroup,
  type FoundGroup,
  type Member,
  makeGroup,
  pairsWithin,
} from './copyGroup.ts';
import { runGroups } from './copyRuns.ts';
import { groupPairs } from './groups.ts';
import type { DuplicateGroup } from './match.ts';
import {
  type CopyOptions,
  type CopyPair,
  copyPairs,
  distinctItems,
  type Item,
} from './nearCopies.ts';
import { withoutNested } from './nestedGroups.ts';
import { RememberedPairs } from './rememberedPairs.ts';
import { type TokenFile, tokenFiles, type UnitLimits, Units } from './units.ts';
import { actionability } from './worth/actionability.ts';
import { groupTraits } from './worth/groupTraits.ts';
import { type MemberTraits, MemberTraitsReader } from './worth/memberTraits.ts';

export interface CopyChannelOptions extends CopyOptions, UnitLimits {}

/**
 * Groups in the order of their first member; the same for any order of `records`.
 * @param remembered from an earlier run, to be faster; what it holds changes no answer
 */
export function copyGroups(
  records: readonly FileRecord[],
  limits: CopyChannelOptions,
  signal?: AbortSignal,
  remembered = new RememberedPairs(limits),
): CopyGroup[] {
  const options = { ...limits, remembered };
  const files = tokenFiles(records);
  const units = new Units(files, options);
  const items = distinctItems(units);
  const pairs = copyPairs(units, items, options, signal);
  const whole = withoutNested(unitGroups(units, items, pairs));
  const parts = runGroups(units, items, whole, options, signal);
  const traits = new MemberTraitsReader();
  return withoutNested([...whole, ...parts])
    .sort(byFirstMember)
    .map((group) => ({
      ...group,
      fingerprints: group.members.map((member) =>
        fingerprintOf(files[member.file]!.stream, member),
      ),
      duplicatedLines: codeLines(files, group),
      actionability: actionability(group, groupTraits(group, traitsOf(group, files, traits))),
    }));
}

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
    const contents = group.map((item) => units.key(items[item]![0]!, 'exact'));
    return makeGroup(members, itemsOfMembers, between, contents);
  });
}

function traitsOf(
  { members }: FoundGroup,
  files: readonly TokenFile[],
  reader: MemberTraitsReader,
): MemberTraits[] {
  return members.map(({ file, start, end }) => reader.of({ ...files[file]!, start, end }));
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
