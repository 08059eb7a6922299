/** How much a token of a text weighs by where it stands: names and signatures come first, and so do summaries. */
import type { Graph } from '../graph/graph.ts';
import { divide, multiply, scale, shift } from '../graph/operations/arithmetic.ts';
import type { Tensor } from '../graph/tensor.ts';

/**
 * A token that stands at the places k (from 0) weighs (Σ (1 + k/reach)^−decay)^repetition; without emphasis 1 + ln of how
 * often it stands.
 */
export interface Emphasis {
  /** Places over which the weight falls to 2^−decay. */
  readonly reach: number;
  /** 0: every place weighs the same. */
  readonly decay: number;
  /** 0: only whether a token stands matters, 1: each time it stands counts in full. */
  readonly repetition: number;
}

export function placeWeight({ reach, decay }: Emphasis, place: number): number {
  return (1 + place / reach) ** -decay;
}

/** `placeWeight` of every token of texts whose padding is at their ends. mask `(batch, tokens)` → the same */
export function placeWeights(graph: Graph, { reach, decay }: Emphasis, mask: Tensor): Tensor {
  const axis = graph.constant(Int32Array.of(1), []);
  const upTo = graph.node('CumSum', [mask, axis], mask.shape);
  const stretched = shift(graph, scale(graph, upTo, 1 / reach), 1 - 1 / reach);
  return graph.node('Pow', [stretched, graph.scalar(-decay)], mask.shape);
}

/**
 * Weights whose sum over the places of a token is what it weighs.
 * @param sums Σ of `places` over the places of the same token, above 0 throughout
 */
export function emphasized(
  graph: Graph,
  { repetition }: Emphasis,
  sums: Tensor,
  places: Tensor,
): Tensor {
  const weight = graph.node('Pow', [sums, graph.scalar(repetition)], sums.shape);
  return multiply(graph, divide(graph, weight, sums), places);
}
