/** What the engine answers: one interface, implemented in-process (terminal) and over JSON-RPC (editor). */
import type { ExtractionPlan } from './extraction/extractionPlan.ts';
import type { DriftReport } from './matching/driftReport.ts';
import type { DuplicateGroup, Level, Match } from './matching/match.ts';
import type { SkippedFile } from './snippets/snippet.ts';

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
}

export interface LanguageTotals {
  readonly language: string;
  readonly files: number;
  readonly lines: number;
  readonly tokens: number;
}

export interface DuplicatesReport {
  /** Most worth acting on first. */
  readonly groups: readonly DuplicateGroup[];
  readonly files: number;
  readonly snippets: number;
  readonly lines: number;
  /** Lines inside some duplicate, each counted once. */
  readonly duplicatedLines: number;
  /** What was looked at, by language id, in its order. */
  readonly languages?: readonly LanguageTotals[];
  /** Effective thresholds, with what they promise. */
  readonly thresholds: Readonly<Record<string, number>>;
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
  status(): Promise<IndexStatus>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Forgets the folder's index and builds it anew; embeddings by content stay. */
  rebuild(progress?: Progress, signal?: AbortSignal): Promise<IndexReport>;
  dispose(): Promise<void>;
}
