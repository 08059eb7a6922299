/** The engine's verbs that the calibration panel and its commands need. */
import type { CalibrationReport, LabelReport, PairToLabel } from '../core/calibration/report.ts';
import type { Engine, PlaceRef, Progress } from '../core/engineApi.ts';

export interface CalibrationEngine
  extends Pick<
    Engine,
    'fineTune' | 'heads' | 'useHead' | 'deleteHead' | 'exportHead' | 'importHead'
  > {
  calibrate(progress?: Progress, signal?: AbortSignal): Promise<CalibrationReport>;
  calibration(): Promise<CalibrationReport | undefined>;
  label(request: { a: PlaceRef; b: PlaceRef; isMatch: boolean }): Promise<LabelReport>;
  labelQueue(request: { limit: number }, signal?: AbortSignal): Promise<readonly PairToLabel[]>;
}
