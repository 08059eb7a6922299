/**
 * Thresholds that keep a promise: "of what is shown, at least this share is right", with probability 1 − δ.
 * Fixed-sequence testing: from the strictest threshold to looser ones, each tested at the full δ by the exact lower
 * bound of its precision, stopping at the first that fails; no correction for the number of tests is needed because
 * the order is fixed beforehand. Source: Clopper & Pearson (1934); Angelopoulos et al., "Learn then Test" (2021).
 */
import type { Level } from '../matching/match.ts';
import { leastTrials, lowerBound } from './binomial.ts';
import { type Judged, precisionRecall } from './metrics.ts';
import type { ThresholdSource } from './report.ts';

/** Share of right findings that each level promises. */
export const LEVEL_PRECISION: Readonly<Record<Level, number>> = {
  strict: 0.95,
  balanced: 0.85,
  exploratory: 0.6,
};

/** The promise is broken by chance at most this often. */
export const DELTA = 0.05;

export interface Threshold {
  /** Match if score ≥ threshold. */
  readonly threshold: number;
  /** On the pairs it was chosen on. */
  readonly precision: number;
  readonly recall: number;
  /** Lower bound of the precision, by the exact interval at δ. */
  readonly precisionAtLeast: number;
  readonly found: number;
  /** Which bound decided; 'shipped' where nothing says it. */
  readonly source?: ThresholdSource;
  /** Every bound there is, on the score. */
  readonly bounds?: Readonly<Partial<Record<ThresholdSource, number>>>;
}

/** Thresholds tried; the share of pairs above grows by an equal factor, because precision changes most where few are. */
const STEPS = 60;
/** The strictest tried keeps this share of the pairs. */
const STRICTEST_SHARE = 0.002;

/** The loosest threshold that is certified; undefined where not even the strictest is. */
export function certifiedThreshold(
  judged: readonly Judged[],
  target: number,
  delta: number = DELTA,
): Threshold | undefined {
  const scores = judged.map(({ score }) => score).sort((a, b) => b - a);
  const least = leastTrials(target, delta);
  let best: Threshold | undefined;
  let previous = Number.POSITIVE_INFINITY;
  for (let step = 0; step < STEPS; step++) {
    const share = STRICTEST_SHARE ** (1 - step / (STEPS - 1));
    const threshold = scores[Math.min(scores.length - 1, Math.floor(share * scores.length))];
    if (threshold === undefined || threshold === previous) continue;
    previous = threshold;
    const { precision, recall, found } = precisionRecall(judged, threshold);
    if (found < least) continue;
    const precisionAtLeast = lowerBound(Math.round(precision * found), found, delta);
    if (precisionAtLeast < target) break;
    best = { threshold, precision, recall, precisionAtLeast, found };
  }
  return best;
}

/** Matches from which a group can certify a threshold of its own that is not mostly strict for want of data. */
const LARGE = 200;

/**
 * The loosest threshold that is certified on the pool and on each large group by itself, made stricter until each smaller
 * group with findings enough to tell keeps the promise too. Groups without any match only count in the pool.
 */
export function certifiedForWorst(
  groups: readonly (readonly Judged[])[],
  target: number,
  delta: number = DELTA,
): Threshold | undefined {
  const all = groups.flat();
  const pooled = certifiedThreshold(all, target, delta);
  if (!pooled) return undefined;
  const telling = groups.filter((group) => group.some(({ isMatch }) => isMatch));
  const least = leastTrials(target, delta);
  const isKept = (threshold: number): boolean =>
    telling.every((group) => {
      const { precision, found } = precisionRecall(group, threshold);
      return found < least || precision >= target;
    });
  const large = telling.filter((group) => group.filter(({ isMatch }) => isMatch).length >= LARGE);
  const floor = Math.max(
    pooled.threshold,
    ...large.map((group) => certifiedThreshold(group, target, delta)?.threshold ?? -Infinity),
  );
  const stricter = all
    .map(({ score }) => score)
    .filter((score) => score >= floor)
    .sort((a, b) => a - b);
  // A hundred steps up are fine enough: each leaves out one finding in a hundred.
  const step = Math.max(1, Math.floor(stricter.length / 100));
  for (let i = 0; i < stricter.length; i += step) {
    const threshold = stricter[i]!;
    if (!isKept(threshold)) continue;
    const { precision, recall, found } = precisionRecall(all, threshold);
    const precisionAtLeast = lowerBound(Math.round(precision * found), found, delta);
    if (precisionAtLeast < target) return undefined;
    return { threshold, precision, recall, precisionAtLeast, found };
  }
  return undefined;
}
