/** When "you already have this" may speak up while somebody writes: rarely, surely, and never about tests. No editor in here. */
import type { Match } from '../core/matching/match.ts';

/** Shorter pieces are idiom more often than copies (guess; the terminal's default for duplicates is the same). */
export const MIN_LINES = 5;
/** Far above what a list shows: who did not ask is told only what is nearly certain (a rival went from .70 to .85). */
export const MIN_PROBABILITY = 0.9;
/** Then it has been heard, and goes silent for the window. */
export const MAX_HINTS = 12;

const TEST_PATH =
  /(^|\/)(tests?|__tests__|spec|specs|fixtures?|testdata)\/|[._-](test|spec)s?\.[a-z]+$|(^|\/)test_[^/]+$/i;

/** @returns whether text just written is worth a question. */
export function isWorthAsking(text: string, path: string, hintsGiven: number): boolean {
  if (hintsGiven >= MAX_HINTS || TEST_PATH.test(path)) return false;
  return text.split('\n').filter((line) => /\w/.test(line)).length >= MIN_LINES;
}

/** The match to mention, if any is. */
export function worthMentioning(matches: readonly Match[]): Match | undefined {
  return matches.find(
    ({ probability, type, place }) =>
      (probability >= MIN_PROBABILITY || type === 'exact') &&
      place.role !== 'test' &&
      place.role !== 'generated' &&
      place.role !== 'vendored',
  );
}
