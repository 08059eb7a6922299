/**
 * Pairs → groups whose members are all paired with one another (complete linkage).
 * Single linkage would chain A–B–C although A and C have nothing in common; here such a chain gives {A, B} and {B, C}.
 */

/** Two items that match; `a` < `b`. */
export interface ItemPair {
  readonly a: number;
  readonly b: number;
  /** Larger pairs first. */
  readonly strength: number;
}

/**
 * Groups of two or more, members ascending. Every pair ends up inside some group or beside a stronger one; an item is
 * in two groups only where it is the bridge of a chain. The same for any order of `pairs`.
 */
export function groupPairs(pairs: readonly ItemPair[]): number[][] {
  const sorted = [...pairs].sort((x, y) => y.strength - x.strength || x.a - y.a || x.b - y.b);
  const partners = new Map<number, Set<number>>();
  const link = (from: number, to: number): void => {
    const set = partners.get(from);
    if (set) set.add(to);
    else partners.set(from, new Set([to]));
  };
  for (const { a, b } of sorted) {
    link(a, b);
    link(b, a);
  }
  const groupOf = new Map<number, number[]>();
  for (const { a, b } of sorted) {
    const groupA = groupOf.get(a) ?? [a];
    const groupB = groupOf.get(b) ?? [b];
    if (groupA === groupB || !allPaired(groupA, groupB, partners)) continue;
    const merged = [...groupA, ...groupB];
    for (const member of merged) groupOf.set(member, merged);
  }
  const groups = [...new Set(groupOf.values())];
  for (const { a, b } of sorted) {
    const aloneA = !groupOf.has(a);
    if (!aloneA && groupOf.has(b)) continue;
    // The bridge of a chain: the one left over gets a group with those of its partner's that it matches.
    const [alone, partner] = aloneA ? [a, b] : [b, a];
    const matches = partners.get(alone)!;
    const others = (groupOf.get(partner) ?? [partner]).filter((member) => matches.has(member));
    const group = [alone, ...others];
    groupOf.set(alone, group);
    groups.push(group);
  }
  return groups.map((group) => group.sort((x, y) => x - y)).sort(byMembers);
}

function allPaired(
  groupA: readonly number[],
  groupB: readonly number[],
  partners: ReadonlyMap<number, ReadonlySet<number>>,
): boolean {
  const [fewer, more] = groupA.length <= groupB.length ? [groupA, groupB] : [groupB, groupA];
  return fewer.every((member) => {
    const matches = partners.get(member)!;
    return matches.size >= more.length && more.every((other) => matches.has(other));
  });
}

function byMembers(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}
