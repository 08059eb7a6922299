/** Many numbers → few that are spread as they are. */
import type { Judged } from './metrics.ts';

/** Pairs drawn evenly from matches and non-matches by their prevalence, for every number that needs such a mixture. */
const MIXTURE = 4000;

/** `count` values at equal steps through the sorted ones, ascending; repeats some where there are fewer. */
export function evenly(values: readonly number[], count: number): number[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((a, b) => a - b);
  return Array.from(
    { length: count },
    (_, i) => sorted[Math.min(sorted.length - 1, Math.floor(((i + 0.5) * sorted.length) / count))]!,
  );
}

/** Evenly from both kinds, so that their shares are as `prevalence` says. */
export function mixture(
  matches: readonly number[],
  others: readonly number[],
  prevalence: number,
): Judged[] {
  if (matches.length === 0 || others.length === 0) return [];
  const count = Math.round(MIXTURE * prevalence);
  return [
    ...evenly(matches, count).map((score) => ({ score, isMatch: true })),
    ...evenly(others, MIXTURE - count).map((score) => ({ score, isMatch: false })),
  ];
}
