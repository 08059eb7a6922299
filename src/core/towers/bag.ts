/**
 * The bag of subwords: a weighted sum of token embeddings, order ignored.
 *
 * embedding = unit(Σ f(c)·e^w·E), with f(c) = 1 + ln c for a token that stands c times (sub-linear term frequency,
 * Salton and Buckley, 1988) and a learned log-weight w per token that starts at its ln IDF: an IDF start alone
 * beat an unweighted random bag by two thirds on doc → function.
 */
import type { Graph } from '../graph/graph.ts';
import { divide, multiply } from '../graph/operations/arithmetic.ts';
import { exponential } from '../graph/operations/functions.ts';
import { unitLength } from '../graph/operations/normalize.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type ParameterSpec, spread, type Tower, type TowerInput } from './tower.ts';
import type { Weights } from './weights.ts';

export interface BagShape {
  readonly vocabulary: number;
  readonly dimensions: number;
}

export function bag(shape: BagShape): Tower {
  return {
    kind: 'bag',
    dimensions: shape.dimensions,
    ordered: false,
    parameters: bagParameters(shape),
    build(graph, weights, input) {
      const tokenWeights = bagWeights(graph, weights, input);
      const sum = weights.weightedRows('tokens', input.ids, tokenWeights);
      return {
        embedding: unitLength(graph, sum),
        tokenStates: () => bagStates(graph, weights, { ids: input.ids, tokenWeights, input, sum }),
      };
    },
  };
}

export function bagParameters({ vocabulary, dimensions }: BagShape): ParameterSpec[] {
  return [
    {
      name: 'tokens',
      shape: [vocabulary, dimensions],
      initial: spread(dimensions),
      perToken: true,
    },
    { name: 'tokenWeights', shape: [vocabulary, 1], initial: { kind: 'log-idf' }, perToken: true },
  ];
}

/** mask · f(c) · e^w: `(batch, tokens)` */
export function bagWeights(graph: Graph, weights: Weights, input: TowerInput): Tensor {
  const learned = dropAxis(graph, weights.rows('tokenWeights', input.ids), 2);
  return multiply(graph, exponential(graph, learned), multiply(graph, input.frequency, input.mask));
}

/** Per token n·weight·E/‖Σ‖: their mean over the n tokens is the sum brought to unit length. */
export function bagStates(
  graph: Graph,
  weights: Weights,
  parts: {
    readonly ids: Tensor;
    readonly tokenWeights: Tensor;
    readonly input: TowerInput;
    readonly sum: Tensor;
  },
): Tensor {
  const count = sumAlong(graph, parts.input.mask, 1);
  const squares = sumAlong(graph, multiply(graph, parts.sum, parts.sum), 1);
  const length = graph.node('Sqrt', [squares], squares.shape);
  const factor = multiply(graph, parts.tokenWeights, divide(graph, count, length));
  return multiply(graph, weights.rows('tokens', parts.ids), expandAxis(graph, factor, 2));
}
