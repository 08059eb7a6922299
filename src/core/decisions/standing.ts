/** Groups against decisions and a baseline: what is decided, what is new, what has grown by a copy. */
import type { Decision, FingerprintedGroup, Standing } from './decision.ts';

/**
 * What the decisions say about a group. It is decided while every copy is one of those decided on; a copy that changed
 * or came along shows again. Where several decisions fit, the one with most copies in common counts, of those the first.
 */
export function standingOf(group: FingerprintedGroup, decisions: readonly Decision[]): Standing {
  let best: Standing = { kind: 'open' };
  let known = 0;
  for (const decision of decisions) {
    const added = addedTo(decision.fingerprints, group.fingerprints);
    const shared = group.fingerprints.length - added.length;
    // One copy of the old group among others is another group.
    if (shared < Math.min(2, decision.fingerprints.length) || shared <= known) continue;
    known = shared;
    best = added.length === 0 ? { kind: 'decided', decision } : { kind: 'grown', decision, added };
  }
  return best;
}

/** `standingOf` for many groups: looks only at decisions that name one of a group's copies. */
export function standings(decisions: readonly Decision[]): (group: FingerprintedGroup) => Standing {
  const naming = byFingerprint(decisions.map(({ fingerprints }) => fingerprints));
  return (group) =>
    standingOf(
      group,
      naming(group).map((i) => decisions[i]!),
    );
}

/** Whether all of `fingerprints` are among `others`, each as often. */
export function isWithin(fingerprints: readonly string[], others: readonly string[]): boolean {
  return addedTo(others, fingerprints).length === 0;
}

/** Positions in `now` that `then` does not account for, each fingerprint as often as it stands there. */
function addedTo(then: readonly string[], now: readonly string[]): number[] {
  const left = new Map<string, number>();
  for (const print of then) left.set(print, (left.get(print) ?? 0) + 1);
  return now.flatMap((print, i) => {
    const count = left.get(print) ?? 0;
    if (count === 0 || print === '') return [i];
    left.set(print, count - 1);
    return [];
  });
}

/** Finds the lists that hold some fingerprint of a group: their positions, ascending. */
function byFingerprint(
  lists: readonly (readonly string[])[],
): (group: FingerprintedGroup) => number[] {
  const holders = new Map<string, number[]>();
  for (const [i, list] of lists.entries()) {
    for (const print of new Set(list)) {
      const own = holders.get(print);
      if (own) own.push(i);
      else holders.set(print, [i]);
    }
  }
  return ({ fingerprints }) =>
    [...new Set(fingerprints.flatMap((print) => holders.get(print) ?? []))].sort((a, b) => a - b);
}

/** A baseline: the groups that were there, each as its copies. */
export interface Baseline {
  readonly groups: readonly (readonly string[])[];
}

/** Written to a file that can be compared by eye: one group a line, sorted. */
export function writeBaseline(groups: readonly FingerprintedGroup[]): string {
  const lines = groups.map(({ fingerprints }) => [...fingerprints].sort().join(' '));
  return ['# lookalike baseline 1', ...new Set(lines.sort()), ''].join('\n');
}

/** Lines that hold no fingerprints are left out; a baseline never stops a run. */
export function readBaseline(text: string): Baseline {
  const groups = text
    .split(/\r?\n/)
    .map((line) => line.split(' ').filter((part) => /^[0-9a-f]{24}$/.test(part)))
    .filter((group) => group.length > 1);
  return { groups };
}

/** Tells which groups are no part of the baseline: unknown, or with a copy more than any known one. */
export function newSince({ groups }: Baseline): (group: FingerprintedGroup) => boolean {
  const naming = byFingerprint(groups);
  return (group) => !naming(group).some((i) => isWithin(group.fingerprints, groups[i]!));
}
