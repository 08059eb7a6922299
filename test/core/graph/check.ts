/** Runs small graphs and compares gradients with central finite differences. */
import assert from 'node:assert/strict';
import { Graph } from '../../../src/core/graph/graph.ts';
import { multiply } from '../../../src/core/graph/operations/arithmetic.ts';
import { sumAll } from '../../../src/core/graph/operations/reduce.ts';
import type { Feed } from '../../../src/core/graph/runner.ts';
import type { Tensor } from '../../../src/core/graph/tensor.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';

/** Deterministic values in −1..1 (Mulberry32). */
export function randomValues(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

export interface Parameter {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A parameter with random values, `low`..`high`. */
export function random(shape: readonly number[], seed: number, low = -1, high = 1): Parameter {
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    shape,
    values: randomValues(size, seed).map((v) => low + ((v + 1) / 2) * (high - low)),
  };
}

export type Build = (graph: Graph, ...parameters: Tensor[]) => Tensor;

/** The value of the graph's one result. */
export async function evaluate(parameters: readonly Parameter[], build: Build) {
  const graph = new Graph();
  const tensors = parameters.map((p, i) => graph.parameter(`p${i}`, p.shape));
  graph.output('value', build(graph, ...tensors));
  return (await runOnce(graph, parameters))['value']!;
}

/**
 * Checks d(Σ weight·value)/d(every parameter) against central finite differences.
 * float32 limits the step: 1e-2 with a tolerance of 1e-2 of the largest gradient catches a wrong sign, factor or axis.
 */
export async function checkGradients(
  parameters: readonly Parameter[],
  build: Build,
): Promise<void> {
  const graph = new Graph();
  const tensors = parameters.map((p, i) => graph.parameter(`p${i}`, p.shape));
  const value = build(graph, ...tensors);
  const shape = value.shape.map((size) => {
    assert.equal(typeof size, 'number');
    return size as number;
  });
  const size = shape.reduce((a, b) => a * b, 1);
  const weight = graph.constant(randomValues(size, 99), shape);
  const loss = sumAll(graph, multiply(graph, value, weight));
  graph.output('loss', loss);
  graph.gradients(loss, tensors).forEach((gradient, i) => {
    graph.output(`g${i}`, gradient);
  });
  const runtime = await compileGraph(graph.model());
  const analytic = await runtime.run(feeds(parameters));
  for (const [i, parameter] of parameters.entries()) {
    const gradient = analytic[`g${i}`]!;
    assert.deepEqual(gradient.shape, parameter.shape, `shape of gradient ${i}`);
    const numeric = new Float32Array(parameter.values.length);
    for (let k = 0; k < numeric.length; k++) {
      const lossAt = async (step: number) => {
        const moved = parameters.map((p, j) =>
          j === i ? { ...p, values: p.values.with(k, p.values[k]! + step) } : p,
        );
        return (await runtime.run(feeds(moved), ['loss']))['loss']!.data[0]!;
      };
      numeric[k] = ((await lossAt(STEP)) - (await lossAt(-STEP))) / (2 * STEP);
    }
    const scale = Math.max(0.1, ...numeric.map(Math.abs));
    gradient.data.forEach((g, k) => {
      const error = Math.abs(g - numeric[k]!) / scale;
      assert.ok(error < 2e-2, `parameter ${i}[${k}]: ${g}, finite difference ${numeric[k]}`);
    });
  }
  await runtime.dispose();
}

const STEP = 1e-2;

export function assertClose(
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance = 1e-4,
) {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs(actual[i]! - value);
    assert.ok(error <= tolerance * Math.max(1, Math.abs(value)), `[${i}] ${actual[i]} ≠ ${value}`);
  });
}

async function runOnce(graph: Graph, parameters: readonly Parameter[]) {
  const runtime = await compileGraph(graph.model());
  const outputs = await runtime.run(feeds(parameters));
  await runtime.dispose();
  return outputs;
}

function feeds(parameters: readonly Parameter[]): Record<string, Feed> {
  return Object.fromEntries(
    parameters.map((p, i) => [`p${i}`, { type: 'float32', data: p.values, shape: p.shape }]),
  );
}
