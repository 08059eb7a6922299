/** What the calibration panel and the extension say to one another. */
import type {
  CalibrationReport,
  LabelsSummary,
  PairToLabel,
} from '../../core/calibration/report.ts';
import type { PlaceRef } from '../../core/engineApi.ts';
import type { Level } from '../../core/matching/match.ts';
import type { FineTuneReport, HeadSummary } from '../../core/tuning/report.ts';

/** Tabs of the panel. */
export type PanelTab = 'thresholds' | 'labels' | 'tuning';

/** Something that runs; the panel shows a bar and a Cancel button. */
export interface Busy {
  readonly task: 'calibrate' | 'queue' | 'tune' | 'switch';
  readonly done: number;
  readonly total: number;
  readonly what: string;
  /** Seconds; absent: too early to tell. */
  readonly secondsLeft?: number;
}

/** All that the panel shows; sent whole after every change. */
export interface PanelState {
  readonly folder: string;
  /** The folder's `lookalike.level`. */
  readonly level: Level;
  readonly report?: CalibrationReport;
  readonly busy?: Busy;
  /** Absent: not asked for yet. */
  readonly queue?: readonly PairToLabel[];
  /** Heads kept for the folder; absent: not asked for yet. */
  readonly heads?: readonly HeadSummary[];
  /** Of the last fine-tuning, accepted or not. */
  readonly tuning?: FineTuneReport;
  /** A sentence with what to do. */
  readonly problem?: string;
}

export type ToPanel =
  | { readonly kind: 'state'; readonly state: PanelState }
  | { readonly kind: 'show'; readonly tab: PanelTab }
  | { readonly kind: 'labelled'; readonly labels: LabelsSummary; readonly contradicts: boolean }
  /** Asks for the charts as a picture, as the menu's Export does. */
  | { readonly kind: 'drawPicture' };

export type FromPanel =
  | { readonly kind: 'ready' }
  | { readonly kind: 'calibrate' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'useLevel'; readonly level: Level }
  | { readonly kind: 'loadQueue' }
  | {
      readonly kind: 'label';
      readonly a: PlaceRef;
      readonly b: PlaceRef;
      readonly isMatch: boolean;
    }
  | { readonly kind: 'compare'; readonly a: PlaceRef; readonly b: PlaceRef }
  | { readonly kind: 'fineTune' }
  /** Absent name: the encoder as it ships. */
  | { readonly kind: 'useHead'; readonly name?: string }
  | { readonly kind: 'exportHead'; readonly name: string }
  | { readonly kind: 'deleteHead'; readonly name: string }
  | { readonly kind: 'importHead' }
  | { readonly kind: 'exportReport' }
  /** A PNG in base64. */
  | { readonly kind: 'exportPicture'; readonly png: string };

/** The id of the element that holds the translations, as JSON: see `@vscode/l10n`. */
export const TEXTS_ELEMENT = 'texts';
