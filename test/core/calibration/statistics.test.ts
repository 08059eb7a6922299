/** Metrics, bounds, curves and thresholds against their definitions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  incompleteBeta,
  leastTrials,
  lowerBound,
  upperBound,
} from '../../../src/core/calibration/binomial.ts';
import { fitIsotonic, probabilityAt } from '../../../src/core/calibration/isotonic.ts';
import {
  areaUnderCurve,
  averagePrecision,
  brierScore,
  calibrationError,
  type Judged,
  precisionRecall,
} from '../../../src/core/calibration/metrics.ts';
import { certifiedThreshold } from '../../../src/core/calibration/thresholds.ts';
import { Random } from '../../../src/core/siamese/random.ts';

const judgements = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20), isMatch: fc.boolean() }),
  { minLength: 2, maxLength: 60 },
);

test('AUC is the share of match / non-match pairs in the right order, ties half', () => {
  fc.assert(
    fc.property(judgements, (judged) => {
      const matches = judged.filter(({ isMatch }) => isMatch);
      const others = judged.filter(({ isMatch }) => !isMatch);
      fc.pre(matches.length > 0 && others.length > 0);
      let right = 0;
      for (const m of matches)
        for (const o of others) right += m.score > o.score ? 1 : m.score === o.score ? 0.5 : 0;
      assert.ok(
        Math.abs(areaUnderCurve(judged) - right / (matches.length * others.length)) < 1e-12,
      );
    }),
  );
});

test('average precision, Brier score and calibration error of small cases', () => {
  const judged = [
    { score: 0.9, isMatch: true },
    { score: 0.8, isMatch: false },
    { score: 0.7, isMatch: true },
  ];
  assert.ok(Math.abs(averagePrecision(judged) - (1 + 2 / 3) / 2) < 1e-12);
  assert.ok(Math.abs(brierScore(judged) - (0.01 + 0.64 + 0.09) / 3) < 1e-12);
  assert.ok(Math.abs(calibrationError([{ score: 0.25, isMatch: false }], 2) - 0.25) < 1e-12);
  assert.deepEqual(precisionRecall(judged, 0.75), { precision: 0.5, recall: 0.5, found: 2 });
});

test('exact bounds equal the closed form for all successes and the published table', () => {
  assert.ok(Math.abs(lowerBound(59, 59, 0.05) - 0.05 ** (1 / 59)) < 1e-9);
  assert.deepEqual(
    [0.9, 0.95, 0.99].map((target) => leastTrials(target, 0.05)),
    [29, 59, 299],
  );
  // Two-sided 95 % interval of 5 in 10: 0.1871 to 0.8129 (Clopper & Pearson's example).
  assert.ok(Math.abs(lowerBound(5, 10, 0.025) - 0.1871) < 1e-4);
  assert.ok(Math.abs(upperBound(5, 10, 0.025) - 0.8129) < 1e-4);
  assert.deepEqual([lowerBound(0, 9, 0.05), upperBound(9, 9, 0.05)], [0, 1]);
});

test('the incomplete beta function equals the binomial tail', () => {
  const choose = (n: number, k: number): number =>
    k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k;
  for (const [k, n, p] of [
    [3, 10, 0.2],
    [7, 12, 0.7],
    [1, 40, 0.01],
  ] as const) {
    let tail = 0;
    for (let i = k; i <= n; i++) tail += choose(n, i) * p ** i * (1 - p) ** (n - i);
    assert.ok(Math.abs(incompleteBeta(p, k, n - k + 1) - tail) < 1e-10);
  }
});

test('the isotonic curve never falls, stays within 0..1 and is best for its data', () => {
  fc.assert(
    fc.property(judgements, (judged) => {
      const curve = fitIsotonic(judged);
      for (let i = 0; i < curve.length; i++) {
        assert.ok(curve[i]![1] >= (curve[i - 1]?.[1] ?? 0) - 1e-12 && curve[i]![1] <= 1);
        assert.ok(i === 0 || curve[i]![0] > curve[i - 1]![0]);
      }
      for (let s = -0.5; s < 1.5; s += 0.1)
        assert.ok(probabilityAt(curve, s) <= probabilityAt(curve, s + 0.1) + 1e-12);
    }),
  );
});

function draw(random: Random, count: number): Judged[] {
  // P(match | score) = score², so the precision above any threshold is known.
  return Array.from({ length: count }, () => {
    const score = random.next();
    return { score, isMatch: random.next() < score * score };
  });
}

test('certified thresholds break their promise in at most 5 % of 200 draws, give or take the chance of it', () => {
  const random = new Random(11);
  let broken = 0;
  for (let i = 0; i < 200; i++) {
    const threshold = certifiedThreshold(draw(random, 800), 0.85)?.threshold;
    // Mean of score² from t to 1 is (1 − t³) / (3 (1 − t)).
    if (threshold !== undefined && (1 - threshold ** 3) / (3 * (1 - threshold)) < 0.85) broken++;
  }
  assert.ok(broken / 200 <= 0.05 + 1.65 * Math.sqrt((0.05 * 0.95) / 200), `${broken} of 200`);
});

test('enough pairs certify a threshold, too few none', () => {
  const random = new Random(5);
  assert.ok(certifiedThreshold(draw(random, 5000), 0.85));
  assert.equal(certifiedThreshold(draw(random, 12), 0.95), undefined);
  assert.equal(certifiedThreshold([], 0.6), undefined);
});
