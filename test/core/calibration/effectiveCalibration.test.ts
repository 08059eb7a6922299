/** The calibration in force: never looser than certified, moved the right way by a folder and by labels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Calibration, Channel } from '../../../src/core/calibration/calibration.ts';
import { conformalThreshold } from '../../../src/core/calibration/conformal.ts';
import {
  effectiveCalibration,
  folderCurve,
  RATE,
} from '../../../src/core/calibration/effectiveCalibration.ts';
import { fitChannel, type LabelledPair } from '../../../src/core/calibration/fitCalibration.ts';
import { probabilityAt } from '../../../src/core/calibration/isotonic.ts';
import type { LocalCalibration } from '../../../src/core/calibration/localCalibration.ts';
import type { Judged } from '../../../src/core/calibration/metrics.ts';
import type { Level } from '../../../src/core/matching/match.ts';
import { Random } from '../../../src/core/siamese/random.ts';

const LEVELS: readonly Level[] = ['strict', 'balanced', 'exploratory'];

/** Matches around .7, others around .3 of one feature, from four repositories. */
function channel(seed: number): Channel {
  const random = new Random(seed);
  const pairs = Array.from({ length: 4000 }, (_, i): LabelledPair => {
    const isMatch = random.next() < 0.3;
    const signal = (isMatch ? 0.7 : 0.3) + 0.12 * random.normal();
    return { features: [signal, 0], isMatch, repository: `r${i % 4}` };
  });
  return fitChannel(pairs, 'made');
}

const SHIPPED: Calibration = {
  format: 1,
  encoder: 'one@1',
  delta: 0.05,
  copy: channel(1),
  sameJob: channel(2),
};

function local(near: readonly number[], background = 0): LocalCalibration {
  const one = { matches: near, near, copies: [], background };
  return {
    format: 1,
    generation: 1,
    snippets: 1000,
    functions: 500,
    sampled: 500,
    copy: one,
    sameJob: { ...one, encoder: 'one@1' },
  };
}

const scoresAt = (score: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => score + (i - count / 2) / count);

const thresholdOf = (calibration: Calibration, level: Level): number =>
  calibration.sameJob!.levels[level]!.threshold;

test('at most the wanted share of fresh pairs passes a conformal threshold, on average', () => {
  const random = new Random(5);
  let passed = 0;
  let drawn = 0;
  for (let round = 0; round < 300; round++) {
    const scores = Array.from({ length: 400 }, () => ({ score: random.normal(), weight: 1 }));
    const threshold = conformalThreshold(scores, 0.03)!;
    for (let i = 0; i < 200; i++, drawn++) if (random.normal() >= threshold) passed++;
  }
  assert.ok(passed / drawn <= 0.032 && passed / drawn > 0.024, `${passed / drawn}`);
});

test('too few scores say nothing of a small share', () => {
  const scores = scoresAt(0, 98).map((score) => ({ score, weight: 1 }));
  assert.equal(conformalThreshold(scores, 0.01), undefined);
  assert.notEqual(conformalThreshold([...scores, { score: 9, weight: 1 }], 0.01), undefined);
  assert.equal(conformalThreshold([], 0.5), undefined);
});

test('a folder whose functions are all alike makes levels stricter, one where they are not changes none', () => {
  const alike = effectiveCalibration(SHIPPED, local(scoresAt(6, 900)));
  const unlike = effectiveCalibration(SHIPPED, local(scoresAt(-8, 900)));
  for (const level of LEVELS) {
    assert.ok(thresholdOf(alike, level) > thresholdOf(SHIPPED, level));
    assert.equal(alike.sameJob!.levels[level]!.source, 'folder');
    assert.equal(thresholdOf(unlike, level), thresholdOf(SHIPPED, level));
    assert.equal(unlike.sameJob!.levels[level]!.source, 'shipped');
  }
});

test('unrelated code that is more alike than elsewhere makes copies stricter by as much', () => {
  const usual = SHIPPED.copy.scores!.background;
  const same = effectiveCalibration(SHIPPED, local([0], usual - 1));
  const alike = effectiveCalibration(SHIPPED, local([0], usual + 20));
  for (const level of LEVELS) {
    assert.equal(
      same.copy.levels[level]!.threshold,
      Math.max(SHIPPED.copy.levels[level]!.threshold, same.copy.levels[level]!.bounds!.folder!),
    );
    assert.ok(
      Math.abs(
        alike.copy.levels[level]!.bounds!.folder! - same.copy.levels[level]!.bounds!.folder! - 20,
      ) < 1e-6,
    );
  }
});

