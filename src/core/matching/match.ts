/** What an answer is: a place in the workspace, how sure we are, and what that rests on. */
import type { Standing } from '../decisions/decision.ts';
import type { FileRole, Snippet } from '../snippets/snippet.ts';

export interface Place {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  readonly language: string;
  readonly role: FileRole;
  readonly snippet: Snippet;
}

/** What a match rests on; each 0..1, larger is stronger. Undefined: this channel was not asked. */
export interface Evidence {
  /** Shared words: overlap of the token multisets. */
  readonly text?: number;
  /** Shared order and shape: aligned normalised tokens over the longer side. */
  readonly structure?: number;
  /** Cosine of the two embeddings, clamped at 0. */
  readonly meaning?: number;
  /** What renaming, obfuscating and decompiling leave; asked only of two texts laid side by side. */
  readonly disguise?: number;
}

/** Clone types of the literature: 1 exact, 2 renamed, 3 edited, 4 same job in other code. */
export type MatchType = 'exact' | 'renamed' | 'edited' | 'meaning';

export interface Match {
  readonly place: Place;
  readonly type: MatchType;
  /** Euclidean on unit embeddings, 0..2; undefined where no encoder took part. */
  readonly distance?: number;
  /** Calibrated, 0..1. */
  readonly probability: number;
  readonly evidence: Evidence;
}

/** Snippets all within threshold of one another. */
export interface DuplicateGroup {
  /** Stable across runs and file order: made from the members' content. */
  readonly id: string;
  readonly type: MatchType;
  readonly members: readonly Place[];
  /** Position in `members` of the copy the others should be compared with. */
  readonly canonical: number;
  /** The least probable pair of the group. */
  readonly probability: number;
  /** The largest distance of two members; undefined where no encoder took part. */
  readonly diameter?: number;
  readonly evidence: Evidence;
  /** Lines with code on them that would go if one copy were kept; comments and blank lines do not count. */
  readonly duplicatedLines: number;
  /** The content of each member, 24 hex digits, in the order of `members`; '' where it could not be read. */
  readonly fingerprints?: readonly string[];
  /** How likely a maintainer would act on it, 0..1, as far as its copies show; groups are listed by it. */
  readonly actionability?: number;
  /** Groups that show this duplication again: parts of its copies, or copies that a bridge leads to. */
  readonly folded?: readonly DuplicateGroup[];
  /** What people decided about it; undefined: nobody looked. */
  readonly standing?: Standing;
  /** Whether it is new compared with a revision or a baseline; undefined: compared with nothing. */
  readonly isNew?: boolean;
}

export type Level = 'strict' | 'balanced' | 'exploratory';
