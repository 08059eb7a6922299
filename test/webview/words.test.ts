/** Numbers as the panel says them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  about,
  decimal,
  describePoint,
  likelihood,
  percent,
  signed,
  size,
  timeLeft,
} from '../../src/webview/calibration/words.ts';

const t = (message: string, ...values: (string | number)[]) =>
  message.replaceAll(/\{(\d)\}/g, (_, i) => String(values[i]));

test('shares are said in per cent, and nothing as a dash', () => {
  assert.equal(percent(0.8649), '86 %');
  assert.equal(percent(0.9985, 1), '99.9 %');
  assert.equal(percent(null), '–');
  assert.equal(percent(undefined), '–');
});

test('no likelihood is said to be certain, nor impossible', () => {
  assert.equal(likelihood(0.9999), '99 %');
  assert.equal(likelihood(0.0001), '1 %');
  assert.equal(likelihood(null), '–');
});

test('a negative number has a minus sign, and no zero has one', () => {
  assert.equal(decimal(-2.374, 2), '−2.37');
  assert.equal(signed(-0.0042), '−0.004');
  assert.equal(signed(0.031), '+0.031');
  assert.equal(signed(-0.0001), '0.000');
});

test('an estimated count says that it is one, and none is none', () => {
  assert.equal(about(166.2, t), 'about 166');
  assert.equal(about(0.2, t), 'fewer than 1');
  assert.equal(about(0, t), 'about 0');
});

test('the slider’s position says findings and how many of them are false', () => {
  const point = {
    threshold: 1.2,
    probability: 0.91,
    position: 0.4,
    findings: 271.4,
    expectedFalse: 12.1,
    expectedFalsePer1000: 2,
  };
  assert.equal(
    describePoint(point, t),
    '91 % likely or more: 271 findings in this folder, about 12 of them false.',
  );
});

test('the time that is left is said in steps a person would take', () => {
  assert.equal(timeLeft(3, t), 'a few seconds left');
  assert.equal(timeLeft(41, t), 'about 45 s left');
  assert.equal(timeLeft(130, t), 'about 2 min left');
});

test('sizes are said in KB and MB, at least one', () => {
  assert.equal(size(12), '1 KB');
  assert.equal(size(66_560), '65 KB');
  assert.equal(size(1_363_149), '1.3 MB');
});
