/** Heads of seeded random weights over an encoder of eight dimensions that is called `e@1`. */
import type { Head } from '../../../src/core/tuning/head.ts';
import { HIDDEN_UNITS } from '../../../src/core/tuning/headTower.ts';
import type { HeadKind } from '../../../src/core/tuning/report.ts';
import { randomValues } from '../graph/check.ts';

export const D = 8;

export function headOf(kind: HeadKind, seed = 1): Head {
  const tensor = (shape: number[], scale = 0.3) => ({
    shape,
    values: randomValues(
      shape.reduce((a, b) => a * b, 1),
      seed++,
    ).map((value) => value * scale),
  });
  const table = { ids: { shape: [3], values: Float32Array.of(5, 7, 9) }, delta: tensor([3, D]) };
  const tensors = {
    linear: { full: tensor([D, D]), offset: tensor([D]) },
    questions: {
      full: tensor([D, D]),
      offset: tensor([D]),
      questionFull: tensor([D, D]),
      questionOffset: tensor([D]),
    },
    residual: {
      into: tensor([D, HIDDEN_UNITS]),
      bend: tensor([HIDDEN_UNITS]),
      out: tensor([HIDDEN_UNITS, D]),
      offset: tensor([D]),
    },
    tokens: table,
    words: table,
  }[kind];
  return { kind, encoderId: 'e@1', dimensions: D, tensors: new Map(Object.entries(tensors)) };
}
