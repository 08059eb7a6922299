/** Where the slider stands for each level, and which level a position comes to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelView } from '../../src/core/calibration/report.ts';
import {
  levelAt,
  positionOf,
  startPosition,
} from '../../src/webview/calibration/thresholdChoice.ts';
import { EXAMPLE_REPORT } from '../core/calibration/exampleReport.ts';

const [channel] = EXAMPLE_REPORT.channels as [ChannelView];
const placeOf = (level: 'strict' | 'balanced' | 'exploratory') => startPosition(channel, level);

test('levels stand in order, strict first', () => {
  assert.ok(placeOf('strict') < placeOf('balanced'));
  assert.ok(placeOf('balanced') < placeOf('exploratory'));
});

test('at its own position a level is what is chosen', () => {
  for (const level of ['strict', 'balanced', 'exploratory'] as const)
    assert.equal(levelAt(channel, placeOf(level)), level);
});

test('between two levels the stricter one is chosen: never more than the slider shows', () => {
  assert.equal(levelAt(channel, placeOf('balanced') - 1), 'strict');
  assert.equal(levelAt(channel, placeOf('exploratory') - 1), 'balanced');
});

test('beyond the ends it is the nearest level', () => {
  assert.equal(levelAt(channel, 0), 'strict');
  assert.equal(levelAt(channel, channel.thresholds.length - 1), 'exploratory');
});

test('at a level’s position nothing is shown that the level would not show', () => {
  for (const level of channel.levels) {
    const position = positionOf(level, channel.thresholds)!;
    assert.ok(channel.thresholds[position]!.threshold >= level.threshold!, level.level);
    const next = channel.thresholds[position + 1];
    assert.ok(!next || next.threshold < level.threshold!, level.level);
  }
});

test('a level that was not certified has no position and is never chosen', () => {
  const levels = channel.levels.map((view) =>
    view.level === 'exploratory' ? { ...view, threshold: null } : view,
  );
  assert.equal(positionOf(levels[2]!, channel.thresholds), undefined);
  const last = channel.thresholds.length - 1;
  assert.equal(levelAt({ ...channel, levels }, last), 'balanced');
});

test('before the folder was measured there is no position', () => {
  const unmeasured = { ...channel, thresholds: [] };
  assert.equal(levelAt(unmeasured, 0), undefined);
  assert.equal(startPosition(unmeasured, 'balanced'), 0);
});
