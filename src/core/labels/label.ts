/** What people say about a pair: a match or not, by the content of both sides, so that it survives moves and reformatting. */

import type { LabelContradiction } from '../calibration/report.ts';
import type { Decision } from '../decisions/decision.ts';

export interface Label {
  /** Fingerprints of the two sides, `a` ≤ `b`. */
  readonly a: string;
  readonly b: string;
  readonly isMatch: boolean;
  /** Where it was, as a help to readers; never compared. */
  readonly where: string;
}

/** Labels without those that contradict one another, each pair once. */
export interface CheckedLabels {
  readonly labels: readonly Label[];
  readonly contradictions: readonly LabelContradiction[];
}

export function labelOf(a: string, b: string, isMatch: boolean, where: string): Label {
  return a <= b ? { a, b, isMatch, where } : { a: b, b: a, isMatch, where };
}

/** Pairs of more copies than this in one decision would outweigh all labels (guess). */
const MOST_COPIES = 8;

/** A group that was dismissed as no duplicate is a label for each pair of it; the other verdicts say nothing of that. */
export function labelsOfDecisions(decisions: readonly Decision[]): Label[] {
  return decisions.flatMap(({ verdict, fingerprints, where }) => {
    if (verdict !== 'not-a-duplicate') return [];
    const copies = [...new Set(fingerprints)].slice(0, MOST_COPIES);
    return copies.flatMap((a, i) => copies.slice(i + 1).map((b) => labelOf(a, b, false, where)));
  });
}

/** A pair said to be both is surfaced and not used, whoever said it last. */
export function checkLabels(
  labels: readonly Label[],
  ofDecisions: readonly Label[],
): CheckedLabels {
  const byPair = new Map<string, { readonly said: Label[]; readonly decided: Label[] }>();
  const entry = (label: Label) => {
    const key = `${label.a} ${label.b}`;
    const found = byPair.get(key) ?? { said: [], decided: [] };
    byPair.set(key, found);
    return found;
  };
  for (const label of labels) entry(label).said.push(label);
  for (const label of ofDecisions) entry(label).decided.push(label);
  const kept: Label[] = [];
  const contradictions: LabelContradiction[] = [];
  for (const { said, decided } of byPair.values()) {
    const all = [...said, ...decided];
    const first = all[0]!;
    if (all.every(({ isMatch }) => isMatch === first.isMatch)) {
      kept.push(first);
      continue;
    }
    const isAmongLabels = said.some(({ isMatch }) => isMatch !== said[0]!.isMatch);
    contradictions.push({
      a: first.a,
      b: first.b,
      where: all.find(({ where }) => where !== '')?.where ?? '',
      what: isAmongLabels
        ? 'labelled as a match and as no match; neither counts'
        : 'labelled as a match and dismissed as no duplicate; neither counts',
    });
  }
  return { labels: kept, contradictions };
}
