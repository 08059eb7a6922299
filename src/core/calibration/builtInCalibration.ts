/** The calibration where no encoder came with one: copies only, from tokens alone. Fitted by training/calibrate.ts. */
import type { Calibration } from './calibration.ts';

export const BUILT_IN_CALIBRATION: Calibration = {
  format: 1,
  encoder: null,
  delta: 0.05,
  copy: {
    combiner: {
      bias: -9.29585,
      weights: [11.7504, 0, 12.9097, 0, 0],
    },
    curve: [
      [-9.03537, 0.00166127],
      [-5.81552, 0.00166127],
      [-3.41185, 0.00327869],
      [-2.94088, 0.00456621],
      [-2.69979, 0.00819672],
      [-2.33867, 0.00980392],
      [-1.66032, 0.0340909],
      [-1.14954, 0.0588235],
      [-0.982504, 0.0714286],
      [-0.746481, 0.0930233],
      [-0.412654, 0.179487],
      [-0.179162, 0.1875],
      [-0.0577162, 0.2],
      [0.161607, 0.290323],
      [0.626324, 0.405405],
      [0.915195, 0.413793],
      [1.29023, 0.526316],
      [1.61968, 0.666667],
      [1.71962, 0.818182],
      [2.6915, 0.957055],
      [5.82626, 0.991885],
      [11.3464, 0.99964],
    ],
    levels: {
      strict: {
        threshold: 5.22839,
        precision: 0.997734,
        recall: 0.84847,
        precisionAtLeast: 0.995915,
        found: 3530,
      },
      balanced: {
        threshold: 0.920436,
        precision: 0.987861,
        recall: 0.980246,
        precisionAtLeast: 0.98466,
        found: 4119,
      },
      exploratory: {
        threshold: -2.86279,
        precision: 0.837323,
        recall: 0.994459,
        precisionAtLeast: 0.828428,
        found: 4930,
      },
    },
    pairs: 17735,
    data: '4,800 functions of 12 public repositories (TypeScript, JavaScript, Java, Python, Go): mutants against the most alike functions of other repositories',
  },
};
