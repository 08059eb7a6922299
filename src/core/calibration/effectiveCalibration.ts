/**
 * The calibration in force for a folder: the shipped one, made stricter by what the folder and its labels say.
 *
 * Thresholds: the strictest of three bounds. Shipped: certified at release. Folder: conformal, so that at most RATE of the
 * pairs of different functions pass; meaning counts the folder's nearest functions for such pairs, copies count the
 * shipped non-matches, moved by how much more alike unrelated functions of this folder are (for among a folder's most
 * alike functions are real copies, which nobody has labelled). Labels: the same with labels as weights, and the loosest
 * threshold whose promise they do not refute. Labels of matches take back what the folder's bound made stricter, but for
 * *strict*, and never what was certified.
 *
 * Probabilities: the best rising curve through matches and non-matches weighed by a prevalence, and labels.
 */
import type { Level } from '../matching/match.ts';
import { upperBound } from './binomial.ts';
import type { Calibration, Channel, ChannelScores } from './calibration.ts';
import { conformalThreshold, type WeighedScore } from './conformal.ts';
import { evenly } from './evenly.ts';
import { type Curve, fitIsotonic, probabilityAt, type WeighedPair } from './isotonic.ts';
import type { LocalCalibration, LocalChannel } from './localCalibration.ts';
import type { Judged } from './metrics.ts';
import type { ThresholdSource } from './report.ts';
import { DELTA, LEVEL_PRECISION, type Threshold } from './thresholds.ts';

/**
 * Share of the non-matches that may pass: what keeps the promised precision where one pair of four is a match and half
 * of the matches pass (FPR = prevalence · recall · (1 − precision) / (precision · (1 − prevalence))), rounded.
 */
export const RATE: Readonly<Record<Level, number>> = {
  strict: 0.01,
  balanced: 0.03,
  exploratory: 0.13,
};
/** Pairs that one label counts as. (training.md, step 5) */
export const LABEL_WEIGHT = 5;
/**
 * A function's nearest in its own folder does the same job about so often: 8 of 24 pairs of two repositories that one
 * person read, with hardly more among the very nearest. (docs/quality/calibration.md)
 */
export const JOB_PREVALENCE = 0.3;
/** Weight of a folder's curve: as many pairs say it. */
const CURVE_PAIRS = 1000;

/** Labels as scores of the two channels. */
export interface LabelledScores {
  readonly copy: readonly Judged[];
  readonly sameJob: readonly Judged[];
}

export const NO_LABELS: LabelledScores = { copy: [], sameJob: [] };

export function effectiveCalibration(
  shipped: Calibration,
  local: LocalCalibration | undefined,
  labels: LabelledScores = NO_LABELS,
): Calibration {
  const { copy, sameJob } = shipped;
  const job = local?.sameJob?.encoder === shipped.encoder ? local?.sameJob : undefined;
  return {
    ...shipped,
    copy: effectiveChannel(copy, copyNulls(copy, local?.copy), labels.copy),
    ...(sameJob ? { sameJob: effectiveJob(sameJob, job, labels.sameJob) } : {}),
  };
}

/** Scores of non-matches as this folder would have them: the shipped ones, moved up by its background. */
export function copyNulls(channel: Channel, local: LocalChannel | undefined): readonly number[] {
  const { scores } = channel;
  if (!scores || !local) return [];
  const shift = Math.max(0, (local.background ?? scores.background) - scores.background);
  return scores.others.map((score) => score + shift);
}

function effectiveJob(
  channel: Channel,
  local: LocalChannel | undefined,
  labels: readonly Judged[],
): Channel {
  const bounded = effectiveChannel(channel, local?.near ?? [], labels);
  const { scores } = channel;
  if (!scores || scores.matches.length === 0 || !local || local.near.length === 0) return bounded;
  return { ...bounded, curve: folderCurve(scores, local.near, labels) };
}

/**
 * What a search through a folder proposes: no likelier than matches are among the folder's nearest functions, and no
 * likelier than they are among unrelated code, which alone says something of what is far.
 * @param near scores of nearest functions of a folder, none of them known to be a match
 */
export function folderCurve(
  { matches, others }: Pick<ChannelScores, 'matches' | 'others'>,
  near: readonly number[],
  labels: readonly Judged[] = [],
): Curve {
  const said = labelPairs(labels);
  const among = fitIsotonic([...weighed(matches, near, JOB_PREVALENCE), ...said]);
  const apart = fitIsotonic([...weighed(matches, others, JOB_PREVALENCE), ...said]);
  return lower(tilted(among, near), apart);
}

/** The lower of two rising curves, which rises too. */
function lower(a: Curve, b: Curve): Curve {
  const scores = [...new Set([...a, ...b].map(([score]) => score))].sort((x, y) => x - y);
  return scores.map(
    (score) => [score, Math.min(probabilityAt(a, score), probabilityAt(b, score))] as const,
  );
}

/** Knots of a tilted curve. */
const KNOTS = 40;
/** The nearest of the folder are shown by this factor likelier than its median, so that equal chances keep their order. */
const TILT = 0.1;

