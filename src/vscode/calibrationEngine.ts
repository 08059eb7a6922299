/** The engine's verbs about calibration. */
import type { Progress } from '../core/engineApi.ts';
import type { CalibrationReport, LabelReport, PairToLabel } from '../core/calibration/report.ts';
import type { PlaceRef } from '../webview/calibration/messages.ts';

export interface CalibrationEngine {
  calibrate(progress?: Progress, signal?: AbortSignal): Promise<CalibrationReport>;
  calibration(): Promise<CalibrationReport | undefined>;
  label(request: { a: PlaceRef; b: PlaceRef; isMatch: boolean }): Promise<LabelReport>;
  labelQueue(request: { limit: number }, signal?: AbortSignal): Promise<readonly PairToLabel[]>;
}
