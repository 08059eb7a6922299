/** Matrix products and transposition. */
import type { Graph } from '../graph.ts';
import { sameShape, type Tensor } from '../tensor.ts';
import { reshape } from './shape.ts';

/**
 * a·b over the last two axes.
 * Shapes: `(…, rows, inner) · (inner, columns)` or, with equal leading axes, `(…, inner, columns)`.
 * @throws RangeError where inner sizes or leading axes differ.
 */
export function matMul(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const leading = a.shape.slice(0, -2);
  const shared = b.shape.length === 2;
  if (a.shape.at(-1) !== b.shape.at(-2) || !(shared || sameShape(leading, b.shape.slice(0, -2)))) {
    throw new RangeError(`matMul of (${a.shape.join(', ')}) and (${b.shape.join(', ')})`);
  }
  const out = graph.node('MatMul', [a, b], [...a.shape.slice(0, -1), b.shape.at(-1)!]);
  return graph.differentiable(
    out,
    [a, b],
    [
      (g) => matMul(graph, g, swapLast(graph, b)),
      (g) => {
        if (!shared || a.shape.length === 2) return matMul(graph, swapLast(graph, a), g);
        const rows = `${a.name}.rows`;
        const flatA = reshape(graph, a, [-1, a.shape.at(-1) as number], [rows, a.shape.at(-1)!]);
        const flatG = reshape(graph, g, [-1, g.shape.at(-1) as number], [rows, g.shape.at(-1)!]);
        return matMul(graph, swapLast(graph, flatA), flatG);
      },
    ],
  );
}

/** Reorders the axes: output axis i is input axis `order[i]`. */
export function transpose(graph: Graph, a: Tensor, order: readonly number[]): Tensor {
  const out = graph.node(
    'Transpose',
    [a],
    order.map((axis) => a.shape[axis]!),
    { attributes: { perm: order } },
  );
  const inverse = order.map((_, i) => order.indexOf(i));
  return graph.differentiable(out, [a], [(g) => transpose(graph, g, inverse)]);
}

/** Swaps the last two axes. */
export function swapLast(graph: Graph, a: Tensor): Tensor {
  const rank = a.shape.length;
  const order = a.shape.map((_, i) => i);
  order[rank - 2] = rank - 1;
  order[rank - 1] = rank - 2;
  return transpose(graph, a, order);
}

/**
 * Σ weight·row over the rows of `table` that each text names, as one product with a dense matrix of weights: no row is copied
 * for each place it is named at. Pays where the texts together name few rows of a table that is wide. A row named twice counts
 * twice; no gradient flows to `weights`.
 * Shapes: `(rows, d)`, integer `(batch, tokens)`, `(batch, tokens)` → `(batch, d)`.
 */
export function sumRows(graph: Graph, table: Tensor, ids: Tensor, weights: Tensor): Tensor {
  const first = { type: 'int64', attributes: { start: 0, end: 1 } } as const;
  const counts = [ids, table].map((of) => graph.node('Shape', [of], [1], first));
  const size = graph.node('Concat', counts, [2], { type: 'int64', attributes: { axis: 0 } });
  const shape = [ids.shape[0]!, table.shape[0]!];
  const zeros = graph.node('Expand', [graph.scalar(0), size], shape);
  const dense = graph.node('ScatterElements', [zeros, ids, weights], shape, {
    attributes: { axis: 1, reduction: 'add' },
  });
  return matMul(graph, dense, table);
}
