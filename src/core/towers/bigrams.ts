/**
 * The bag of subwords and of known pairs of neighbors: what stands beside what, at the cost of a second bag.
 *
 * embedding = unit(Σ f(c)·e^w·E + Σ f(c)·e^v·B), the second sum over the text's pairs of neighboring tokens that
 * `bigramTable` knows. B starts at 0, so training starts from the bag. Source of the idea: Pagliardini, Gupta and Jaggi
 * (Sent2Vec), 2018.
 */
import type { Graph } from '../graph/graph.ts';
import { add, divide, multiply } from '../graph/operations/arithmetic.ts';
import { exponential } from '../graph/operations/functions.ts';
import { unitLength } from '../graph/operations/normalize.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type BagShape, bagParameters, bagStates, bagWeights } from './bag.ts';
import type { Emphasis } from './emphasis.ts';
import type { ParameterSpec, TokenRows, Tower } from './tower.ts';
import type { Weights } from './weights.ts';

export interface BigramsShape extends BagShape {
  /** Known pairs. */
  readonly bigrams: number;
  readonly emphasis?: Emphasis;
}

/** The list of known pairs, `(count, 2)`; no number of it is trained. */
export const BIGRAM_TOKENS = 'bigramTokens';

export function bigrams(shape: BigramsShape): Tower {
  return {
    kind: 'bigrams',
    dimensions: shape.dimensions,
    ordered: false,
    bigrams: shape.bigrams,
    ...(shape.emphasis ? { emphasis: shape.emphasis } : {}),
    parameters: [...bagParameters(shape), ...bigramParameters(shape)],
    build(graph, weights, input) {
      const pairs = input.bigrams;
      if (!pairs) throw new RangeError('a tower of bigrams needs the bigrams of its input');
      const tokenWeights = bagWeights(graph, weights, input);
      const pairWeights = bigramWeights(graph, weights, pairs);
      const sum = add(
        graph,
        weights.weightedRows('tokens', input.ids, tokenWeights),
        weights.weightedRows('bigrams', pairs.ids, pairWeights),
      );
      return {
        embedding: unitLength(graph, sum),
        tokenStates: () => {
          const squares = sumAlong(graph, multiply(graph, sum, sum), 1);
          const length = graph.node('Sqrt', [squares], squares.shape);
          const count = sumAlong(graph, input.mask, 1);
          const factor = multiply(graph, pairWeights, divide(graph, count, length));
          return add(
            graph,
            bagStates(graph, weights, { ids: input.ids, tokenWeights, input, sum }),
            multiply(graph, weights.rows('bigrams', pairs.ids), expandAxis(graph, factor, 2)),
          );
        },
      };
    },
  };
}

/** mask · f(c) · e^v: `(batch, pairs)` */
function bigramWeights(graph: Graph, weights: Weights, pairs: TokenRows): Tensor {
  const learned = dropAxis(graph, weights.rows('bigramWeights', pairs.ids), 2);
  return multiply(graph, exponential(graph, learned), multiply(graph, pairs.frequency, pairs.mask));
}

function bigramParameters({ bigrams: count, dimensions }: BigramsShape): ParameterSpec[] {
  const perRow = { perToken: true, rows: 'bigrams' } as const;
  return [
    {
      name: BIGRAM_TOKENS,
      shape: [count, 2],
      initial: { kind: 'bigrams' },
      perToken: false,
      fixed: true,
    },
    {
      name: 'bigrams',
      shape: [count, dimensions],
      initial: { kind: 'constant', value: 0 },
      ...perRow,
    },
    { name: 'bigramWeights', shape: [count, 1], initial: { kind: 'bigram-log-idf' }, ...perRow },
  ];
}
