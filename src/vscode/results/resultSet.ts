/** What the results view shows: the hits of one question, whoever asked it. */
import type { DuplicateGroup, Evidence, MatchType, Place } from '../../core/matching/match.ts';

export type ResultKind = 'similar' | 'duplicates' | 'search';

/** A place to compare with: a range of a document, or text that is in no file (clipboard, unsaved). */
export type Anchor =
  | { readonly uri: string; readonly startLine: number; readonly endLine: number }
  | { readonly text: string; readonly language: string };

export interface Hit {
  /** Unique within its result set. */
  readonly id: string;
  /** URI of the workspace folder that `place.path` is relative to. */
  readonly folderUri: string;
  /** Shown where a window has several folders. */
  readonly folderName: string;
  readonly place: Place;
  readonly type: MatchType;
  /** Calibrated, 0..1. */
  readonly probability: number;
  readonly evidence: Evidence;
  /** Which words, which name, which meaning: search only. */
  readonly why?: string;
  /** Duplicates only: the group, and whether this is the copy the others are compared with. */
  readonly group?: DuplicateGroup;
  readonly isCanonical?: boolean;
  /** Duplicates only: a copy that came to a group after people had accepted it. */
  readonly isAdded?: boolean;
}

export interface ResultSet {
  readonly kind: ResultKind;
  /** What was asked, for the view's head and the history. */
  readonly title: string;
  /** What the answer amounts to: files, groups, share of duplicated lines. */
  readonly summary: string;
  readonly hits: readonly Hit[];
  /** Duplicates only: copies of groups whose decision holds; shown on request. */
  readonly decided?: readonly Hit[];
  /** What the hits of 'similar' are similar to. */
  readonly anchor?: Anchor;
}

/** What a result set was made by: asked again by "Run Again". */
export type Ask = () => Promise<void>;
