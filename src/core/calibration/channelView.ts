/** One channel of a calibration as a panel draws it: histogram, curves, levels, and what each threshold would show. */
import type { Level } from '../matching/match.ts';
import type { Channel } from './calibration.ts';
import { mixture } from './evenly.ts';
import { probabilityAt } from './isotonic.ts';
import {
  areaUnderCurve,
  averagePrecision,
  brierScore,
  calibrationError,
  type Judged,
  precisionRecall,
  reliabilityCurve,
} from './metrics.ts';
import type {
  ChannelName,
  ChannelView,
  Histogram,
  LevelView,
  PrecisionRecallPoint,
  ThresholdPoint,
} from './report.ts';
import { type ScoreAxis, scoreAxis } from './scoreAxis.ts';
import { LEVEL_PRECISION } from './thresholds.ts';

/** What a channel is drawn from. */
export interface ChannelEvidence {
  readonly channel: ChannelName;
  /** The calibration in force. */
  readonly effective: Channel;
  readonly measuredOn: ChannelView['measuredOn'];
  readonly prevalence: number;
  readonly matches: readonly number[];
  readonly others: readonly number[];
  /** Absent before the folder was measured. */
  readonly folder?: FolderPairs | undefined;
}

/** The folder's pairs that could be shown. */
export interface FolderPairs {
  /** Scores of pairs around the sampled functions. */
  readonly scores: readonly number[];
  /** Pairs of the folder that one of `scores` stands for. */
  readonly scale: number;
  readonly snippets: number;
}

const LEVELS: readonly Level[] = ['strict', 'balanced', 'exploratory'];
const BINS = 40;
/** Steps of the slider and of the precision–recall curve. */
const STEPS = 60;
/** The slider goes so much looser than the loosest level, in odds' logarithm. */
const BEYOND = 2;

export function channelView(evidence: ChannelEvidence): ChannelView {
  const { channel, effective, prevalence, matches, others } = evidence;
  const judged = mixture(matches, others, prevalence);
  const predicted = judged.map(({ score, isMatch }) => ({
    score: probabilityAt(effective.curve, score),
    isMatch,
  }));
  const axis = scoreAxis(channel, effective);
  return {
    channel,
    data: effective.data,
    pairs: effective.pairs,
    measuredOn: evidence.measuredOn,
    prevalence,
    histogram: histogram(axis, matches, others),
    reliability: reliabilityCurve(predicted),
    precisionRecall: precisionRecallCurve(judged),
    areaUnderCurve: numberOrNull(areaUnderCurve(judged)),
    averagePrecision: numberOrNull(averagePrecision(judged)),
    brierScore: numberOrNull(brierScore(predicted)),
    calibrationError: judged.length === 0 ? null : calibrationError(predicted),
    levels: LEVELS.map((level) => levelView(level, evidence, axis, judged)),
    thresholds: thresholdPoints(evidence, axis),
  };
}

function histogram(
  axis: ScoreAxis,
  matches: readonly number[],
  others: readonly number[],
): Histogram {
  const sharesOf = (scores: readonly number[]): number[] => {
    const counts = new Array<number>(BINS).fill(0);
    for (const score of scores) {
      const at = Math.floor((axis.positionOf(score) / axis.end) * BINS);
      counts[Math.min(BINS - 1, at)]!++;
    }
    return counts.map((count) => count / Math.max(1, scores.length));
  };
  const shares = { matches: sharesOf(matches), others: sharesOf(others) };
  return {
    axis: axis.name,
    bins: Array.from({ length: BINS }, (_, i) => ({
      from: (i * axis.end) / BINS,
      to: ((i + 1) * axis.end) / BINS,
      matches: shares.matches[i]!,
      others: shares.others[i]!,
    })),
  };
}

function precisionRecallCurve(judged: readonly Judged[]): PrecisionRecallPoint[] {
  const scores = judged.map(({ score }) => score).sort((a, b) => b - a);
  const points: PrecisionRecallPoint[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const threshold = scores[Math.floor((step * scores.length) / STEPS) - 1];
    if (threshold === undefined || threshold === points.at(-1)?.threshold) continue;
    const { precision, recall } = precisionRecall(judged, threshold);
    points.push({ threshold, precision, recall });
  }
  return points;
}

function levelView(
  level: Level,
  { effective, folder }: ChannelEvidence,
  axis: ScoreAxis,
  judged: readonly Judged[],
): LevelView {
  const own = effective.levels[level];
  const promised = LEVEL_PRECISION[level];
  if (!own) {
    return {
      level,
      promised,
      threshold: null,
      probability: null,
      position: null,
      source: 'shipped',
      precision: null,
      recall: null,
      precisionAtLeast: null,
      bounds: {},
      findings: null,
      expectedFalsePer1000: null,
    };
  }
  const { threshold } = own;
  const { precision, recall } = precisionRecall(judged, threshold);
  const shown = folder && shownAt(threshold, effective, folder);
  return {
    level,
    promised,
    threshold,
    probability: probabilityAt(effective.curve, threshold),
    position: axis.positionOf(threshold),
    source: own.source ?? 'shipped',
    precision: numberOrNull(precision),
    recall: numberOrNull(recall),
    precisionAtLeast: own.precisionAtLeast,
    bounds: own.bounds ?? { shipped: threshold },
    findings: shown?.findings ?? null,
    expectedFalsePer1000: shown?.expectedFalsePer1000 ?? null,
  };
}

function thresholdPoints(
  { effective, folder }: ChannelEvidence,
  axis: ScoreAxis,
): ThresholdPoint[] {
  if (!folder || folder.scores.length === 0) return [];
  const levels = Object.values(effective.levels).map(({ threshold }) => threshold);
  const strictest = folder.scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const loosest = Math.min(strictest, ...levels) - BEYOND;
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const threshold = strictest + ((loosest - strictest) * i) / STEPS;
    return {
      threshold,
      probability: probabilityAt(effective.curve, threshold),
      position: axis.positionOf(threshold),
      ...shownAt(threshold, effective, folder),
    };
  });
}

function shownAt(
  threshold: number,
  { curve }: Channel,
  { scores, scale, snippets }: FolderPairs,
): Pick<ThresholdPoint, 'findings' | 'expectedFalse' | 'expectedFalsePer1000'> {
  let found = 0;
  let wrong = 0;
  for (const score of scores) {
    if (score < threshold) continue;
    found++;
    wrong += 1 - probabilityAt(curve, score);
  }
  return {
    findings: Math.round(found * scale),
    expectedFalse: wrong * scale,
    expectedFalsePer1000: (1000 * wrong * scale) / Math.max(1, snippets),
  };
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
