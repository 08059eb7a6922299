/** Groups against decisions and a baseline: what is decided, what is new, what has grown by a copy. */
import type { Decision, FingerprintedGroup, Standing } from './decision.ts';

/**
 * What the decisions say about a group. It is decided while every copy is one of those decided on; a copy that changed
 * or came along shows again. Where several decisions fit, the one with most copies in common counts.
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

/** Positions in `now` that `then` does not account for, each fingerprint as often as it stands there. */
function addedTo(then: readonly string[], now: readonly string[]): number[] {
  const left = new Map<string, number>();
  for (const print of then) left.set(print, (left.get(print) ?? 0) + 1);
  return now.flatMap((print, i) => {
    const count = left.get(print) ?? 0;
    if (count === 0) return [i];
    left.set(print, count - 1);
    return [];
  });
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

/** Whether the group is no part of the baseline: unknown, or with a copy more than any known one. */
export function isNew({ fingerprints }: FingerprintedGroup, { groups }: Baseline): boolean {
  return !groups.some((group) => addedTo(group, fingerprints).length === 0);
}
