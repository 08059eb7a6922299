/** Lines that changed since some revision, and whether a finding touches them. */
import type { Place } from '../matching/match.ts';

/** One file's changed lines as it is now, 1-based and inclusive; a place where lines only went is `[n + 1, n]`. */
export interface ChangedLines {
  readonly path: string;
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

/** Tells whether a place has a changed line, or lost one between its first and its last. */
export function touches(changed: readonly ChangedLines[]): (place: Place) => boolean {
  const byPath = new Map(changed.map(({ path, ranges }) => [path, ranges]));
  return ({ path, snippet }) =>
    (byPath.get(path) ?? []).some(
      ([start, end]) => snippet.startLine <= end && start <= snippet.endLine,
    );
}
