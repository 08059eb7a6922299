/** Labelled evidence → a channel of a calibration: combiner, curve, certified levels, and how good they are. */
import type { Level } from '../matching/match.ts';
import type { Channel, ChannelScores } from './calibration.ts';
import { combinedScore, fitCombiner } from './combiner.ts';
import { evenly } from './evenly.ts';
import { fitIsotonic, probabilityAt } from './isotonic.ts';
import { median } from './measureFolder.ts';
import {
  areaUnderCurve,
  averagePrecision,
  brierScore,
  calibrationError,
  type Judged,
} from './metrics.ts';
import { certifiedForWorst, DELTA, LEVEL_PRECISION, type Threshold } from './thresholds.ts';

export interface LabelledPair {
  readonly features: readonly number[];
  readonly isMatch: boolean;
  /** Where it comes from: pairs of one repository are alike, so promises are tested repository by repository. */
  readonly repository: string;
  /** The job its first side does; pairs of one job are judged together. */
  readonly group?: string;
}

export interface ChannelReport {
  readonly pairs: number;
  readonly matches: number;
  /** All by leaving a repository out of the fit and judging it with the others' fit. */
  readonly areaUnderCurve: number;
  readonly averagePrecision: number;
  readonly brierScore: number;
  readonly calibrationError: number;
  /** Repositories where a level's promise did not hold, with the precision there. */
  readonly broken: readonly {
    readonly repository: string;
    readonly level: Level;
    readonly precision: number;
  }[];
}

const LEVELS: readonly Level[] = ['strict', 'balanced', 'exploratory'];

/**
 * @param far features of far neighbours, whose median says how much alike unrelated code is.
 * @throws RangeError without pairs of both kinds
 */
export function fitChannel(
  pairs: readonly LabelledPair[],
  data: string,
  far: readonly (readonly number[])[] = [],
): Channel {
  const combiner = fitCombiner(pairs);
  const judged = pairs.map(({ features, isMatch, repository }) => ({
    score: combinedScore(combiner, features),
    isMatch,
    repository,
  }));
  const groups = [...new Set(pairs.map(({ repository }) => repository))].map((repository) =>
    judged.filter((one) => one.repository === repository),
  );
  const levels: Partial<Record<Level, Threshold>> = {};
  for (const level of LEVELS) {
    const threshold = certifiedForWorst(groups, LEVEL_PRECISION[level], DELTA);
    if (threshold) levels[level] = threshold;
  }
  const channel = {
    combiner,
    curve: thinned(fitIsotonic(judged)),
    levels: inOrder(levels),
    pairs: pairs.length,
    data,
  };
  return withScores(channel, pairs, far);
}

/** Repositories are dealt to so many folds in turn. */
const FOLDS = 5;

/** How a channel fitted on the repositories of the other folds does on each. @throws RangeError with fewer than two repositories */
export function crossValidate(pairs: readonly LabelledPair[]): ChannelReport {
  const repositories = [...new Set(pairs.map(({ repository }) => repository))];
  if (repositories.length < 2) throw new RangeError('one repository cannot be judged by others');
  const probabilities: Judged[] = [];
  const broken: { repository: string; level: Level; precision: number }[] = [];
  const foldOf = new Map(repositories.map((repository, i) => [repository, i % FOLDS]));
  const channels = Array.from({ length: Math.min(FOLDS, repositories.length) }, (_, fold) =>
    fitChannel(
      pairs.filter((pair) => foldOf.get(pair.repository) !== fold),
      'cross-validation',
    ),
  );
  for (const repository of repositories) {
    const channel = channels[foldOf.get(repository)!]!;
    const own = pairs
      .filter((pair) => pair.repository === repository)
      .map(({ features, isMatch }) => ({
        score: combinedScore(channel.combiner, features),
        isMatch,
      }));
    for (const { score, isMatch } of own) {
      probabilities.push({ score: probabilityAt(channel.curve, score), isMatch });
    }
    for (const level of LEVELS) {
      const threshold = channel.levels[level]?.threshold;
      if (threshold === undefined) continue;
      const found = own.filter(({ score }) => score >= threshold);
      const precision = found.filter(({ isMatch }) => isMatch).length / found.length;
      if (precision < LEVEL_PRECISION[level]) broken.push({ repository, level, precision });
    }
  }
  return {
    pairs: pairs.length,
    matches: pairs.filter(({ isMatch }) => isMatch).length,
    areaUnderCurve: areaUnderCurve(probabilities),
    averagePrecision: averagePrecision(probabilities),
    brierScore: brierScore(probabilities),
    calibrationError: calibrationError(probabilities),
    broken,
  };
}

/** A fitted channel with the scores of other pairs than those it was fitted on. */
export function withScores(
  channel: Channel,
  pairs: readonly LabelledPair[],
  far: readonly (readonly number[])[],
): Channel {
  const { combiner } = channel;
  const scoresOf = (wanted: boolean): number[] =>
    pairs.flatMap(({ features, isMatch }) =>
      isMatch === wanted ? [combinedScore(combiner, features)] : [],
    );
  const matches = scoresOf(true);
  const scores = {
    ...shortScores(matches, scoresOf(false)),
    background: median(far.map((features) => combinedScore(combiner, features))) ?? 0,
    prevalence: matches.length / pairs.length,
  };
  return { ...channel, scores };
}

/** What keeps a stricter promise keeps the looser ones too: chance never makes a looser level the stricter one. */
export function inOrder(
  levels: Readonly<Partial<Record<Level, Threshold>>>,
): Partial<Record<Level, Threshold>> {
  const ordered: Partial<Record<Level, Threshold>> = {};
  let best: Threshold | undefined;
  for (const level of LEVELS) {
    const own = levels[level];
    if (own && (!best || own.threshold < best.threshold)) best = own;
    if (best) ordered[level] = best;
  }
  return ordered;
}

/** Enough for a quantile of one percent to rest on four numbers. */
const SHORT_MATCHES = 200;
const SHORT_OTHERS = 400;

export function shortScores(
  matches: readonly number[],
  others: readonly number[],
): Pick<ChannelScores, 'matches' | 'others'> {
  return { matches: evenly(matches, SHORT_MATCHES), others: evenly(others, SHORT_OTHERS) };
}

/** Knots that the eye would miss only make the file long. */
const KNOTS = 40;

export function thinned<T>(curve: readonly T[]): T[] {
  if (curve.length <= KNOTS) return [...curve];
  return Array.from(
    { length: KNOTS },
    (_, i) => curve[Math.round((i * (curve.length - 1)) / (KNOTS - 1))]!,
  );
}
