/**
 * The gated convolution tower: the bag, plus a narrow network that reads the tokens in order.
 *
 * A second, narrower embedding per token passes gated convolutions (Dauphin et al., 2017) of width 3 at growing
 * distances, each written as one matrix product over a token and its two neighbors: dense products are what CPUs
 * quantise and multiply best, and a per-channel convolution is not. What the network read then acts twice:
 * it re-weighs the bag's tokens, and it adds its own attention-pooled summary. Both start at no effect, so
 * training starts from the bag.
 */
import type { Graph } from '../graph/graph.ts';
import { add, multiply, scale } from '../graph/operations/arithmetic.ts';
import { exponential, hyperbolicTangent, sigmoid } from '../graph/operations/functions.ts';
import { matMul, swapLast } from '../graph/operations/matrix.ts';
import { layerNorm, unitLength } from '../graph/operations/normalize.ts';
import { softmax } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis, reshape, slice, windows } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type BagShape, bagParameters, bagStates, bagWeights } from './bag.ts';
import { type ParameterSpec, spread, type Tower, type TowerInput } from './tower.ts';
import type { Weights } from './weights.ts';

export interface CnnShape extends BagShape {
  readonly width: number;
  /** Distance of the two neighbors, per block: 1, 2, 4 lets a token see seven places either way. */
  readonly distances: readonly number[];
  /** Summaries pooled side by side. */
  readonly heads: number;
}

/** A token's weight changes by at most e^±2: enough to drop or lift one, too little to let one decide alone (guess). */
const LARGEST_LOG_FACTOR = 2;
/** Logits of padding in a softmax: far below any other, far above what overflows. */
const PADDING_LOGIT = -1e4;

export function cnn(shape: CnnShape): Tower {
  const { width, heads } = shape;
  return {
    kind: 'cnn',
    dimensions: shape.dimensions,
    ordered: true,
    parameters: [...bagParameters(shape), ...mixerParameters(shape)],
    build(graph, weights, input) {
      const states = mix(graph, weights, input, shape);
      const scores = add(
        graph,
        weights.linear('attention', states),
        weights.whole('attentionBias'),
      );
      const bagFactor = dropAxis(graph, slice(graph, scores, { axis: 2, start: 0, end: 1 }), 2);
      const tokenWeights = multiply(
        graph,
        bagWeights(graph, weights, input),
        exponential(graph, scale(graph, hyperbolicTangent(graph, bagFactor), LARGEST_LOG_FACTOR)),
      );
      const sum = weights.weightedRows('tokens', input.ids, tokenWeights);
      const padding = scale(graph, add(graph, input.mask, graph.scalar(-1)), -PADDING_LOGIT);
      const logits = add(
        graph,
        swapLast(graph, slice(graph, scores, { axis: 2, start: 1, end: 1 + heads })),
        expandAxis(graph, padding, 1),
      );
      const pooled = reshape(
        graph,
        matMul(graph, softmax(graph, logits), states),
        [-1, heads * width],
        [input.ids.shape[0]!, heads * width],
      );
      const summary = weights.linear('summary', pooled);
      return {
        embedding: unitLength(graph, add(graph, unitLength(graph, sum), summary)),
        tokenStates: () =>
          add(
            graph,
            bagStates(graph, weights, { ids: input.ids, tokenWeights, input, sum }),
            expandAxis(graph, summary, 1),
          ),
      };
    },
  };
}

/** `(batch, tokens, width)`: every token as the convolutions read it. */
function mix(graph: Graph, weights: Weights, input: TowerInput, shape: CnnShape): Tensor {
  const mask = expandAxis(graph, input.mask, 2);
  let states = weights.rows('context', input.ids);
  shape.distances.forEach((distance, i) => {
    const norm = layerNorm(
      graph,
      states,
      weights.whole(`block${i}.gain`),
      weights.whole(`block${i}.bias`),
    );
    const seen = windows(graph, multiply(graph, norm, mask), distance);
    const inner = add(
      graph,
      weights.linear(`block${i}.in`, seen),
      weights.whole(`block${i}.inBias`),
    );
    const value = slice(graph, inner, { axis: 2, start: 0, end: shape.width });
    const gate = slice(graph, inner, { axis: 2, start: shape.width, end: 2 * shape.width });
    const gated = multiply(graph, value, sigmoid(graph, gate));
    states = add(graph, states, weights.linear(`block${i}.out`, gated));
  });
  return layerNorm(graph, states, weights.whole('mixed.gain'), weights.whole('mixed.bias'));
}

function mixerParameters({ vocabulary, dimensions, width, distances, heads }: CnnShape) {
  const dense = (name: string, shape: number[], initial: ParameterSpec['initial']) => ({
    name,
    shape,
    initial,
    perToken: false,
  });
  const zero = { kind: 'constant', value: 0 } as const;
  const one = { kind: 'constant', value: 1 } as const;
  return [
    { name: 'context', shape: [vocabulary, width], initial: spread(1), perToken: true },
    ...distances.flatMap((_, i) => [
      dense(`block${i}.gain`, [width], one),
      dense(`block${i}.bias`, [width], zero),
      dense(`block${i}.in`, [3 * width, 2 * width], spread(3 * width)),
      dense(`block${i}.inBias`, [2 * width], zero),
      dense(`block${i}.out`, [width, width], spread(width)),
    ]),
    dense('mixed.gain', [width], one),
    dense('mixed.bias', [width], zero),
    dense('attention', [width, 1 + heads], zero),
    dense('attentionBias', [1 + heads], zero),
    dense('summary', [heads * width, dimensions], zero),
  ];
}
