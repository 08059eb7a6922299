/** Align and uniform: positives together, everything else spread over the sphere. */
import type { Graph } from '../../graph/graph.ts';
import { add, scale, shift } from '../../graph/operations/arithmetic.ts';
import { exponential, logarithm } from '../../graph/operations/functions.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { meanWhere } from './euclideanDistance.ts';
import { type Loss, type LossInput, squaredDistances } from './loss.ts';

/** t of the paper. */
const SHARPNESS = 2;
/** Keeps the logarithm finite in a batch without negatives, where the term is then constant. */
const FLOOR = 1e-9;

/**
 * mean_i d²(aᵢ, pᵢ) + w·½·[U(a) + U(p)], U(x) = ln mean_(i,j not a match) e^(−2·d²(xᵢ, xⱼ)).
 * Source: Wang and Isola, 2020.
 */
export function alignUniform(
  { uniformWeight }: { readonly uniformWeight: number } = { uniformWeight: 1 },
): Loss {
  return {
    name: 'alignUniform',
    learned: {},
    build(graph, input) {
      const align = meanWhere(graph, squaredDistances(graph, input), input.identity);
      const uniform = add(
        graph,
        uniformity(graph, input, input.anchors),
        uniformity(graph, input, input.positives),
      );
      return add(graph, align, scale(graph, uniform, uniformWeight / 2));
    },
  };
}

function uniformity(graph: Graph, input: LossInput, side: Tensor): Tensor {
  const within = squaredDistances(graph, { ...input, anchors: side, positives: side });
  const potential = meanWhere(
    graph,
    exponential(graph, scale(graph, within, -SHARPNESS)),
    input.negatives,
  );
  return logarithm(graph, shift(graph, potential, FLOOR));
}
