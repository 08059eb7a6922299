/** `lookalike calibrate`: measures a folder and says what its numbers mean. */
import type { CalibrationReport } from '../core/calibration/report.ts';
import { withProgress, withReadyEngine } from './readyEngine.ts';
import { showCalibration } from './showCalibration.ts';
import { type Context, wantsJson } from './toolbox.ts';

export async function runCalibrate(
  context: Context,
  folder: string,
  options: { readonly json: boolean },
): Promise<void> {
  const { terminal } = context;
  const report = await withReadyEngine(context, folder, (engine) =>
    withProgress(terminal, (progress) => engine.calibrate(progress, terminal.signal)),
  );
  await terminal.write(
    wantsJson(context, options) ? jsonOf(report) : showCalibration(report, terminal),
  );
}

/** Six digits are more than any of the numbers means. */
function jsonOf(report: CalibrationReport): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(report, short)}\n`;
}
