/**
 * One duplication, shown once: a group whose copies lie mostly in the copies of a group that ranks before it is folded
 * under that one. Nothing is lost: what is folded is the other group's `folded`.
 */
import type { DuplicateGroup, Place } from '../match.ts';

/** Mean share of its copies' lines that must lie in the other group's. */
const LEAST_COVERED = 0.5;
/** Lines in common over lines of either, from which two copies are the same place. */
const SAME_PLACE = 0.7;

interface ShownMember {
  /** Position among the shown groups, and of the member in its group. */
  readonly group: number;
  readonly member: number;
  readonly start: number;
  readonly end: number;
}

/**
 * @param ranked most worth showing first; the order of what stays is kept, but for groups that outgrew a decision: they
 * come first, for only under their own heading do people see which copy came to those they accepted
 */
export function foldGroups(ranked: readonly DuplicateGroup[]): DuplicateGroup[] {
  const shown: { readonly group: DuplicateGroup; readonly folded: DuplicateGroup[] }[] = [];
  const byFile = new Map<string, ShownMember[]>();
  const hasGrown = ({ standing }: DuplicateGroup): boolean => standing?.kind === 'grown';
  const inOrder = [...ranked.filter(hasGrown), ...ranked.filter((group) => !hasGrown(group))];
  for (const group of inOrder) {
    // Under one that is old nobody would see that something is new.
    const over = groupsOver(group, byFile).find(
      (at) => group.isNew !== true || shown[at]!.group.isNew === true,
    );
    if (over !== undefined) {
      shown[over]!.folded.push(group);
      continue;
    }
    for (const [member, { path, snippet }] of group.members.entries()) {
      const { startLine: start, endLine: end } = snippet;
      const entry = { group: shown.length, member, start, end };
      const list = byFile.get(path);
      if (list) list.push(entry);
      else byFile.set(path, [entry]);
    }
    shown.push({ group, folded: [] });
  }
  return shown.map(({ group, folded }) => (folded.length === 0 ? group : { ...group, folded }));
}

/** The groups and, after each, what is folded under it. */
export function withFolded(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  return groups.flatMap((group) => [group, ...(group.folded ?? [])]);
}

/** Shown groups that show this one's duplication already, the first first. */
function groupsOver(
  { members }: DuplicateGroup,
  byFile: ReadonlyMap<string, readonly ShownMember[]>,
): number[] {
  const found = new Map<number, { covered: number; inside: Set<number>; isSamePlace: boolean }>();
  for (const { path, snippet } of members) {
    const inGroups = new Map<number, number>();
    for (const other of byFile.get(path) ?? []) {
      const lines = commonLines(snippet, other);
      if (lines <= 0) continue;
      const own = snippet.endLine - snippet.startLine + 1;
      const either = own + other.end - other.start + 1 - lines;
      const entry = found.get(other.group) ?? {
        covered: 0,
        inside: new Set<number>(),
        isSamePlace: false,
      };
      found.set(other.group, entry);
      entry.inside.add(other.member);
      const isSame = lines >= SAME_PLACE * either;
      entry.isSamePlace ||= isSame;
      inGroups.set(other.group, (inGroups.get(other.group) ?? 0) + (isSame ? 1 : lines / own));
    }
    for (const [group, share] of inGroups) found.get(group)!.covered += Math.min(1, share);
  }
  const over = [...found].filter(([, { covered, inside, isSamePlace }]) => {
    // In one copy alone it is another duplication, unless it is that very copy: the bridge of a chain.
    const isLinked = inside.size > 1 || isSamePlace;
    return isLinked && covered >= LEAST_COVERED * members.length - 1e-9;
  });
  return over.map(([group]) => group).sort((a, b) => a - b);
}

function commonLines(
  { startLine, endLine }: Place['snippet'],
  { start, end }: ShownMember,
): number {
  return Math.min(end, endLine) - Math.max(start, startLine) + 1;
}
