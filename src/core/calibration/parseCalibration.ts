/** Reads what an encoder's calibration.json says. */
import { UserError } from '../userError.ts';
import { BUILT_IN_CALIBRATION } from './builtInCalibration.ts';
import type { Calibration, Channel } from './calibration.ts';
import { isRecord } from './isRecord.ts';

/**
 * Reads `calibration.json`. It says what the encoder's distances mean; the copy channel is always the built-in one, so
 * that no encoder changes a structural finding.
 * @throws UserError where it is damaged or was made for another encoder
 */
export function parseCalibration(json: string, encoderId: string | undefined): Calibration {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw damaged('it is no JSON', cause);
  }
  if (!isCalibration(value)) throw damaged('parts are missing or are no numbers');
  if (value.encoder !== (encoderId ?? null)) {
    throw new UserError(
      'model-unreadable',
      `the calibration is for the encoder ${value.encoder ?? '(none)'}, not for ${encoderId ?? '(none)'}`,
      'Use the calibration.json that came with the encoder, or run `lookalike calibrate`.',
    );
  }
  return { ...BUILT_IN_CALIBRATION, ...value, copy: BUILT_IN_CALIBRATION.copy };
}

function damaged(what: string, cause?: unknown): UserError {
  return new UserError(
    'model-unreadable',
    `calibration.json cannot be used: ${what}`,
    'Restore the file that came with the encoder.',
    cause === undefined ? undefined : { cause },
  );
}

function isCalibration(value: unknown): value is Omit<Calibration, 'copy'> {
  if (!isRecord(value) || value['format'] !== 1) return false;
  const encoder = value['encoder'];
  const isNamed = encoder === null || typeof encoder === 'string';
  const sameJob = value['sameJob'];
  return isNamed && (sameJob === undefined || isChannel(sameJob, 2));
}

function isChannel(value: unknown, features: number): value is Channel {
  if (!isRecord(value)) return false;
  const { combiner, curve, levels } = value;
  return (
    isRecord(combiner) &&
    Number.isFinite(combiner['bias']) &&
    isNumbers(combiner['weights'], features) &&
    Array.isArray(curve) &&
    curve.length > 0 &&
    curve.every((knot) => isNumbers(knot, 2)) &&
    isRecord(levels) &&
    Object.values(levels).every((level) => isRecord(level) && Number.isFinite(level['threshold']))
  );
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(Number.isFinite);
}
