/**
 * Adam (Kingma and Ba, 2015) over Float32Arrays, whole or by rows.
 *
 * By rows it is lazy: a table's row moves, and its moments age, only in steps whose batch holds that token.
 * A step then costs the rows of a batch and not the whole vocabulary, and rare tokens are not dragged on
 * by moments of batches they were not in.
 */

export interface AdamState {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export interface AdamStep {
  readonly rate: number;
  /** 1 in the first step. */
  readonly step: number;
  /** Pull toward 0 per step, as a share of the rate (Loshchilov and Hutter, 2019). */
  readonly weightDecay: number;
}

/** .98 rather than .999: a run has a few thousand steps, and the second moment must follow within it. */
const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.98;
const EPSILON = 1e-8;

export function adamState(length: number): AdamState {
  return { mean: new Float32Array(length), square: new Float32Array(length) };
}

/** Moves all of `values`, in place. */
export function adam(
  values: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  options: AdamStep,
): void {
  moveRange(values, gradient, state, { ...options, at: 0, from: 0, length: values.length });
}

/**
 * Moves the rows `rows` of a table that begins with `firstRow`, in place; rows before and beyond it are none of it.
 * @param gradient `(rows.length, width)`
 */
export function adamRows(
  table: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  options: AdamStep & {
    readonly rows: ArrayLike<number>;
    readonly firstRow: number;
    readonly width: number;
  },
): void {
  const { rows, firstRow, width } = options;
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i]! - firstRow) * width;
    if (at < 0 || at >= table.length) continue;
    moveRange(table, gradient, state, {
      ...options,
      at,
      from: i * width,
      length: width,
    });
  }
}

function moveRange(
  values: Float32Array,
  gradient: Float32Array,
  { mean, square }: AdamState,
  o: AdamStep & { readonly at: number; readonly from: number; readonly length: number },
): void {
  const meanCorrection = 1 / (1 - MEAN_DECAY ** o.step);
  const squareCorrection = 1 / (1 - SQUARE_DECAY ** o.step);
  const keep = 1 - o.rate * o.weightDecay;
  for (let k = 0; k < o.length; k++) {
    const g = gradient[o.from + k]!;
    const i = o.at + k;
    const m = MEAN_DECAY * mean[i]! + (1 - MEAN_DECAY) * g;
    const v = SQUARE_DECAY * square[i]! + (1 - SQUARE_DECAY) * g * g;
    mean[i] = m;
    square[i] = v;
    values[i] =
      values[i]! * keep -
      (o.rate * m * meanCorrection) / (Math.sqrt(v * squareCorrection) + EPSILON);
  }
}
