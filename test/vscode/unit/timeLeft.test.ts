import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundedDuration, TimeLeft } from '../../../src/vscode/timeLeft.ts';

test('a steady run says what is left at its speed, after the first seconds', () => {
  const left = new TimeLeft();
  assert.equal(left.after(0, 1000, 0), undefined);
  assert.equal(left.after(20, 1000, 2000), undefined);
  assert.equal(left.after(100, 1000, 10_000), 90_000);
});

test('the speed of lately counts, not that of the beginning', () => {
  const left = new TimeLeft();
  for (let second = 0; second <= 60; second++) left.after(second, 1000, second * 1000);
  for (let second = 61; second <= 90; second++)
    left.after(60 + 10 * (second - 60), 1000, second * 1000);
  const said = left.after(360, 1000, 90_000) ?? 0;
  assert.ok(Math.abs(said - 64_000) < 2000, `${said}`);
});

test('a run that stands still says nothing rather than for ever', () => {
  const left = new TimeLeft();
  left.after(5, 10, 0);
  assert.equal(left.after(5, 10, 30_000), undefined);
});

test('durations are said in minutes or in steps of five seconds', () => {
  assert.deepEqual(roundedDuration(200_000), { unit: 'min', count: 3 });
  assert.deepEqual(roundedDuration(62_000), { unit: 's', count: 60 });
  assert.deepEqual(roundedDuration(100), { unit: 's', count: 5 });
});
