/** The Euclidean-distance loss: every pair toward its own target distance. */
import type { Graph } from '../../graph/graph.ts';
import { add, divide, multiply, scale, shift } from '../../graph/operations/arithmetic.ts';
import { square } from '../../graph/operations/functions.ts';
import { sumAll } from '../../graph/operations/reduce.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { distances, type Loss } from './loss.ts';

export interface EuclideanDistanceOptions {
  /** α: the distance matches are drawn to, 0..2. */
  readonly matchDistance: number;
  /** The distance non-matches are drawn to, 0..2; √2 is unrelated (orthogonal), 2 opposite. */
  readonly nonMatchDistance: number;
}

/**
 * mean_i (d(aᵢ, pᵢ) − α)² + mean_(i,j not a match) (d(aᵢ, pⱼ) − β)². Minimum 0.
 * A regression: it says what a distance should be, not which of two should be smaller, so that a distance
 * read off the encoder means something by itself.
 */
export function euclideanDistance(
  { matchDistance, nonMatchDistance }: EuclideanDistanceOptions = {
    matchDistance: 0,
    nonMatchDistance: Math.SQRT2,
  },
): Loss {
  return {
    name: 'euclideanDistance',
    learned: {},
    build(graph, input) {
      const all = distances(graph, input);
      const off = (target: number) => square(graph, shift(graph, all, -target));
      return add(
        graph,
        meanWhere(graph, off(matchDistance), input.identity),
        meanWhere(graph, off(nonMatchDistance), input.negatives),
      );
    },
  };
}

/** Mean of `values` where `mask` is 1; 0 where it is nowhere. Shape () */
export function meanWhere(graph: Graph, values: Tensor, mask: Tensor): Tensor {
  const count = graph.node('Max', [sumAll(graph, mask), graph.scalar(1)], []);
  return divide(graph, sumAll(graph, multiply(graph, values, mask)), count);
}

/** `values`, with `filler` added where `mask` is 0: for a smallest value over the mask. */
export function pushOut(graph: Graph, values: Tensor, mask: Tensor, filler: number): Tensor {
  return add(graph, values, scale(graph, shift(graph, mask, -1), -filler));
}
