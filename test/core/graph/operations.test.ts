import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph } from '../../../src/core/graph/graph.ts';
import * as arithmetic from '../../../src/core/graph/operations/arithmetic.ts';
import * as functions from '../../../src/core/graph/operations/functions.ts';
import * as matrix from '../../../src/core/graph/operations/matrix.ts';
import * as normalize from '../../../src/core/graph/operations/normalize.ts';
import * as reduce from '../../../src/core/graph/operations/reduce.ts';
import * as shape from '../../../src/core/graph/operations/shape.ts';
import {
  assertClose,
  type Build,
  checkGradients,
  evaluate,
  type Parameter,
  random,
} from './check.ts';

interface Case {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly build: Build;
  /** The same, slowly, on plain arrays. */
  readonly oracle: (...values: number[][]) => number[];
}

const a = random([2, 3], 1);
const b = random([2, 3], 2, 0.5, 1.5);
const row = random([3], 3, 0.5, 1.5);
const positive = random([2, 3], 4, 0.3, 2);
const sequences = random([2, 4, 3], 5);

const perElement = (f: (v: number) => number) => (v: number[]) => v.map(f);
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
const rows = (v: number[], width: number) =>
  Array.from({ length: v.length / width }, (_, i) => v.slice(i * width, (i + 1) * width));
const sum = (v: number[]) => v.reduce((x, y) => x + y, 0);

