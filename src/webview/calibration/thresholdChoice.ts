/** Where the slider stands, and which level that comes to. */
import type { ChannelView, LevelView, ThresholdPoint } from '../../core/calibration/report.ts';
import type { Level } from '../../core/matching/match.ts';

/** Position of a level among the channel's thresholds: the loosest that is not looser; undefined: shows nothing. */
export function positionOf(
  level: LevelView,
  points: readonly ThresholdPoint[],
): number | undefined {
  const { threshold } = level;
  if (threshold === null || points.length === 0) return undefined;
  const stricter = points.filter((point) => point.threshold >= threshold).length;
  return Math.max(0, stricter - 1);
}

/** The loosest level that shows nothing beyond this position; the strictest one where the position is stricter still. */
export function levelAt(channel: ChannelView, position: number): Level | undefined {
  const placed = channel.levels.flatMap((view) => {
    const at = positionOf(view, channel.thresholds);
    return at === undefined ? [] : [{ level: view.level, at }];
  });
  return (placed.findLast(({ at }) => at <= position) ?? placed[0])?.level;
}

/** Where the slider stands before anybody moved it: at the level in force, else at the strictest threshold. */
export function startPosition(channel: ChannelView, level: Level): number {
  const view = channel.levels.find((one) => one.level === level);
  return (view && positionOf(view, channel.thresholds)) ?? 0;
}
