/** The same values in another arrangement: reshaped, joined, cut, shifted, picked by row. */
import type { Graph } from '../graph.ts';
import { type Dimension, resolveAxis, type Shape, type Tensor } from '../tensor.ts';
import { add } from './arithmetic.ts';

/**
 * @param target as ONNX's Reshape reads it: 0 keeps that axis, one −1 takes the rest.
 * @param shape the shape it comes to, where `target` has 0 or −1.
 */
export function reshape(
  graph: Graph,
  a: Tensor,
  target: readonly number[],
  shape: Shape = target,
): Tensor {
  const out = graph.node('Reshape', [a, graph.integers(...target)], shape, { type: a.type });
  return graph.differentiable(out, [a], [(g) => reshapeLike(graph, g, a)]);
}

/** The values of `a` in the shape of `like`. */
export function reshapeLike(graph: Graph, a: Tensor, like: Tensor): Tensor {
  const target = graph.node('Shape', [like], [like.shape.length], { type: 'int64' });
  const out = graph.node('Reshape', [a, target], like.shape);
  return graph.differentiable(out, [a], [(g) => reshapeLike(graph, g, a)]);
}

/** Adds an axis of size 1. */
export function expandAxis(graph: Graph, a: Tensor, axis: number): Tensor {
  const shape = a.shape.toSpliced(axis, 0, 1);
  const out = graph.node('Unsqueeze', [a, graph.integers(axis)], shape, { type: a.type });
  return graph.differentiable(out, [a], [(g) => dropAxis(graph, g, axis)]);
}

/** Removes an axis of size 1. @throws RangeError if it has another size. */
export function dropAxis(graph: Graph, a: Tensor, axis: number): Tensor {
  const at = resolveAxis(axis, a.shape.length);
  if (a.shape[at] !== 1) throw new RangeError(`axis ${axis} of (${a.shape.join(', ')}) is not 1`);
  const out = graph.node('Squeeze', [a, graph.integers(at)], a.shape.toSpliced(at, 1), {
    type: a.type,
  });
  return graph.differentiable(out, [a], [(g) => expandAxis(graph, g, at)]);
}

/** Joins tensors along `axis`; their sizes there must be numbers. */
export function concat(graph: Graph, parts: readonly Tensor[], axis: number): Tensor {
  const first = parts[0];
  if (!first) throw new RangeError('concat of nothing');
  const at = resolveAxis(axis, first.shape.length);
  const sizes = parts.map((part) => numberAt(part, at));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const shape = first.shape.with(at, total);
  const out = graph.node('Concat', parts, shape, { attributes: { axis: at } });
  let start = 0;
  const backward = sizes.map((size) => {
    const from = start;
    start += size;
    return (g: Tensor) => slice(graph, g, { axis: at, start: from, end: from + size });
  });
  return graph.differentiable(out, parts, backward);
}

/** Values `start` ≤ i < `end` along an axis whose size is a number. */
export function slice(
  graph: Graph,
  a: Tensor,
  range: { readonly axis: number; readonly start: number; readonly end: number },
): Tensor {
  const axis = resolveAxis(range.axis, a.shape.length);
  const size = numberAt(a, axis);
  if (!(0 <= range.start && range.start < range.end && range.end <= size)) {
    throw new RangeError(`slice ${range.start}..${range.end} of ${size}`);
  }
  const out = cut(graph, a, axis, range.start, range.end, range.end - range.start);
  return graph.differentiable(
    out,
    [a],
    [(g) => padded(graph, g, axis, [range.start, size - range.end], size)],
  );
}

/**
 * Moves the values along axis 1 by `offset` places, zeros coming in: out[t] = a[t + offset].
 * Shape: `(batch, tokens, …)`, kept.
 */
export function shiftTokens(graph: Graph, a: Tensor, offset: number): Tensor {
  if (offset === 0) return a;
  const far = 0x7fffffff;
  const wide = padded(
    graph,
    a,
    1,
    offset > 0 ? [0, offset] : [-offset, 0],
    `${String(a.shape[1])}+${Math.abs(offset)}`,
  );
  const out = cut(graph, wide, 1, Math.max(offset, 0), offset > 0 ? far : offset, a.shape[1]!);
  return graph.differentiable(out, [a], [(g) => shiftTokens(graph, g, -offset)]);
}

/**
 * Each token beside its neighbors `distance` places away: out[t] = [a[t−distance], a[t], a[t+distance]].
 * Shape: `(batch, tokens, d)` → `(batch, tokens, 3·d)`: a convolution of width 3 is then one matrix product.
 */
export function windows(graph: Graph, a: Tensor, distance: number): Tensor {
  const size = numberAt(a, 2);
  const parts = [shiftTokens(graph, a, -distance), a, shiftTokens(graph, a, distance)];
  const out = graph.node('Concat', parts, a.shape.with(2, 3 * size), { attributes: { axis: 2 } });
  return graph.differentiable(
    out,
    [a],
    [
      (g) => {
        const part = (k: number) =>
          slice(graph, g, { axis: 2, start: k * size, end: (k + 1) * size });
        return add(
          graph,
          part(1),
          add(graph, shiftTokens(graph, part(0), distance), shiftTokens(graph, part(2), -distance)),
        );
      },
    ],
  );
}

/**
 * Rows of `table` by number; a row asked for twice gets both gradients.
 * Shapes: `(rows, d)`, integer `(…)` → `(…, d)`.
 */
export function gatherRows(graph: Graph, table: Tensor, ids: Tensor): Tensor {
  const width = numberAt(table, 1);
  const out = graph.node('Gather', [table, ids], [...ids.shape, width], {
    type: table.type,
    attributes: { axis: 0 },
  });
  return graph.differentiable(
    out,
    [table],
    [
      (g) => {
        const size = graph.node('Shape', [table], [2], { type: 'int64' });
        const zeros = graph.node('Expand', [graph.scalar(0), size], table.shape);
        const wide = graph.node('Cast', [ids], ids.shape, { type: 'int64', attributes: { to: 7 } });
        const flatIds = reshape(graph, wide, [-1, 1], [`${ids.name}.count`, 1]);
        const flatG = reshape(graph, g, [-1, width], [`${ids.name}.count`, width]);
        return graph.node('ScatterND', [zeros, flatIds, flatG], table.shape, {
          attributes: { reduction: 'add' },
        });
      },
    ],
  );
}

function padded(
  graph: Graph,
  a: Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  size: Dimension,
): Tensor {
  const rank = a.shape.length;
  const pads = Array.from({ length: 2 * rank }, () => 0);
  pads[axis] = before;
  pads[rank + axis] = after;
  return graph.node('Pad', [a, graph.integers(...pads)], a.shape.with(axis, size));
}

function cut(
  graph: Graph,
  a: Tensor,
  axis: number,
  start: number,
  end: number,
  size: Dimension,
): Tensor {
  const bounds = [start, end, axis].map((value) => graph.integers(value));
  return graph.node('Slice', [a, ...bounds], a.shape.with(axis, size), { type: a.type });
}

function numberAt(a: Tensor, axis: number): number {
  const size = a.shape[axis];
  if (typeof size !== 'number') {
    throw new RangeError(`axis ${axis} of (${a.shape.join(', ')}) has no fixed size`);
  }
  return size;
}
