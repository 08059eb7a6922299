/** What a fine-tuning says about itself: plain data, shown by the panel and the terminal. */

import type { LabelledTextPair } from '../siamese/labelling/labelledPair.ts';

/**
 * What is trained. residual: unit(x + W₂·tanh(W₁·x + b)); linear: unit(x + A·x + b); questions: linear, with another
 * matrix for what is asked in words; tokens: a sparse table of token embeddings added to what the encoder says (texts are
 * read again for it); words: such a table for what is asked in words alone.
 */
export type HeadKind = 'residual' | 'linear' | 'questions' | 'tokens' | 'words';

export const HEAD_KINDS: readonly HeadKind[] = [
  'residual',
  'linear',
  'questions',
  'tokens',
  'words',
];

/**
 * Where the pairs that a head learns from come from. doc: comment above a function; line: comment above anything else; inner: comments and messages in it;
 * name: its name as words; mutant: a changed copy, which is also the replay that keeps what the encoder knew; test: a test and what it tests;
 * edit: before and after a commit; label: what people said.
 */
export type PairSource = 'doc' | 'line' | 'inner' | 'name' | 'test' | 'mutant' | 'edit' | 'label';

/** What is measured before and after: comment → its function, remark in a function → the function without it, changed copy → original, pairs that people labelled. */
export type TuningTask = 'docToCode' | 'wordsToCode' | 'clones' | 'labelledPairs';

export interface FineTuneRequest {
  /** Under which the head is kept; left out: `tuned-1`, `tuned-2`, … */
  readonly name?: string;
  /** One of `lossNames`; left out: the measured default. */
  readonly loss?: string;
  /** Left out: the measured default. */
  readonly kind?: HeadKind;
  /** Puts an accepted head in force at once. Default true; a rejected one is never kept. */
  readonly use?: boolean;
  /** Pairs that people labelled, beside those of this folder's label and decision files. */
  readonly labels?: readonly LabelledTextPair[];
  /** The same seed gives the same head from the same files. Default 1. */
  readonly seed?: number;
}

export interface TaskOutcome {
  readonly task: TuningTask;
  /** MRR: mean reciprocal rank; AP: average precision. Both 0..1, larger is better. */
  readonly measure: 'MRR' | 'AP';
  /** Questions asked, or pairs judged. */
  readonly questions: number;
  readonly before: number;
  readonly after: number;
  /** 95 % interval of after − before, from paired bootstrap draws. */
  readonly change: { readonly low: number; readonly high: number };
  /** Better or worse only where the whole interval says so. */
  readonly verdict: 'better' | 'same' | 'worse';
}

/** How many files and pairs a part of the workspace has. */
export interface SplitPart {
  readonly files: number;
  readonly pairs: number;
}

export interface FineTuneReport {
  readonly accepted: boolean;
  /** One sentence for people: why it was accepted or not. */
  readonly reason: string;
  /** The head that was kept; undefined where it was not accepted. */
  readonly head?: HeadSummary;
  /** True where the head is in force now. */
  readonly inUse: boolean;
  /** The frozen encoder below the head. */
  readonly encoderId: string;
  readonly kind: HeadKind;
  readonly loss: string;
  readonly seed: number;
  /** Pairs found in this workspace, by source. */
  readonly pairs: Readonly<Partial<Record<PairSource, number>>>;
  /**
   * By file: what was trained on; what was decided on: the same files, each asked of a head that had not learned from it; what
   * nothing was decided on.
   */
  readonly split: {
    readonly train: SplitPart;
    readonly choose: SplitPart;
    readonly untouched: SplitPart;
  };
  /** On the part that the decision was made on. */
  readonly chosenOn: readonly TaskOutcome[];
  /** On the part that had no say: what to believe. */
  readonly untouched: readonly TaskOutcome[];
  /** Mean training loss and loss on held-out pairs, by step. */
  readonly curve: readonly {
    readonly step: number;
    readonly training: number;
    readonly heldOut?: number;
  }[];
  /** How much counts of what was learned, 0 .. 1. */
  readonly strength: number;
  /** How much of its name is added to stored code, beside what was learned; 0: nothing. */
  readonly names: number;
  /** Sentences for people: labels that contradict one another, sources that gave nothing. */
  readonly notices: readonly string[];
  readonly durationMs: number;
}

export interface HeadSummary {
  readonly name: string;
  /** `<encoder id>+<first 12 hex digits of the head's SHA-256>`: what thresholds and calibrations name. */
  readonly id: string;
  /** The encoder it was trained on; it works with no other. */
  readonly encoderId: string;
  readonly kind: HeadKind;
  readonly loss: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly inUse: boolean;
  /** False where it belongs to another encoder than the one in use now. */
  readonly fits: boolean;
  /** From its report: what it changed on the part that had no say. */
  readonly untouched: readonly TaskOutcome[];
}
