/** A pair that a person labelled, and what can be wrong with it. */

export interface LabelledTextPair {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly isMatch: boolean;
  /** Who labelled it, where several people did. */
  readonly labeller?: string;
  /** Euclidean distance 0..2 by an encoder, where one was asked. */
  readonly distance?: number;
}

export type LabelFault =
  /** The same two texts are called a match and a non-match. */
  | 'contradictory'
  /** Matches A–B and B–C, but A–C (perhaps over more steps) is called a non-match. */
  | 'contradicts-chain'
  /** A non-match of texts that are the same but for layout, names or a few words. */
  | 'near-identical-non-match'
  /** A match of texts that are the same but for layout: true, and nothing to learn from. */
  | 'trivial-match'
  /** The same label for the same texts again: it counts twice. */
  | 'repeated'
  /** Too little text for anyone to decide. */
  | 'too-short'
  /** The encoder puts a match far apart or a non-match close together, against most labels. */
  | 'surprising'
  /** At a distance where matches and non-matches are about as frequent. */
  | 'ambiguous';

export interface LabelFinding {
  readonly fault: LabelFault;
  /** The pairs concerned, the one to look at first in front. */
  readonly ids: readonly string[];
  /** One sentence for the labeller. */
  readonly explanation: string;
}

/** Faults that make a training or a calibration wrong, as against merely poorer. */
export const SERIOUS_FAULTS: ReadonlySet<LabelFault> = new Set([
  'contradictory',
  'contradicts-chain',
  'near-identical-non-match',
]);
