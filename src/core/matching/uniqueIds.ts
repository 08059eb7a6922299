/** Ids by content, made unique: the same stretches of text may stand in two groups that do not match one another as a whole. */
import type { DuplicateGroup } from './match.ts';

/** The first keeps its id, later ones get `-2`, `-3`, … in the order of `groups`. */
export function withUniqueIds(groups: readonly DuplicateGroup[]): DuplicateGroup[] {
  const seen = new Map<string, number>();
  return groups.map((group) => {
    const times = (seen.get(group.id) ?? 0) + 1;
    seen.set(group.id, times);
    return times === 1 ? group : { ...group, id: `${group.id}-${times}` };
  });
}
