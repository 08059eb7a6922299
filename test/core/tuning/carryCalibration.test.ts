import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import { type Calibration, jobProbability } from '../../../src/core/calibration/calibration.ts';
import { carriedCalibration, fitCarry } from '../../../src/core/tuning/carryCalibration.ts';

const SHIPPED: Calibration = {
  ...BUILT_IN_CALIBRATION,
  encoder: 'e@1',
  sameJob: {
    combiner: { bias: -6, weights: [10, 0.5] },
    curve: [
      [-4, 0.01],
      [0, 0.5],
      [4, 0.99],
    ],
    levels: {},
    pairs: 100,
    data: 'a test',
  },
};

/** A head that halves every distance, with and without some disorder. */
const pairs = (disorder: number) =>
  Array.from({ length: 400 }, (_, i) => {
    const distance = 0.4 + (i % 100) / 100;
    const off = disorder * (i % 2 === 0 ? 1 : -1);
    return { encoder: 1 - distance / 2 + off, head: 1 - distance / 4 };
  });

test('a probability carried over is the one at the distance the encoder would have said', () => {
  const carry = fitCarry(pairs(0));
  const { sameJob } = carriedCalibration(SHIPPED, 'e@1+h', carry);
  for (const distance of [0.5, 0.8, 1.2]) {
    const then = jobProbability(SHIPPED.sameJob!, { distance, lengthRatio: 1 });
    const now = jobProbability(sameJob!, { distance: distance / 2, lengthRatio: 1 });
    assert.ok(Math.abs(then - now) < 1e-6, `${then} and ${now} at ${distance}`);
  }
});

test('disorder makes it more careful, and it names the head', () => {
  const sure = carriedCalibration(SHIPPED, 'e@1+h', fitCarry(pairs(0)));
  const unsure = carriedCalibration(SHIPPED, 'e@1+h', fitCarry(pairs(0.05)));
  const at = { distance: 0.4, lengthRatio: 1 };
  assert.ok(jobProbability(unsure.sameJob!, at) < jobProbability(sure.sameJob!, at));
  assert.equal(unsure.encoder, 'e@1+h');
  assert.deepEqual(unsure.copy, SHIPPED.copy);
});

test('without enough pairs, or where near becomes far, meaning finds no duplicates', () => {
  assert.equal(fitCarry(pairs(0).slice(0, 20)), undefined);
  const upsideDown = pairs(0).map(({ encoder, head }) => ({ encoder: 1 - encoder, head }));
  assert.equal(fitCarry(upsideDown), undefined);
  assert.equal(carriedCalibration(SHIPPED, 'e@1+h', undefined).sameJob, undefined);
});
