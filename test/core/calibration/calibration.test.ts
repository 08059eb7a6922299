/** Calibrations: monotone in the evidence, bound to their encoder, refused when damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import {
  type Calibration,
  copyProbability,
  levelScore,
} from '../../../src/core/calibration/calibration.ts';
import {
  crossValidate,
  fitChannel,
  type LabelledPair,
} from '../../../src/core/calibration/fitCalibration.ts';
import { parseCalibration } from '../../../src/core/calibration/parseCalibration.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { UserError } from '../../../src/core/userError.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const evidence = fc.record({
  text: share,
  structure: share,
  runs: share,
  lengthRatio: share,
  tokens: fc.integer({ min: 1, max: 900 }),
});

test('more evidence never makes a copy less likely', () => {
  fc.assert(
    fc.property(evidence, evidence, (a, b) => {
      const more = {
        text: Math.max(a.text, b.text),
        structure: Math.max(a.structure, b.structure),
        runs: Math.max(a.runs, b.runs),
        lengthRatio: Math.max(a.lengthRatio, b.lengthRatio),
        tokens: Math.max(a.tokens, b.tokens),
      };
      assert.ok(
        copyProbability(BUILT_IN_CALIBRATION, more) >= copyProbability(BUILT_IN_CALIBRATION, a),
      );
    }),
  );
});

test('the built-in levels get looser in order and keep what they promise', () => {
  const { copy } = BUILT_IN_CALIBRATION;
  assert.ok(levelScore(copy, 'strict') > levelScore(copy, 'balanced'));
  assert.ok(levelScore(copy, 'balanced') > levelScore(copy, 'exploratory'));
  assert.ok(copy.levels.strict!.precisionAtLeast >= 0.95);
  assert.ok(copy.levels.balanced!.precisionAtLeast >= 0.85);
  assert.ok(copy.levels.exploratory!.precisionAtLeast >= 0.6);
});

test('a level that was not certified shows nothing', () => {
  const channel = { ...BUILT_IN_CALIBRATION.copy, levels: {} };
  assert.equal(levelScore(channel, 'strict'), Number.POSITIVE_INFINITY);
});

test('a calibration survives its file, is refused for another encoder and when damaged', () => {
  const channel = { ...BUILT_IN_CALIBRATION.copy, combiner: { bias: -1, weights: [1, 0] } };
  const calibration: Calibration = {
    ...BUILT_IN_CALIBRATION,
    encoder: 'one@123',
    sameJob: channel,
  };
  const json = JSON.stringify(calibration);
  assert.deepEqual(parseCalibration(json, 'one@123'), calibration);
  for (const other of ['two@456', undefined]) {
    assert.throws(
      () => parseCalibration(json, other),
      (error) => error instanceof UserError && /one@123/.test(error.message),
    );
  }
  for (const bad of [
    '',
    '{}',
    'null',
    json.replace('"bias":-1', '"bias":"x"'),
    json.replace('"format":1', '"format":2'),
  ]) {
    assert.throws(() => parseCalibration(bad, 'one@123'), UserError);
  }
});

function pairs(seed: number, count: number): LabelledPair[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const isMatch = random.next() < 0.3;
    const signal = (isMatch ? 0.7 : 0.3) + 0.18 * random.normal();
    return { features: [signal, random.next()], isMatch, repository: `r${i % 4}` };
  });
}

test('fitting finds the feature that tells and ignores the one that does not', () => {
  const { combiner } = fitChannel(pairs(1, 2000), 'made');
  assert.ok(combiner.weights[0]! > 5 && combiner.weights[1]! < 0.5);
});

test('judged on repositories left out, the probabilities are what they say', () => {
  const report = crossValidate(pairs(2, 6000));
  assert.ok(report.areaUnderCurve > 0.9);
  assert.ok(report.calibrationError < 0.03);
  assert.throws(
    () => crossValidate(pairs(2, 50).map((pair) => ({ ...pair, repository: 'r' }))),
    RangeError,
  );
  assert.throws(
    () =>
      fitChannel(
        pairs(2, 50).filter(({ isMatch }) => isMatch),
        'made',
      ),
    RangeError,
  );
});
