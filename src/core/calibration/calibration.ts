/** Evidence → probability of a match, and what each level shows; bound to the encoder it was fitted with. */
import type { CopyEvidence } from '../matching/evidence.ts';
import type { Level } from '../matching/match.ts';
import { type Combiner, combinedScore } from './combiner.ts';
import { type Curve, probabilityAt } from './isotonic.ts';
import type { Threshold } from './thresholds.ts';

/** One kind of match: how its features become a score, the score a probability, and where the levels begin. */
export interface Channel {
  readonly combiner: Combiner;
  readonly curve: Curve;
  /** On the score. A level that could not be certified is absent and shows nothing. */
  readonly levels: Readonly<Partial<Record<Level, Threshold>>>;
  readonly pairs: number;
  readonly data: string;
  /**
   * For two texts that somebody lays side by side, which are a match as often as not; `curve` is about the pairs that a
   * search through a folder proposes, which mostly are none. Absent: `curve` is for both.
   */
  readonly pairCurve?: Curve;
  /** The fit's pairs in short; without them a folder cannot be measured against it. */
  readonly scores?: ChannelScores;
}

/** What a channel was fitted on, thinned to a few hundred numbers. */
export interface ChannelScores {
  /** Scores of matches, evenly thinned, ascending. */
  readonly matches: readonly number[];
  /** Scores of non-matches, evenly thinned, ascending. */
  readonly others: readonly number[];
  /** Median score of functions that are far neighbours: how much alike unrelated code is. */
  readonly background: number;
  /** Share of matches among the pairs that the curve is about. */
  readonly prevalence: number;
}

export interface Calibration {
  readonly format: 1;
  /** The encoder whose distances went in; null where none did. */
  readonly encoder: string | null;
  readonly delta: number;
  /** Types 1–3: what was copied. Rests on tokens alone, so that the encoder never changes a structural finding. */
  readonly copy: Channel;
  /** Type 4: other code for the same job. */
  readonly sameJob?: Channel;
}

/** What says that two snippets do the same job. */
export interface JobEvidence {
  /** Euclidean on unit embeddings, 0..2. */
  readonly distance: number;
  readonly lengthRatio: number;
}

/** In the order of the combiner's weights; each larger for likelier copies. */
export function copyFeatures(evidence: CopyEvidence): number[] {
  const { text, structure, runs, lengthRatio, tokens } = evidence;
  // Short passages agree by chance; from 256 tokens on length adds nothing.
  return [text, structure, runs, lengthRatio, Math.log2(Math.min(256, Math.max(1, tokens))) / 8];
}

/**
 * Shared words are left out on purpose: the problem sets that same-job pairs come from give all authors the same names,
 * so a fit would trust words that real re-implementations do not share.
 */
export function jobFeatures({ distance, lengthRatio }: JobEvidence): number[] {
  return [1 - distance / 2, lengthRatio];
}

export function copyProbability({ copy }: Calibration, evidence: CopyEvidence): number {
  return probabilityAt(copy.curve, combinedScore(copy.combiner, copyFeatures(evidence)));
}

/** Among the pairs of a folder. */
export function jobProbability(channel: Channel, evidence: JobEvidence): number {
  return probabilityAt(channel.curve, jobScore(channel, evidence));
}

/** For two texts that somebody lays side by side. */
export function pairJobProbability(channel: Channel, evidence: JobEvidence): number {
  return probabilityAt(channel.pairCurve ?? channel.curve, jobScore(channel, evidence));
}

/** Score of a pair in the channel of copies. */
export function copyScore({ copy }: Calibration, evidence: CopyEvidence): number {
  return combinedScore(copy.combiner, copyFeatures(evidence));
}

export function jobScore({ combiner }: Channel, evidence: JobEvidence): number {
  return combinedScore(combiner, jobFeatures(evidence));
}

/** The score from which a level shows matches; infinite where the level could not be certified. */
export function levelScore({ levels }: Channel, level: Level): number {
  return levels[level]?.threshold ?? Number.POSITIVE_INFINITY;
}
