/**
 * Carries a calibration over to a head: where the encoder said distance d, the head says another one, so the
 * calibration's score is taken at the distance that the encoder would have said, on the careful side.
 *
 * A stand-in until the folder is calibrated by its own pairs: monotone, and never looser by more than one in six pairs
 * (one standard deviation of the fit).
 */
import { BUILT_IN_CALIBRATION } from '../calibration/builtInCalibration.ts';
import type { Calibration } from '../calibration/calibration.ts';
import { distanceFromSimilarity } from '../encoder/distance.ts';

/** encoder closeness ≈ offset + slope · head closeness, closeness being 1 − d/2 as the calibration takes it. */
export interface Carry {
  readonly offset: number;
  readonly slope: number;
  /** Standard deviation of what the line leaves. */
  readonly spread: number;
  readonly pairs: number;
}

/** Fewer pairs fix no line. */
const MIN_PAIRS = 100;

/**
 * Least squares of the encoder's closeness on the head's over pairs of near texts.
 * @returns undefined where there are too few, or where a farther pair by the head would be a nearer one.
 */
export function fitCarry(
  pairs: readonly { readonly encoder: number; readonly head: number }[],
): Carry | undefined {
  if (pairs.length < MIN_PAIRS) return undefined;
  const n = pairs.length;
  const meanX = pairs.reduce((sum, { head }) => sum + head, 0) / n;
  const meanY = pairs.reduce((sum, { encoder }) => sum + encoder, 0) / n;
  let xx = 0;
  let xy = 0;
  for (const { head, encoder } of pairs) {
    xx += (head - meanX) ** 2;
    xy += (head - meanX) * (encoder - meanY);
  }
  const slope = xy / xx;
  if (!(slope > 0)) return undefined;
  const offset = meanY - slope * meanX;
  const squares = pairs.reduce((sum, p) => sum + (p.encoder - offset - slope * p.head) ** 2, 0);
  return { offset, slope, spread: Math.sqrt(squares / n), pairs: n };
}

/**
 * The calibration for a head: the copy channel as it is (it rests on tokens alone), the same-job channel carried over,
 * or left out where nothing was fitted: then meaning is searched but finds no duplicates.
 */
export function carriedCalibration(
  shipped: Calibration,
  id: string,
  carry: Carry | undefined,
): Calibration {
  const { sameJob } = shipped;
  const { sameJob: _, ...rest } = { ...BUILT_IN_CALIBRATION, encoder: id, copy: shipped.copy };
  if (!sameJob || !carry) return rest;
  const [closeness = 0, ...others] = sameJob.combiner.weights;
  const { offset, slope, spread } = carry;
  return {
    ...rest,
    delta: shipped.delta,
    sameJob: {
      ...sameJob,
      combiner: {
        ...sameJob.combiner,
        bias: sameJob.combiner.bias + closeness * (offset - spread),
        weights: [closeness * slope, ...others],
      },
      data: `${sameJob.data}; carried over to a head by ${carry.pairs} pairs of the folder`,
    },
  };
}

/** Texts looked at, and neighbors taken of each. */
const LOOKED_AT = 400;
const NEIGHBORS = 3;

/** Closeness by the encoder and by the head of each text's nearest others, for `fitCarry`. */
export function nearPairs(
  encoder: Float32Array,
  head: Float32Array,
  texts: readonly number[],
  dimensions: number,
): { readonly encoder: number; readonly head: number }[] {
  const some = texts.slice(0, LOOKED_AT);
  const cosine = (rows: Float32Array, a: number, b: number) => {
    let dot = 0;
    for (let k = 0; k < dimensions; k++)
      dot += rows[a * dimensions + k]! * rows[b * dimensions + k]!;
    return dot;
  };
  const closeness = (rows: Float32Array, a: number, b: number) =>
    1 - distanceFromSimilarity(cosine(rows, a, b)) / 2;
  return some.flatMap((a) =>
    some
      .filter((b) => b !== a)
      .map((b) => ({ b, near: cosine(encoder, a, b) }))
      .sort((x, y) => y.near - x.near)
      .slice(0, NEIGHBORS)
      .map(({ b }) => ({ encoder: closeness(encoder, a, b), head: closeness(head, a, b) })),
  );
}