const cases: Case[] = [
  {
    name: 'add',
    parameters: [a, row],
    build: arithmetic.add,
    oracle: (x, y) => x.map((v, i) => v + y[i % 3]!),
  },
  {
    name: 'subtract',
    parameters: [a, row],
    build: arithmetic.subtract,
    oracle: (x, y) => x.map((v, i) => v - y[i % 3]!),
  },
  {
    name: 'multiply',
    parameters: [a, row],
    build: arithmetic.multiply,
    oracle: (x, y) => x.map((v, i) => v * y[i % 3]!),
  },
  {
    name: 'divide',
    parameters: [a, b],
    build: arithmetic.divide,
    oracle: (x, y) => x.map((v, i) => v / y[i]!),
  },
  {
    name: 'divide by a row',
    parameters: [a, row],
    build: arithmetic.divide,
    oracle: (x, y) => x.map((v, i) => v / y[i % 3]!),
  },
  {
    name: 'scale',
    parameters: [a],
    build: (g, x) => arithmetic.scale(g, x, -2.5),
    oracle: perElement((v) => -2.5 * v),
  },
  {
    name: 'shift',
    parameters: [a],
    build: (g, x) => arithmetic.shift(g, x, 3),
    oracle: perElement((v) => v + 3),
  },
  {
    name: 'sumTo',
    parameters: [sequences],
    build: (g, x) => arithmetic.sumTo(g, x, [1, 3]),
    oracle: (x) => [0, 1, 2].map((k) => sum(x.filter((_, i) => i % 3 === k))),
  },
  {
    name: 'broadcastLike',
    parameters: [row, a],
    build: (g, x, y) => arithmetic.multiply(g, arithmetic.broadcastLike(g, x, y), y),
    oracle: (x, y) => y.map((v, i) => v * x[i % 3]!),
  },
  {
    name: 'exponential',
    parameters: [a],
    build: functions.exponential,
    oracle: perElement(Math.exp),
  },
  {
    name: 'logarithm',
    parameters: [positive],
    build: functions.logarithm,
    oracle: perElement(Math.log),
  },
  {
    name: 'squareRoot',
    parameters: [positive],
    build: functions.squareRoot,
    oracle: perElement(Math.sqrt),
  },
  { name: 'square', parameters: [a], build: functions.square, oracle: perElement((v) => v * v) },
  {
    name: 'rectify',
    parameters: [a],
    build: functions.rectify,
    oracle: perElement((v) => Math.max(0, v)),
  },
  { name: 'sigmoid', parameters: [a], build: functions.sigmoid, oracle: perElement(sigmoid) },
  {
    name: 'hyperbolicTangent',
    parameters: [a],
    build: functions.hyperbolicTangent,
    oracle: perElement(Math.tanh),
  },
  {
    name: 'softplus',
    parameters: [a],
    build: functions.softplus,
    oracle: perElement((v) => Math.log(1 + Math.exp(v))),
  },
  {
    name: 'silu',
    parameters: [a],
    build: functions.silu,
    oracle: perElement((v) => v * sigmoid(v)),
  },
  {
    name: 'sumAlong the first axis',
    parameters: [a],
    build: (g, x) => reduce.sumAlong(g, x, 0),
    oracle: (x) => [0, 1, 2].map((k) => x[k]! + x[k + 3]!),
  },
  { name: 'sumAll', parameters: [a], build: reduce.sumAll, oracle: (x) => [sum(x)] },
  { name: 'meanAll', parameters: [a], build: reduce.meanAll, oracle: (x) => [sum(x) / 6] },
  {
    name: 'maxAlong',
    parameters: [a],
    build: (g, x) => reduce.maxAlong(g, x, 1),
    oracle: (x) => rows(x, 3).map((r) => Math.max(...r)),
  },
  {
    name: 'minAlong',
    parameters: [a],
    build: (g, x) => reduce.minAlong(g, x, 1),
    oracle: (x) => rows(x, 3).map((r) => Math.min(...r)),
  },
  {
    name: 'softmax',
    parameters: [a],
    build: reduce.softmax,
    oracle: (x) => rows(x, 3).flatMap((r) => r.map((v) => Math.exp(v) / sum(r.map(Math.exp)))),
  },
  {
    name: 'logSoftmax',
    parameters: [a],
    build: reduce.logSoftmax,
    oracle: (x) => rows(x, 3).flatMap((r) => r.map((v) => v - Math.log(sum(r.map(Math.exp))))),
  },
  {
    name: 'logSumExp',
    parameters: [a],
    build: (g, x) => reduce.logSumExp(g, x, 1),
    oracle: (x) => rows(x, 3).map((r) => Math.log(sum(r.map(Math.exp)))),
  },
  {
    name: 'matMul',
    parameters: [a, random([3, 2], 6)],
    build: matrix.matMul,
    oracle: (x, y) =>
      rows(x, 3).flatMap((r) => [0, 1].map((j) => sum(r.map((v, k) => v * y[2 * k + j]!)))),
  },
  {
    name: 'matMul of sequences and a shared matrix',
    parameters: [sequences, random([3, 2], 7)],
    build: matrix.matMul,
    oracle: (x, y) =>
      rows(x, 3).flatMap((r) => [0, 1].map((j) => sum(r.map((v, k) => v * y[2 * k + j]!)))),
  },
  {
    name: 'matMul batch by batch',
    parameters: [sequences, random([2, 3, 2], 8)],
    build: matrix.matMul,
    oracle: (x, y) =>
      rows(x, 3).flatMap((r, i) =>
        [0, 1].map((j) => sum(r.map((v, k) => v * y[(i >> 2) * 6 + 2 * k + j]!))),
      ),
  },
  {
    name: 'transpose',
    parameters: [a],
    build: (g, x) => matrix.transpose(g, x, [1, 0]),
    oracle: (x) => [0, 3, 1, 4, 2, 5].map((i) => x[i]!),
  },
  {
    name: 'reshape',
    parameters: [a],
    build: (g, x) =>
      arithmetic.multiply(g, shape.reshape(g, x, [3, 2]), g.constant(Float32Array.of(1, 2), [2])),
    oracle: (x) => x.map((v, i) => v * (1 + (i % 2))),
  },
  {
    name: 'concat',
    parameters: [a, row],
    build: (g, x, y) => shape.concat(g, [x, shape.expandAxis(g, y, 0)], 0),
    oracle: (x, y) => [...x, ...y],
  },
  {
    name: 'slice',
    parameters: [a],
    build: (g, x) => shape.slice(g, x, { axis: 1, start: 1, end: 3 }),
    oracle: (x) => [1, 2, 4, 5].map((i) => x[i]!),
  },
  {
    name: 'shiftTokens forward',
    parameters: [sequences],
    build: (g, x) => shape.shiftTokens(g, x, 1),
    oracle: (x) => rows(x, 12).flatMap((r) => [...r.slice(3), 0, 0, 0]),
  },
  {
    name: 'shiftTokens back',
    parameters: [sequences],
    build: (g, x) => shape.shiftTokens(g, x, -2),
    oracle: (x) => rows(x, 12).flatMap((r) => [0, 0, 0, 0, 0, 0, ...r.slice(0, 6)]),
  },
  {
    name: 'windows',
    parameters: [sequences],
    build: (g, x) => shape.windows(g, x, 1),
    oracle: (x) =>
      rows(x, 12).flatMap((r) => {
        const padded = [0, 0, 0, ...r, 0, 0, 0];
        return [0, 1, 2, 3].flatMap((t) => padded.slice(3 * t, 3 * t + 9));
      }),
  },
  {
    name: 'gatherRows with a row asked for twice',
    parameters: [a],
    build: (g, x) => shape.gatherRows(g, x, g.constant(Int32Array.of(1, 0, 1), [3])),
    oracle: (x) => [...x.slice(3), ...x.slice(0, 3), ...x.slice(3)],
  },
  {
    name: 'sumRows with a row named twice',
    parameters: [a],
    build: (g, x) =>
      matrix.sumRows(
        g,
        x,
        g.constant(Int32Array.of(1, 0, 1, 0, 0, 0), [2, 3]),
        g.constant(Float32Array.of(2, 3, 0.5, -1, 0, 0), [2, 3]),
      ),
    oracle: (x) =>
      [
        [3, 2.5],
        [-1, 0],
      ].flatMap(([first, second]) => [0, 1, 2].map((k) => first! * x[k]! + second! * x[3 + k]!)),
  },
  {
    name: 'unitLength',
    parameters: [a],
    build: normalize.unitLength,
    oracle: (x) => rows(x, 3).flatMap((r) => r.map((v) => v / Math.hypot(...r))),
  },
  {
    name: 'layerNorm',
    parameters: [a, row, random([3], 9)],
    build: normalize.layerNorm,
    oracle: (x, gain, bias) =>
      rows(x, 3).flatMap((r) => {
        const mean = sum(r) / 3;
        const deviation = Math.sqrt(sum(r.map((v) => (v - mean) ** 2)) / 3 + 1e-5);
        return r.map((v, k) => ((v - mean) / deviation) * gain[k]! + bias[k]!);
      }),
  },
];

