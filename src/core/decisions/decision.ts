/** What people decided about duplicates, by the content of the copies, so that it survives moves, renames and reformatting. */
export type Verdict = 'not-a-duplicate' | 'intentional' | 'generated' | 'later';

export const VERDICTS: readonly Verdict[] = [
  'not-a-duplicate',
  'intentional',
  'generated',
  'later',
];

/** One decision about one group. */
export interface Decision {
  readonly verdict: Verdict;
  /** One per copy at the time, sorted; equal copies stand as often as they were there. */
  readonly fingerprints: readonly string[];
  /** Why, for whoever reviews it; '' if nobody said. */
  readonly reason: string;
  /** Where it was, as a help to readers; never compared. */
  readonly where: string;
}

/** What a decision says about a group as it is now. */
export type Standing =
  /** Decided, and nothing changed. */
  | { readonly kind: 'decided'; readonly decision: Decision }
  /** Decided, but there are copies more than then. */
  | { readonly kind: 'grown'; readonly decision: Decision; readonly added: readonly number[] }
  | { readonly kind: 'open' };

/** What a decision or a baseline looks at in a group. */
export interface FingerprintedGroup {
  /** The content of each member, in the order of the members. */
  readonly fingerprints: readonly string[];
}