test('the probability shown within a folder falls where its own functions lie', () => {
  const at = SHIPPED.sameJob!.levels.balanced!.threshold;
  const alike = effectiveCalibration(SHIPPED, local(scoresAt(at, 900)));
  assert.ok(
    probabilityAt(alike.sameJob!.curve, at) < probabilityAt(SHIPPED.sameJob!.curve, at) / 2,
  );
});

test('what is far is no likelier within a folder than among strangers, however near its functions are', () => {
  const scores = { matches: scoresAt(4, 200), others: scoresAt(-4, 400) };
  const curve = folderCurve(scores, scoresAt(5, 900));
  assert.ok(probabilityAt(curve, -6) < 0.05, 'far');
  const top = probabilityAt(curve, 5);
  assert.ok(top > 0.1 && top < 0.5, `${top} where matches and near functions are mixed`);
  for (let i = 1; i < curve.length; i++) assert.ok(curve[i]![1] >= curve[i - 1]![1], 'it rises');
});

test('a measurement with another encoder counts for copies only', () => {
  const other = { ...local(scoresAt(6, 900), 50), sameJob: undefined };
  const measured: LocalCalibration = {
    ...other,
    sameJob: { ...local(scoresAt(6, 900)).sameJob!, encoder: 'two@2' },
  };
  const effective = effectiveCalibration(SHIPPED, measured);
  assert.equal(thresholdOf(effective, 'strict'), thresholdOf(SHIPPED, 'strict'));
  assert.equal(effective.copy.levels.strict!.source, 'folder');
});

test('fifty labels against the shipped calibration move the threshold towards them', () => {
  const near = scoresAt(-6, 900);
  const certified = thresholdOf(SHIPPED, 'balanced');
  const no = scoresAt(certified + 1.5, 50).map((score) => ({ score, isMatch: false }));
  const refused = effectiveCalibration(SHIPPED, local(near), { copy: [], sameJob: no });
  assert.ok(thresholdOf(refused, 'balanced') > certified + 1);
  assert.equal(refused.sameJob!.levels.balanced!.source, 'labels');
  assert.ok(
    probabilityAt(refused.sameJob!.curve, certified + 1.5) <
      probabilityAt(SHIPPED.sameJob!.curve, certified + 1.5),
  );

  const alike = local([...near, ...scoresAt(certified + 3, 60)]);
  const without = effectiveCalibration(SHIPPED, alike);
  assert.ok(thresholdOf(without, 'balanced') > certified);
  const yes = scoresAt(certified + 3, 50).map((score) => ({ score, isMatch: true }));
  const accepted = effectiveCalibration(SHIPPED, alike, { copy: [], sameJob: yes });
  assert.ok(thresholdOf(accepted, 'balanced') < thresholdOf(without, 'balanced'));
  assert.ok(thresholdOf(accepted, 'balanced') >= certified);
});

test('labels of one kind never make strict looser, and none makes any level looser than certified', () => {
  const score = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(score, { maxLength: 300 }),
      fc.array(score, { minLength: 1, maxLength: 60 }),
      fc.boolean(),
      (near, labelled, isMatch) => {
        const labels: Judged[] = labelled.map((at) => ({ score: at, isMatch }));
        const measured = local(near);
        const before = effectiveCalibration(SHIPPED, measured);
        const after = effectiveCalibration(SHIPPED, measured, { copy: labels, sameJob: labels });
        for (const name of ['copy', 'sameJob'] as const) {
          assert.ok(
            after[name]!.levels.strict!.threshold >= before[name]!.levels.strict!.threshold,
          );
          for (const level of LEVELS) {
            assert.ok(
              after[name]!.levels[level]!.threshold >= SHIPPED[name]!.levels[level]!.threshold,
            );
          }
        }
      },
    ),
  );
});

test('what passes at each level is what the levels promise, in order', () => {
  assert.ok(RATE.strict < RATE.balanced && RATE.balanced < RATE.exploratory);
});
