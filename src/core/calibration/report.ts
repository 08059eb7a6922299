/** What is known of a folder's calibration, as plain JSON: everything that a panel draws or a table prints. */
import type { Level, Place } from '../matching/match.ts';
import type { ReliabilityBin } from './metrics.ts';

/** Types 1–3 and type 4; each has a calibration of its own. */
export type ChannelName = 'copy' | 'sameJob';

/**
 * Which of the bounds decides: the one certified at release, the one measured on this folder, or people's labels.
 * The strictest wins, so a folder or a label can only make a level stricter than it was certified.
 */
export type ThresholdSource = 'shipped' | 'folder' | 'labels';

export interface CalibrationReport {
  readonly format: 1;
  /** Null: no encoder takes part, there is one channel. */
  readonly encoder: string | null;
  /** A promise may be broken by chance with at most this probability, .05. */
  readonly delta: number;
  /** Copies first; same job only where the encoder has such a calibration. */
  readonly channels: readonly ChannelView[];
  /** Absent: this folder was not measured, or for another encoder; what is shown is the shipped calibration. */
  readonly folder?: FolderSummary;
  readonly labels: LabelsSummary;
  /** Sentences for people: what is too little to measure, what the promise is about. */
  readonly notices: readonly string[];
}

/** What was measured on this folder, without any label. */
export interface FolderSummary {
  /** Generation of the index it was measured at. */
  readonly generation: number;
  /** The index has changed since by enough to measure anew. */
  readonly isStale: boolean;
  readonly snippets: number;
  /** Functions looked at, a sample where there are many. */
  readonly functions: number;
  /** Edited copies made of them. */
  readonly mutants: number;
  /** Pairs of different functions of this folder that look most alike. */
  readonly hardNegatives: number;
}

export interface LabelsSummary {
  readonly matches: number;
  readonly nonMatches: number;
  /** Of those, how many belong to text that is still in the folder. */
  readonly inUse: number;
  readonly contradictions: readonly LabelContradiction[];
}

/** Two labels, or a label and a decision, that say the opposite of the same pair; neither is used. */
export interface LabelContradiction {
  readonly a: string;
  readonly b: string;
  /** Where the pair was, for people: `src/a.ts:3-9 ~ src/b.ts:1-8`. */
  readonly where: string;
  /** A sentence. */
  readonly what: string;
}

export interface ChannelView {
  readonly channel: ChannelName;
  /** What the shipped calibration was fitted on, in words. */
  readonly data: string;
  /** Number of pairs of that fit. */
  readonly pairs: number;
  /** 'folder': curves and histogram are of this folder's pairs; 'shipped': of the pairs of the fit. */
  readonly measuredOn: 'shipped' | 'folder';
  /** Share of matches among the pairs that probabilities are said about. */
  readonly prevalence: number;
  readonly histogram: Histogram;
  /** Predicted probability against observed share of matches, bins of equal width, empty ones left out. */
  readonly reliability: readonly ReliabilityBin[];
  /** From strict to loose; recall rises. */
  readonly precisionRecall: readonly PrecisionRecallPoint[];
  /** 0..1; NaN becomes null in JSON where one kind of pair is missing. */
  readonly areaUnderCurve: number | null;
  readonly averagePrecision: number | null;
  readonly brierScore: number | null;
  /** Expected calibration error, 0 is best. */
  readonly calibrationError: number | null;
  /** strict, balanced, exploratory. */
  readonly levels: readonly LevelView[];
  /** What a threshold would show in this folder, from strict to loose: for a slider. Empty before it was measured. */
  readonly thresholds: readonly ThresholdPoint[];
}

export interface Histogram {
  /** 'distance': 0 is the same; 'difference': 1 − likeness of the tokens. Smaller is closer in both. */
  readonly axis: 'distance' | 'difference';
  /** Ascending, of equal width; each kind's shares add up to 1. */
  readonly bins: readonly HistogramBin[];
}

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  /** Share of the matches that lie here, 0..1. */
  readonly matches: number;
  /** Share of the non-matches that lie here, 0..1. */
  readonly others: number;
}

export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

export interface LevelView {
  readonly level: Level;
  /** The promise: at least this share of what is shown is right. */
  readonly promised: number;
  /** Score from which pairs are shown; null: not certified, shows nothing. */
  readonly threshold: number | null;
  /** Probability that is displayed at the threshold. */
  readonly probability: number | null;
  /** On the histogram's axis, where the threshold lies for a pair of equal lengths. */
  readonly position: number | null;
  readonly source: ThresholdSource;
  /** On the pairs of `measuredOn`. */
  readonly precision: number | null;
  readonly recall: number | null;
  /** Lower bound of the precision that the shipped threshold was certified with, at delta. */
  readonly precisionAtLeast: number | null;
  /** Each bound by itself; the largest of those that exist is `threshold`. */
  readonly bounds: Readonly<Partial<Record<ThresholdSource, number>>>;
  /** In this folder: pairs shown, and expected false ones per 1,000 snippets. Null before it was measured. */
  readonly findings: number | null;
  readonly expectedFalsePer1000: number | null;
}

export interface ThresholdPoint {
  readonly threshold: number;
  readonly probability: number;
  /** On the histogram's axis. */
  readonly position: number;
  /** Pairs of this folder that would be shown, estimated from the sample. */
  readonly findings: number;
  /** How many of them are expected to be false. */
  readonly expectedFalse: number;
  readonly expectedFalsePer1000: number;
}

/** A pair that is worth a person's judgement, most worth first. */
export interface PairToLabel {
  readonly a: PairSide;
  readonly b: PairSide;
  readonly channel: ChannelName;
  readonly probability: number;
  readonly distance?: number;
  /** A sentence: why this pair. */
  readonly why: string;
}

export interface PairSide {
  readonly place: Place;
  readonly fingerprint: string;
  /** The source lines, as they are on disk. */
  readonly text: string;
}

/** What became of a label. */
export interface LabelReport {
  readonly a: string;
  readonly b: string;
  readonly isMatch: boolean;
  /** The probability that was displayed before. */
  readonly probability: number;
  /** Labels of this folder after it. */
  readonly labels: LabelsSummary;
  /** What earlier labels or decisions say against it; empty: nothing. */
  readonly contradictions: readonly LabelContradiction[];
}