/** Where the folder's evidence is level the curve is too; the tilt keeps the nearer of two first. */
function tilted(curve: Curve, near: readonly number[]): Curve {
  const scores = [...evenly(near, KNOTS), ...curve.map(([score]) => score)].sort((a, b) => a - b);
  return scores.map((score, i) => {
    const rank = i / Math.max(1, scores.length - 1);
    const factor = 1 - TILT + 2 * TILT * rank;
    return [score, Math.min(0.999, probabilityAt(curve, score) * factor)] as const;
  });
}

function effectiveChannel(
  channel: Channel,
  nulls: readonly number[],
  labels: readonly Judged[],
): Channel {
  const levels: Partial<Record<Level, Threshold>> = {};
  for (const [name, shipped] of Object.entries(channel.levels)) {
    const level = name as Level;
    levels[level] = effectiveThreshold(level, shipped, nulls, labels);
  }
  const { scores } = channel;
  const curve =
    labels.length > 0 && scores
      ? fitIsotonic([...fromCurve(channel), ...labelPairs(labels)])
      : channel.curve;
  return { ...channel, levels, curve };
}

function effectiveThreshold(
  level: Level,
  shipped: Threshold,
  nulls: readonly number[],
  labels: readonly Judged[],
): Threshold {
  const unlabelled = nulls.map((score): WeighedScore => ({ score, weight: 1 }));
  const folder = conformalThreshold(unlabelled, RATE[level]);
  const byLabels = labelBound(level, shipped.threshold, nulls, labels);
  const bounds: Partial<Record<ThresholdSource, number>> = {
    shipped: shipped.threshold,
    ...(folder === undefined ? {} : { folder }),
    ...(byLabels === undefined ? {} : { labels: byLabels }),
  };
  const counted =
    level === 'strict' || byLabels === undefined ? bounds : { ...bounds, folder: undefined };
  let source: ThresholdSource = 'shipped';
  let threshold = shipped.threshold;
  for (const name of ['folder', 'labels'] as const) {
    const bound = counted[name];
    if (bound === undefined || bound <= threshold) continue;
    source = name;
    threshold = bound;
  }
  return { ...shipped, threshold, source, bounds };
}

/** Undefined without labels. */
function labelBound(
  level: Level,
  certified: number,
  nulls: readonly number[],
  labels: readonly Judged[],
): number | undefined {
  if (labels.length === 0) return undefined;
  const matches = labels.filter(({ isMatch }) => isMatch).map(({ score }) => score);
  const others = labels.filter(({ isMatch }) => !isMatch).map(({ score }) => score);
  const conformal = conformalThreshold(
    [
      ...withoutNearest(nulls, matches).map((score) => ({ score, weight: 1 })),
      ...others.map((score) => ({ score, weight: LABEL_WEIGHT })),
    ],
    RATE[level],
  );
  return Math.max(
    certified,
    conformal ?? Number.NEGATIVE_INFINITY,
    unrefuted(labels, LEVEL_PRECISION[level], certified),
  );
}

/** Each label of a match says of as many of the pairs that count as non-matches nearest to it that they are none. */
function withoutNearest(nulls: readonly number[], matches: readonly number[]): number[] {
  const left = [...nulls].sort((a, b) => a - b);
  for (const match of matches) {
    for (let n = 0; n < LABEL_WEIGHT && left.length > 0; n++) {
      let at = left.findIndex((score) => score >= match);
      if (at < 0) at = left.length;
      const isBelow = at > 0 && (at === left.length || match - left[at - 1]! <= left[at]! - match);
      left.splice(isBelow ? at - 1 : at, 1);
    }
  }
  return left;
}

/** The loosest threshold from `certified` on at which the labelled pairs do not speak against the promise. */
function unrefuted(labels: readonly Judged[], promised: number, certified: number): number {
  const above = labels.filter(({ score }) => score >= certified).sort((a, b) => a.score - b.score);
  let right = above.filter(({ isMatch }) => isMatch).length;
  for (let i = 0; i < above.length; i++) {
    if (upperBound(right, above.length - i, DELTA) >= promised) {
      return i === 0 ? certified : above[i]!.score;
    }
    if (above[i]!.isMatch) right--;
  }
  const last = above.at(-1);
  return last ? last.score + Math.max(1, Math.abs(last.score)) * 1e-9 : certified;
}

/** Matches and non-matches, the former with `prevalence` of the weight of CURVE_PAIRS pairs. */
export function weighed(
  matches: readonly number[],
  others: readonly number[],
  prevalence: number,
): WeighedPair[] {
  const of = (scores: readonly number[], isMatch: boolean, share: number): WeighedPair[] => {
    const weight = (share * CURVE_PAIRS) / Math.max(1, scores.length);
    return scores.map((score) => ({ score, isMatch, weight }));
  };
  return [...of(matches, true, prevalence), ...of(others, false, 1 - prevalence)];
}

/** The shipped curve as pairs, so that labels can be added to it. */
function fromCurve({ curve }: Channel): WeighedPair[] {
  return curve.flatMap(([score, probability]): WeighedPair[] => {
    const weight = CURVE_PAIRS / curve.length;
    return [
      { score, isMatch: true, weight: weight * probability },
      { score, isMatch: false, weight: weight * (1 - probability) },
    ];
  });
}

function labelPairs(labels: readonly Judged[]): WeighedPair[] {
  return labels.map(({ score, isMatch }) => ({ score, isMatch, weight: LABEL_WEIGHT }));
}
