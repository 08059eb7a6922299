/** From many values along one axis to one: sums, means, largest, softmax. */
import type { Graph } from '../graph.ts';
import { resolveAxis, type Shape, type Tensor } from '../tensor.ts';
import { add, broadcastLike, divide, multiply, scale, subtract, sumTo } from './arithmetic.ts';
import { exponential, logarithm, toFloat } from './functions.ts';

/** Sum along `axis`, which stays with size 1. */
export function sumAlong(graph: Graph, a: Tensor, axis: number): Tensor {
  return sumTo(graph, a, keepAxis(a, axis));
}

/** Sum of all values; shape (). */
export function sumAll(graph: Graph, a: Tensor): Tensor {
  return sumTo(graph, a, []);
}

/** Mean of all values; shape (). */
export function meanAll(graph: Graph, a: Tensor): Tensor {
  const axes = a.shape.map((_, i) => i);
  const out = graph.node('ReduceMean', [a], [], { attributes: { axes, keepdims: 0 } });
  return graph.differentiable(
    out,
    [a],
    [
      (g) => {
        const size = graph.node('Cast', [graph.node('Size', [a], [], { type: 'int64' })], [], {
          attributes: { to: 1 },
        });
        return broadcastLike(graph, divide(graph, g, size), a);
      },
    ],
  );
}

/** Largest along `axis`, which stays with size 1; equal largest values share the gradient. */
export function maxAlong(graph: Graph, a: Tensor, axis: number): Tensor {
  const shape = keepAxis(a, axis);
  const axes = [resolveAxis(axis, a.shape.length)];
  const out = graph.node('ReduceMax', [a], shape, { attributes: { axes, keepdims: 1 } });
  return graph.differentiable(
    out,
    [a],
    [
      (g) => {
        const largest = toFloat(graph, graph.node('Equal', [a, out], a.shape, { type: 'bool' }));
        return multiply(graph, largest, divide(graph, g, sumAlong(graph, largest, axis)));
      },
    ],
  );
}

/** Smallest along `axis`, which stays with size 1. */
export function minAlong(graph: Graph, a: Tensor, axis: number): Tensor {
  return scale(graph, maxAlong(graph, scale(graph, a, -1), axis), -1);
}

/** eᵃ / Σ eᵃ along the last axis */
export function softmax(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Softmax', [a], a.shape, { attributes: { axis: -1 } });
  return graph.differentiable(
    out,
    [a],
    [
      (g) => {
        const weighted = multiply(graph, g, out);
        return subtract(graph, weighted, multiply(graph, out, sumAlong(graph, weighted, -1)));
      },
    ],
  );
}

/** ln softmax(a) along the last axis */
export function logSoftmax(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('LogSoftmax', [a], a.shape, { attributes: { axis: -1 } });
  return graph.differentiable(
    out,
    [a],
    [(g) => subtract(graph, g, multiply(graph, exponential(graph, out), sumAlong(graph, g, -1)))],
  );
}

/** ln Σ eᵃ along `axis`, which stays with size 1; shifted by the largest value, so nothing overflows. */
export function logSumExp(graph: Graph, a: Tensor, axis: number): Tensor {
  const axes = [resolveAxis(axis, a.shape.length)];
  const top = graph.node('ReduceMax', [a], keepAxis(a, axis), {
    attributes: { axes, keepdims: 1 },
  });
  const shifted = exponential(graph, subtract(graph, a, top));
  return add(graph, logarithm(graph, sumAlong(graph, shifted, axis)), top);
}

function keepAxis(a: Tensor, axis: number): Shape {
  const resolved = resolveAxis(axis, a.shape.length);
  return a.shape.map((size, i) => (i === resolved ? 1 : size));
}
