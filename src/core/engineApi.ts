/** What the engine answers: one interface, implemented in-process (terminal) and over JSON-RPC (editor). */

import type {
  CalibrationReport,
  LabelReport,
  PairToLabel,
  ThresholdSource,
} from './calibration/report.ts';
import type { Decision, Verdict } from './decisions/decision.ts';
import type { ExtractionPlan } from './extraction/extractionPlan.ts';
import type { DriftReport } from './matching/driftReport.ts';
import type { DuplicateGroup, Level, Match } from './matching/match.ts';
import type { SkippedFile } from './snippets/snippet.ts';
import type { FineTuneReport, FineTuneRequest, HeadSummary } from './tuning/report.ts';

export type Progress = (done: number, total: number, what: string) => void;

/** Choices per folder; paths, URLs and models are never among them (design decision 10). */
export interface FolderSettings {
  /** Globs that are left out, beside the ignore files. */
  readonly exclude: readonly string[];
  /** Globs that are taken although an ignore file names them. */
  readonly include: readonly string[];
  readonly maxFileSizeBytes: number;
  /** Off: only text and structure are compared; structural findings are the same either way. */
  readonly useEncoder: boolean;
  /** What nobody chose, so that the folder's own configuration may. */
  readonly unchosen?: readonly 'maxFileSizeBytes'[];
}

export interface IndexReport {
  readonly filesFound: number;
  readonly filesIndexed: number;
  readonly filesUnchanged: number;
  readonly filesRemoved: number;
  readonly snippets: number;
  readonly embeddingsComputed: number;
  readonly skipped: readonly SkippedFile[];
  /** Files that could not be read or cut; they never stop the rest. */
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly durationMs: number;
}

export type IndexState = 'empty' | 'indexing' | 'paused' | 'ready' | 'failed';

export interface IndexStatus {
  readonly state: IndexState;
  readonly files: number;
  readonly snippets: number;
  readonly done: number;
  readonly total: number;
  readonly encoderId: string | undefined;
  readonly sizeBytes: number;
  /** A sentence for people when something is off: exact search because the add-on did not load, say. */
  readonly notices: readonly string[];
}

/** What to look for: a range of a file of the folder, or any text. */
export type FindSimilarRequest = {
  readonly limit: number;
  /** Drop matches less probable than this, 0..1. */
  readonly minProbability?: number;
} & (
  | {
      readonly path: string;
      readonly startLine: number;
      readonly endLine: number;
      readonly unsavedText?: string;
    }
  | { readonly text: string; readonly language: string }
);

/** A line of a file of the folder, as the cursor stands. */
export interface EnclosingRequest {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly unsavedText?: string;
}

export interface Enclosing {
  /** 1-based, inclusive, in the unsaved text where there is one. */
  readonly startLine: number;
  /** 1-based, inclusive. */
  readonly endLine: number;
  readonly text: string;
}

export interface FindDuplicatesRequest {
  readonly level: Level;
  readonly minLines: number;
  /** Types 1–3 only where false. */
  readonly semantic: boolean;
  /** A git revision (`HEAD`: what is not committed): groups say whether they touch lines changed since. */
  readonly changedSince?: string;
  /** What nobody chose, so that the folder's own configuration may. */
  readonly unchosen?: readonly ('level' | 'minLines' | 'semantic')[];
}

export interface LanguageTotals {
  readonly language: string;
  readonly files: number;
  readonly lines: number;
  readonly tokens: number;
}

export interface DuplicatesReport {
  /** Most worth acting on first; none whose decision holds. */
  readonly groups: readonly DuplicateGroup[];
  /** Groups whose decision holds, in the same order. */
  readonly decided: readonly DuplicateGroup[];
  readonly files: number;
  readonly snippets: number;
  readonly lines: number;
  /** Lines inside some group of `groups`, each counted once. */
  readonly duplicatedLines: number;
  /** What was looked at, by language id, in its order. */
  readonly languages?: readonly LanguageTotals[];
  /** Effective thresholds, with what they promise. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Per channel which bound decided its threshold: certified at release, this folder, or labels. */
  readonly thresholdSources?: Readonly<Record<string, ThresholdSource>>;
}

export interface DecideRequest {
  /** Every copy of the group. */
  readonly members: readonly PlaceRef[];
  readonly verdict: Verdict;
  /** For whoever reviews it; '' for none. */
  readonly reason: string;
}

export interface UndecideRequest {
  readonly members: readonly PlaceRef[];
}

