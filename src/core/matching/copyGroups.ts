/** The structural channel: file records → groups of copies (types 1–3), whole units first, then stretches inside them. */
import type { FileRecord } from '../index/snippetStore.ts';
import {
  type CopyGroup,
  type FoundGroup,
  type Member,
  makeGroup,
  pairsWithin,
} from './copyGroup.ts';
import { runGroups } from './copyRuns.ts';
import {
  type Assistant,
  type CopyChannelOptions,
  type CopyTasks,
  OwnCopyTasks,
  SharedCopyTasks,
  unpackRuns,
} from './copyTasks.ts';
import { groupPairs } from './groups.ts';
import type { PassagePairs } from './judgePairs.ts';
import type { DuplicateGroup } from './match.ts';
import { type CopyPair, copyPairs, type Item } from './nearCopies.ts';
import { withoutNested } from './nestedGroups.ts';
import { RememberedPairs } from './rememberedPairs.ts';
import type { Units } from './units.ts';

export interface CopyGroupsParts {
  readonly signal?: AbortSignal | undefined;
  /** From an earlier run, to be faster; what it holds changes no answer. */
  readonly remembered?: RememberedPairs | undefined;
  /** Takes part of the work; changes no answer either. */
  readonly assistant?: Assistant | undefined;
}

/** Groups in the order of their first member; the same for any order of `records`. */
export function copyGroups(
  records: readonly FileRecord[],
  options: CopyChannelOptions,
  { signal, remembered = new RememberedPairs(options), assistant }: CopyGroupsParts = {},
): CopyGroup[] {
  const own = new OwnCopyTasks(records, options, signal);
  const tasks: CopyTasks = assistant ? new SharedCopyTasks(own, assistant) : own;
  const { units, items } = own;
  const judging = { remembered, judge: (pairs: PassagePairs) => tasks.judge(pairs) };
  const pairs = copyPairs(units, items, judging, signal);
  const whole = withoutNested(unitGroups(units, items, pairs));
  const parts = runGroups(own, unpackRuns(tasks.runs()), whole, { ...options, ...judging });
  const groups = withoutNested([...whole, ...parts]).sort(byFirstMember);
  const descriptions = tasks.describe(groups);
  return groups.map((group, i) => ({ ...group, ...descriptions[i]! }));
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

function byFirstMember(a: FoundGroup, b: FoundGroup): number {
  const x = a.members[0]!;
  const y = b.members[0]!;
  return x.file - y.file || x.start - y.start || x.end - y.end || (a.id < b.id ? -1 : 1);
}

/** The group as callers see it, without token positions. */
export function publicGroup({ members, ...group }: CopyGroup): DuplicateGroup {
  return { ...group, members: members.map(({ place }) => place) };
}
