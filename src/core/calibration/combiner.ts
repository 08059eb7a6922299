/**
 * A few features → one score: logistic regression whose weights cannot be negative, so that more evidence never makes a
 * match less likely. Fitted by projected gradient descent with momentum on standardised features.
 */

export interface Combiner {
  readonly bias: number;
  /** One per feature, ≥ 0. */
  readonly weights: readonly number[];
}

export interface Example {
  readonly features: readonly number[];
  readonly isMatch: boolean;
}

/** More examples, evenly taken, would move no weight in its third digit. */
const MOST_EXAMPLES = 6000;
/** Enough for five features to settle to four digits. */
const STEPS = 800;
const MOMENTUM = 0.9;
const STEP_SIZE = 0.5;
/** Keeps separable data from infinite weights. */
const RIDGE = 1e-4;

/** The log-odds of a match. */
export function combinedScore({ bias, weights }: Combiner, features: readonly number[]): number {
  let score = bias;
  for (let i = 0; i < weights.length; i++) score += weights[i]! * features[i]!;
  return score;
}

export function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** Matches and non-matches weigh the same in total, however many there are. @throws RangeError where one kind is missing */
export function fitCombiner(all: readonly Example[]): Combiner {
  const step = Math.max(1, all.length / MOST_EXAMPLES);
  const examples = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const matches = examples.filter(({ isMatch }) => isMatch).length;
  const others = examples.length - matches;
  if (matches === 0 || others === 0) {
    throw new RangeError(`${matches} matches and ${others} non-matches; both are needed`);
  }
  const width = examples[0]!.features.length;
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  for (const { features } of examples) {
    for (let k = 0; k < width; k++) mean[k]! += features[k]! / examples.length;
  }
  for (const { features } of examples) {
    for (let k = 0; k < width; k++) spread[k]! += (features[k]! - mean[k]!) ** 2 / examples.length;
  }
  for (let k = 0; k < width; k++) spread[k] = Math.sqrt(spread[k]!) || 1;
  const weights = new Float64Array(width);
  const velocity = new Float64Array(width + 1);
  let bias = 0;
  for (let n = 0; n < STEPS; n++) {
    const gradient = new Float64Array(width + 1);
    for (const { features, isMatch } of examples) {
      let score = bias;
      for (let k = 0; k < width; k++)
        score += (weights[k]! * (features[k]! - mean[k]!)) / spread[k]!;
      const error = (logistic(score) - (isMatch ? 1 : 0)) / (2 * (isMatch ? matches : others));
      for (let k = 0; k < width; k++)
        gradient[k]! += (error * (features[k]! - mean[k]!)) / spread[k]!;
      gradient[width]! += error;
    }
    for (let k = 0; k < width; k++) {
      velocity[k] = MOMENTUM * velocity[k]! - STEP_SIZE * (gradient[k]! + RIDGE * weights[k]!);
      weights[k] = Math.max(0, weights[k]! + velocity[k]!);
    }
    velocity[width] = MOMENTUM * velocity[width]! - STEP_SIZE * gradient[width]!;
    bias += velocity[width]!;
  }
  const scaled = Array.from(weights, (weight, k) => weight / spread[k]!);
  const shift = scaled.reduce((sum, weight, k) => sum + weight * mean[k]!, 0);
  return { bias: bias - shift, weights: scaled };
}