for (const { name, parameters, build, oracle } of cases) {
  test(`${name} equals the slow loop`, async () => {
    const { data } = await evaluate(parameters, build);
    assertClose(data, oracle(...parameters.map((p) => [...p.values])));
  });

  test(`the gradient of ${name} equals finite differences`, async () => {
    await checkGradients(parameters, build);
  });
}

test('a square root of zero pulls nowhere instead of breaking the batch', async () => {
  const zero = { shape: [2], values: Float32Array.of(0, 4) };
  const { data } = await evaluate([zero], (g, x) => {
    const loss = reduce.sumAll(g, functions.squareRoot(g, x));
    return g.gradients(loss, [x])[0]!;
  });
  assertClose(data, [0, 0.25]);
});

test('equal largest values share the gradient', async () => {
  const tied = { shape: [1, 3], values: Float32Array.of(2, 2, 1) };
  const { data } = await evaluate([tied], (g, x) => {
    const loss = reduce.sumAll(g, reduce.maxAlong(g, x, 1));
    return g.gradients(loss, [x])[0]!;
  });
  assertClose(data, [0.5, 0.5, 0]);
});

test('no gradient flows through a value that is cut off', async () => {
  const { data } = await evaluate([row], (g, x) => {
    const loss = reduce.sumAll(g, arithmetic.multiply(g, x, functions.withoutGradient(g, x)));
    return g.gradients(loss, [x])[0]!;
  });
  assertClose(data, [...row.values]);
});

test('shapes that do not fit are refused when the graph is built', () => {
  const graph = new Graph();
  const left = graph.input('left', [2, 3]);
  const right = graph.input('right', [2, 4]);
  assert.throws(() => arithmetic.add(graph, left, right), RangeError);
  assert.throws(() => matrix.matMul(graph, left, right), RangeError);
  assert.throws(() => shape.slice(graph, left, { axis: 1, start: 2, end: 4 }), RangeError);
  assert.throws(() => arithmetic.sumTo(graph, left, [4]), RangeError);
  assert.throws(() => graph.constant(Float32Array.of(1), [2]), RangeError);
  assert.throws(() => graph.gradients(left, [right]), RangeError);
  assert.throws(() => graph.gradients(reduce.sumAll(graph, left), [right]), RangeError);
});
