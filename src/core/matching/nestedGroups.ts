/** Groups inside groups: what a larger group shows already is not shown again. */
import type { FoundGroup, Member } from './copyGroup.ts';

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
