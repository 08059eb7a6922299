/** What tells the copies of a group apart, row by row and as findings: plain JSON, drawn by terminal, pages and editor. */

export interface LineRange {
  /** 1-based. */
  readonly startLine: number;
  /** 1-based, inclusive; `startLine - 1` where nothing is there: the place a missing stretch would start. */
  readonly endLine: number;
}

export interface Commit {
  /** Full hex object name. */
  readonly id: string;
  /** Author time, milliseconds since 1970. */
  readonly timeMs: number;
  readonly author: string;
  /** First line of the message. */
  readonly subject: string;
}

/** Where a member's lines come from; there only where git knows the file. */
export interface MemberHistory {
  /** Of the oldest line that is still there. */
  readonly first: Commit;
  /** Of the newest line. */
  readonly last: Commit;
  /** Some line is not committed yet. */
  readonly isUncommitted: boolean;
}

export interface DriftMember extends LineRange {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  /** Of its statements, how many differ from what most members have there. */
  readonly drifted: number;
  readonly statements: number;
  readonly history?: MemberHistory;
}

/** One statement of one member. */
export interface DriftCell extends LineRange {
  /** Its lines as they stand in the file, without the member's common indentation. */
  readonly text: string;
  /** Position in the stretch's `variants`; 0 where all members are alike. */
  readonly variant: number;
}

/** Statements that belong together, one cell per member; null: this member has nothing there. */
export interface DriftRow {
  readonly cells: readonly (DriftCell | null)[];
  /** Position in `stretches`; null: all members are alike here. */
  readonly stretch: number | null;
}

/**
 * `lacks`: fewer members are without it than have it; `adds`: as many or fewer have it; all have something, but
 * other `code`, another `name`, or another `value` (literals only).
 */
export type DriftKind = 'lacks' | 'adds' | 'code' | 'name' | 'value';

export interface DriftVariant {
  /** Positions in `members`, ascending. */
  readonly members: readonly number[];
  /** Where it is in each of them, same order. */
  readonly places: readonly LineRange[];
  /** As the first of them has it; '' where they lack it. */
  readonly text: string;
  /** The newest commit on these lines, over all of them; there only where git knows. */
  readonly commit?: Commit;
}

/** Neighbouring rows in which the same members go together. */
export interface DriftStretch {
  readonly kind: DriftKind;
  /** Positions in `rows`, end exclusive. */
  readonly firstRow: number;
  readonly endRow: number;
  /** Most members first. */
  readonly variants: readonly DriftVariant[];
  /** For sorting only; larger says more. */
  readonly weight: number;
}

/** Two members that were the same, but for names, before a commit changed one of them. */
export interface CommonPast {
  readonly members: readonly [number, number];
  /** Which of the two it changed; a position in `members` of the report. */
  readonly changed: number;
  readonly commit: Commit;
}

export interface DriftReport {
  readonly members: readonly DriftMember[];
  /** Position of the member the others are laid beside. */
  readonly canonical: number;
  readonly rows: readonly DriftRow[];
  /** Most telling first: what one copy lacks and all others have. */
  readonly stretches: readonly DriftStretch[];
  /** Rows in which all members are alike, over all rows, 0..1. */
  readonly alike: number;
  readonly commonPast: readonly CommonPast[];
}