export interface SearchRequest {
  /** Words and filters as typed. */
  readonly query: string;
  readonly limit: number;
}

export interface SearchResult extends Match {
  /** Which words, which name, which meaning put it there. */
  readonly why: string;
}

export interface PlaceRef {
  /** Relative to the folder, '/'-separated. */
  readonly path: string;
  /** 1-based. */
  readonly startLine: number;
  /** 1-based, inclusive. */
  readonly endLine: number;
}

/** A person's judgement of a pair. */
export interface LabelRequest {
  readonly a: PlaceRef;
  readonly b: PlaceRef;
  readonly isMatch: boolean;
}

/** The members of a duplicate group, or any other places to lay beside one another. */
export interface DriftRequest {
  readonly members: readonly PlaceRef[];
  /** Position in `members` of the one the others are compared with. */
  readonly canonical: number;
}

export interface Engine {
  /** Brings the index up to date with the disk; safe to call again at any time. */
  index(progress?: Progress, signal?: AbortSignal): Promise<IndexReport>;
  /** What `index` would take and leave, and why, touching nothing. */
  dryRun(
    signal?: AbortSignal,
  ): Promise<{ readonly files: readonly string[]; readonly skipped: readonly SkippedFile[] }>;
  /** Hints that these files changed, relative to the folder; resolves once they are searchable. */
  filesChanged(paths: readonly string[]): Promise<IndexReport>;
  /** The function a line stands in, else the snippet, else the lines around; undefined: nothing but blank. */
  enclosing(request: EnclosingRequest): Promise<Enclosing | undefined>;
  findSimilar(request: FindSimilarRequest, signal?: AbortSignal): Promise<Match[]>;
  findDuplicates(
    request: FindDuplicatesRequest,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<DuplicatesReport>;
  /** What tells copies apart, statement by statement, with what git knows of them. */
  drift(request: DriftRequest, signal?: AbortSignal): Promise<DriftReport>;
  /** The function that could take the place of copies, as a preview; undefined for languages it cannot read. */
  extract(
    request: { readonly members: readonly PlaceRef[] },
    signal?: AbortSignal,
  ): Promise<ExtractionPlan | undefined>;
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult[]>;
  /** Writes a decision about a group to the folder's file of decisions; finding duplicates obeys it from then on. */
  decide(request: DecideRequest): Promise<Decision>;
  /** Takes decisions about a group back; answers how many there were. */
  undecide(request: UndecideRequest): Promise<number>;
  /** Every decision of the folder, also those that fit nothing any more. */
  decisions(): Promise<readonly Decision[]>;
  /** Measures this folder's own pairs, without labels, and keeps the thresholds they give with the index. */
  calibrate(progress?: Progress, signal?: AbortSignal): Promise<CalibrationReport>;
  /** What is in force: shipped, measured here, labelled; as numbers to draw. */
  calibration(): Promise<CalibrationReport | undefined>;
  /** Writes a label to the folder's file of labels; thresholds obey it from then on. */
  label(request: LabelRequest): Promise<LabelReport>;
  /** The pairs most worth a label, most worth first. */
  labelQueue(
    request: { readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly PairToLabel[]>;
  status(): Promise<IndexStatus>;
  /**
   * Trains a head on this folder's own pairs, keeps it where it measurably helps and harms nothing.
   * @throws UserError where the folder gives too few pairs, or no encoder is used.
   */
  fineTune(
    request: FineTuneRequest,
    progress?: Progress,
    signal?: AbortSignal,
  ): Promise<FineTuneReport>;
  /** The heads kept for this folder, newest first. */
  heads(): Promise<readonly HeadSummary[]>;
  /** Puts a kept head in force; undefined: the encoder as it ships. @throws UserError where it is unknown or does not fit. */
  useHead(request: { readonly name: string | undefined }): Promise<void>;
  /** Forgets a head; one in force is taken out of force first. */
  deleteHead(request: { readonly name: string }): Promise<void>;
  /** The head as one file, base64. @throws UserError where there is none of that name. */
  exportHead(request: { readonly name: string }): Promise<string>;
  /** Keeps a head that was exported. @throws UserError where it is damaged or belongs to another encoder. */
  importHead(request: { readonly file: string; readonly name?: string }): Promise<HeadSummary>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Forgets the folder's index and builds it anew; embeddings by content stay. */
  rebuild(progress?: Progress, signal?: AbortSignal): Promise<IndexReport>;
  dispose(): Promise<void>;
}
