/**
 * What was measured on one folder without any label: scores of edited copies and of the most alike different functions.
 * Kept with the folder's index, never in the workspace; bound to the index's generation and, for meaning, to the encoder.
 */
import { isRecord } from './isRecord.ts';

export interface LocalCalibration {
  readonly format: 1;
  readonly generation: number;
  readonly snippets: number;
  /** Functions in the folder, and how many of them were looked at. */
  readonly functions: number;
  readonly sampled: number;
  readonly copy: LocalChannel;
  readonly sameJob?: LocalChannel & { readonly encoder: string };
}

export interface LocalChannel {
  /** Scores of functions against their mutants; for meaning none, since a mutant is no re-implementation. */
  readonly matches: readonly number[];
  /** Scores of each sampled function's nearest different functions. */
  readonly near: readonly number[];
  /** Scores of its nearest that are copies by their tokens: findings, no evidence of anything. */
  readonly copies: readonly number[];
  /** Median score of its far neighbours; null where there are none. */
  readonly background: number | null;
}

/** Below, a folder has too little of its own to say. (The strictest bound, 1 %, needs 99 scores: 33 functions.) */
export const LEAST_FUNCTIONS = 40;
/** Share by which a folder's number of snippets may change before it is measured anew. */
const STALE_SHARE = 0.1;

export function isStale(local: LocalCalibration, snippets: number): boolean {
  return Math.abs(snippets - local.snippets) > STALE_SHARE * local.snippets;
}

/** Undefined for anything that is no such calibration: it is measured again. */
export function parseLocalCalibration(json: string): LocalCalibration | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['format'] !== 1) return undefined;
  const counts = ['generation', 'snippets', 'functions', 'sampled'];
  const isWhole = counts.every((name) => Number.isFinite(value[name])) && isChannel(value['copy']);
  const { sameJob } = value;
  const isJob =
    sameJob === undefined ||
    (isChannel(sameJob) && typeof (sameJob as Record<string, unknown>)['encoder'] === 'string');
  return isWhole && isJob ? (value as unknown as LocalCalibration) : undefined;
}

/** Four digits after the point are more than a score means. */
export function writeLocalCalibration(local: LocalCalibration): string {
  return JSON.stringify(local, (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value,
  );
}

function isChannel(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { matches, near, copies, background } = value;
  const isList = [matches, near, copies].every(
    (list) => Array.isArray(list) && list.every(Number.isFinite),
  );
  return isList && (background === null || Number.isFinite(background));
}
