/** Scores on an axis that people read: a distance, or how different two texts are. Smaller is closer. */
import type { Channel } from './calibration.ts';
import type { ChannelName } from './report.ts';

export interface ScoreAxis {
  readonly name: 'distance' | 'difference';
  /** Where the axis ends; it begins at 0. */
  readonly end: number;
  /** 0..end, falling with the score. */
  positionOf(score: number): number;
}

/** Hardly any two texts are farther apart. */
const FARTHEST = 1.4;

/**
 * Meaning: the distance at which a pair of equal lengths has the score. Copies: 1 − likeness, for a long pair that is as
 * much alike in words, structure, runs and length.
 */
export function scoreAxis(channel: ChannelName, { combiner }: Channel): ScoreAxis {
  const { bias, weights } = combiner;
  if (channel === 'sameJob') {
    const [meaning = 0, length = 0] = weights;
    return axis('distance', FARTHEST, (score) => 2 * (1 - (score - bias - length) / meaning));
  }
  const [text = 0, structure = 0, runs = 0, length = 0, tokens = 0] = weights;
  const slope = text + structure + runs + length;
  return axis('difference', 1, (score) => 1 - (score - bias - tokens) / slope);
}

function axis(
  name: ScoreAxis['name'],
  end: number,
  position: (score: number) => number,
): ScoreAxis {
  return {
    name,
    end,
    positionOf: (score) => {
      const at = position(score);
      return Number.isFinite(at) ? Math.min(end, Math.max(0, at)) : end;
    },
  };
}
