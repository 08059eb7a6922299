/** Sums, differences, products and quotients of two tensors, broadcasting as NumPy does. */
import type { Graph } from '../graph.ts';
import { broadcastShapes, type Shape, sameShape, type Tensor } from '../tensor.ts';

/** a + b */
export function add(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const out = graph.node('Add', [a, b], broadcastShapes(a.shape, b.shape));
  return graph.differentiable(
    out,
    [a, b],
    [(g) => sumTo(graph, g, a.shape), (g) => sumTo(graph, g, b.shape)],
  );
}

/** a − b */
export function subtract(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const out = graph.node('Sub', [a, b], broadcastShapes(a.shape, b.shape));
  return graph.differentiable(
    out,
    [a, b],
    [(g) => sumTo(graph, g, a.shape), (g) => sumTo(graph, scale(graph, g, -1), b.shape)],
  );
}

/** a · b, element by element */
export function multiply(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const out = graph.node('Mul', [a, b], broadcastShapes(a.shape, b.shape));
  return graph.differentiable(
    out,
    [a, b],
    [
      (g) => sumTo(graph, multiply(graph, g, b), a.shape),
      (g) => sumTo(graph, multiply(graph, g, a), b.shape),
    ],
  );
}

/** a / b, element by element */
export function divide(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const out = graph.node('Div', [a, b], broadcastShapes(a.shape, b.shape));
  return graph.differentiable(
    out,
    [a, b],
    [
      (g) => sumTo(graph, divide(graph, g, b), a.shape),
      (g) => sumTo(graph, scale(graph, divide(graph, multiply(graph, g, out), b), -1), b.shape),
    ],
  );
}

/** factor · a */
export function scale(graph: Graph, a: Tensor, factor: number): Tensor {
  const out = graph.node('Mul', [a, graph.scalar(factor)], a.shape);
  return graph.differentiable(out, [a], [(g) => scale(graph, g, factor)]);
}

/** a + term */
export function shift(graph: Graph, a: Tensor, term: number): Tensor {
  const out = graph.node('Add', [a, graph.scalar(term)], a.shape);
  return graph.differentiable(out, [a], [(g) => g]);
}

/** Sums `a` over the axes along which `shape` was broadcast to it. @throws RangeError if it was not. */
export function sumTo(graph: Graph, a: Tensor, shape: Shape): Tensor {
  if (sameShape(a.shape, shape)) return a;
  const extra = a.shape.length - shape.length;
  if (extra < 0) {
    throw new RangeError(`cannot sum (${a.shape.join(', ')}) to (${shape.join(', ')})`);
  }
  const leading = Array.from({ length: extra }, (_, i) => i);
  const inner = a.shape.slice(extra);
  const stretched = shape.flatMap((size, i) => (size === inner[i] ? [] : [i]));
  if (stretched.some((i) => shape[i] !== 1)) {
    throw new RangeError(`cannot sum (${a.shape.join(', ')}) to (${shape.join(', ')})`);
  }
  let out = a;
  if (leading.length > 0) {
    const from = out;
    out = graph.differentiable(
      graph.node('ReduceSum', [from, graph.integers(...leading)], inner, {
        attributes: { keepdims: 0 },
      }),
      [from],
      [(g) => broadcastLike(graph, g, from)],
    );
  }
  if (stretched.length > 0) {
    const from = out;
    out = graph.differentiable(
      graph.node('ReduceSum', [from, graph.integers(...stretched)], shape, {
        attributes: { keepdims: 1 },
      }),
      [from],
      [(g) => broadcastLike(graph, g, from)],
    );
  }
  return out;
}

/** Repeats `a` to the shape of `like`. */
export function broadcastLike(graph: Graph, a: Tensor, like: Tensor): Tensor {
  if (sameShape(a.shape, like.shape)) return a;
  broadcastShapes(a.shape, like.shape);
  const target = graph.node('Shape', [like], [like.shape.length], { type: 'int64' });
  const out = graph.node('Expand', [a, target], like.shape);
  return graph.differentiable(out, [a], [(g) => sumTo(graph, g, a.shape)]);
}
