/** The calibration where no encoder came with one: copies only, from tokens alone. Written by training/calibrate.ts. */
import type { Calibration } from './calibration.ts';

export const BUILT_IN_CALIBRATION: Calibration = {
  format: 1,
  encoder: null,
  delta: 0.05,
  copy: {
    combiner: { bias: -9, weights: [5, 4, 6, 2, 2] },
    curve: [
      [-6, 0.01],
      [-3, 0.05],
      [0, 0.5],
      [1.5, 0.8],
      [3, 0.95],
      [7, 0.995],
    ],
    levels: {
      strict: { threshold: 3, precision: 0.95, recall: 0, precisionAtLeast: 0, found: 0 },
      balanced: { threshold: 1.5, precision: 0.85, recall: 0, precisionAtLeast: 0, found: 0 },
      exploratory: { threshold: 0, precision: 0.6, recall: 0, precisionAtLeast: 0, found: 0 },
    },
    pairs: 0,
    data: 'set by hand, not fitted',
  },
};
