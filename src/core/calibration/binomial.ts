/** Exact confidence bounds of a proportion. Source: C. Clopper, E. Pearson (1934). */

/**
 * The proportion below which `successes` or more of `trials` would have a chance of at most `delta`: a lower bound that
 * holds with probability 1 − delta. The (delta)-quantile of Beta(k, n − k + 1); 0 without successes.
 */
export function lowerBound(successes: number, trials: number, delta: number): number {
  if (successes <= 0 || trials <= 0) return 0;
  return betaQuantile(delta, successes, trials - successes + 1);
}

/** The matching upper bound: the (1 − delta)-quantile of Beta(k + 1, n − k); 1 if all succeeded. */
export function upperBound(successes: number, trials: number, delta: number): number {
  if (successes >= trials) return 1;
  return betaQuantile(1 - delta, successes + 1, trials - successes);
}

/** Trials without a failure that it takes to certify `target`: ⌈ln δ / ln target⌉. */
export function leastTrials(target: number, delta: number): number {
  return Math.ceil(Math.log(delta) / Math.log(target));
}

/** By bisection: the incomplete beta function is monotone, and 60 halvings exhaust a double. */
function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (Press et al., §6.4). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const TINY = 1e-300;
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-14) break;
  }
  return fraction;
}

/** Lanczos approximation, good to 1e-13 for positive arguments. */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const shifted = x - 1;
  let sum = 0.99999999999980993;
  for (const [i, coefficient] of coefficients.entries()) sum += coefficient / (shifted + i + 1);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}
