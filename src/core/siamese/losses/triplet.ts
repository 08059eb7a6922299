/** The triplet loss: the anchor nearer to its positive than to a negative, by a margin. */
import type { Graph } from '../../graph/graph.ts';
import { multiply, shift, subtract } from '../../graph/operations/arithmetic.ts';
import { greater, rectify } from '../../graph/operations/functions.ts';
import { meanAll, minAlong, sumAlong } from '../../graph/operations/reduce.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { pushOut } from './euclideanDistance.ts';
import { type Loss, type LossInput, squaredDistances } from './loss.ts';

/**
 * Which negative of the batch stands against an anchor. random: the next pair's positive (batches are shuffled);
 * hardest: the nearest; semiHard: the nearest of those farther than the positive.
 */
export type Mining = 'random' | 'semiHard' | 'hardest';

export interface TripletOptions {
  /** On squared distances, 0..4. */
  readonly margin: number;
  readonly mining: Mining;
}

/** Farther than any squared distance plus any margin: an anchor without a negative then loses nothing. */
const OUT_OF_REACH = 99;

/**
 * mean_i max(0, d²(aᵢ, pᵢ) − d²(aᵢ, nᵢ) + margin). Minimum 0.
 * Source: Schroff, Kalenichenko and Philbin (FaceNet), 2015.
 */
export function triplet({ margin, mining }: TripletOptions): Loss {
  return {
    name: { random: 'tripletRandom', semiHard: 'tripletSemiHard', hardest: 'tripletHardest' }[
      mining
    ],
    learned: {},
    build(graph, input) {
      const all = squaredDistances(graph, input);
      const toPositive = sumAlong(graph, multiply(graph, all, input.identity), 1);
      const mask = allowedNegatives(graph, input, mining, { all, toPositive });
      const toNegative = minAlong(graph, pushOut(graph, all, mask, OUT_OF_REACH), 1);
      return meanAll(
        graph,
        rectify(graph, shift(graph, subtract(graph, toPositive, toNegative), margin)),
      );
    },
  };
}

function allowedNegatives(
  graph: Graph,
  input: LossInput,
  mining: Mining,
  squared: { readonly all: Tensor; readonly toPositive: Tensor },
): Tensor {
  switch (mining) {
    case 'hardest':
      return input.negatives;
    case 'semiHard':
      return multiply(graph, input.negatives, greater(graph, squared.all, squared.toPositive));
    case 'random':
      return multiply(graph, input.negatives, nextColumn(graph, input.identity));
  }
}

/** The columns moved one to the right, the last coming first. */
function nextColumn(graph: Graph, a: Tensor): Tensor {
  const cut = (start: number, end: number) =>
    graph.node('Slice', [a, ...[start, end, 1].map((n) => graph.integers(n))], a.shape);
  return graph.node('Concat', [cut(-1, 0x7fffffff), cut(0, -1)], a.shape, {
    attributes: { axis: 1 },
  });
}
