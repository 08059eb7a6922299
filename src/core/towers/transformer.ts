/**
 * The transformer tower: a small BERT-like encoder (Vaswani et al., 2017; Devlin et al., 2019), pre-norm
 * (Xiong et al., 2020: trains without a long warm-up), mean-pooled.
 */
import type { Graph } from '../graph/graph.ts';
import { add, divide, scale, shift } from '../graph/operations/arithmetic.ts';
import { silu } from '../graph/operations/functions.ts';
import { matMul, transpose } from '../graph/operations/matrix.ts';
import { layerNorm, unitLength } from '../graph/operations/normalize.ts';
import { softmax, sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis, gatherRows, reshape } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { repeatOverTokens } from './lstm.ts';
import { type ParameterSpec, spread, type Tower } from './tower.ts';
import type { Weights } from './weights.ts';

export interface TransformerShape {
  readonly vocabulary: number;
  readonly dimensions: number;
  readonly width: number;
  readonly layers: number;
  /** Divides `width`. */
  readonly heads: number;
  /** Longer texts are cut. */
  readonly maxTokens: number;
}

/** The inner width of the feed-forward part over the outer, as in the sources. */
const EXPANSION = 4;
const PADDING_LOGIT = -1e4;

export function transformer(shape: TransformerShape): Tower {
  return {
    kind: 'transformer',
    dimensions: shape.dimensions,
    ordered: true,
    maxTokens: shape.maxTokens,
    parameters: parametersOf(shape),
    build(graph, weights, input) {
      let states = add(
        graph,
        weights.rows('tokens', input.ids),
        positions(graph, weights, input.ids),
      );
      for (let i = 0; i < shape.layers; i++) {
        states = layer(graph, weights, { states, mask: input.mask, name: `layer${i}`, shape });
      }
      const normed = norm(graph, weights, states, 'final');
      const pooled = matMul(graph, expandAxis(graph, input.mask, 1), normed);
      const mean = divide(graph, dropAxis(graph, pooled, 1), sumAlong(graph, input.mask, 1));
      const embedding = unitLength(graph, weights.linear('summary', mean));
      return { embedding, tokenStates: () => repeatOverTokens(graph, embedding, input.mask) };
    },
  };
}

function layer(
  graph: Graph,
  weights: Weights,
  at: {
    readonly states: Tensor;
    readonly mask: Tensor;
    readonly name: string;
    readonly shape: TransformerShape;
  },
): Tensor {
  const { name } = at;
  const attended = add(graph, at.states, attention(graph, weights, at));
  const inner = silu(
    graph,
    weights.linear(`${name}.expand`, norm(graph, weights, attended, `${name}.second`)),
  );
  return add(graph, attended, weights.linear(`${name}.contract`, inner));
}

function attention(
  graph: Graph,
  weights: Weights,
  { states, mask, name, shape }: Parameters<typeof layer>[2],
): Tensor {
  const { heads, width } = shape;
  const size = width / heads;
  const [batch, tokens] = states.shape as [string, string];
  const normed = norm(graph, weights, states, `${name}.first`);
  const split = (part: string, order: readonly number[]) =>
    transpose(
      graph,
      reshape(
        graph,
        weights.linear(`${name}.${part}`, normed),
        [0, 0, heads, size],
        [batch, tokens, heads, size],
      ),
      order,
    );
  const logits = scale(
    graph,
    matMul(graph, split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1])),
    1 / Math.sqrt(size),
  );
  const padding = scale(graph, shift(graph, mask, -1), -PADDING_LOGIT);
  const masked = add(graph, logits, expandAxis(graph, expandAxis(graph, padding, 1), 1));
  const mixed = matMul(graph, softmax(graph, masked), split('value', [0, 2, 1, 3]));
  const joined = reshape(
    graph,
    transpose(graph, mixed, [0, 2, 1, 3]),
    [0, 0, width],
    [batch, tokens, width],
  );
  return weights.linear(`${name}.output`, joined);
}

/** Learned, one per place in the text: `(tokens, width)`. */
function positions(graph: Graph, weights: Weights, ids: Tensor): Tensor {
  const shape = graph.node('Shape', [ids], [2], { type: 'int64' });
  const count = graph.node('Gather', [shape, graph.constant(BigInt64Array.of(1n), [])], [], {
    type: 'int64',
    attributes: { axis: 0 },
  });
  const zero = graph.constant(BigInt64Array.of(0n), []);
  const one = graph.constant(BigInt64Array.of(1n), []);
  const places = graph.node('Range', [zero, count, one], [ids.shape[1]!], { type: 'int64' });
  return gatherRows(graph, weights.whole('positions'), places);
}

function norm(graph: Graph, weights: Weights, states: Tensor, name: string): Tensor {
  return layerNorm(graph, states, weights.whole(`${name}.gain`), weights.whole(`${name}.bias`));
}

function parametersOf(shape: TransformerShape): ParameterSpec[] {
  const { vocabulary, dimensions, width, layers, heads, maxTokens } = shape;
  if (width % heads !== 0) throw new RangeError(`width ${width} in ${heads} heads`);
  const dense = (name: string, size: number[], initial = spread(size[0]!)): ParameterSpec => ({
    name,
    shape: size,
    initial,
    perToken: false,
  });
  const norms = (name: string) => [
    dense(`${name}.gain`, [width], { kind: 'constant', value: 1 }),
    dense(`${name}.bias`, [width], { kind: 'constant', value: 0 }),
  ];
  return [
    { name: 'tokens', shape: [vocabulary, width], initial: spread(1), perToken: true },
    dense('positions', [maxTokens, width], { kind: 'normal', deviation: 0.1 }),
    ...Array.from({ length: layers }, (_, i) => [
      ...norms(`layer${i}.first`),
      ...['query', 'key', 'value', 'output'].map((part) =>
        dense(`layer${i}.${part}`, [width, width]),
      ),
      ...norms(`layer${i}.second`),
      dense(`layer${i}.expand`, [width, EXPANSION * width]),
      dense(`layer${i}.contract`, [EXPANSION * width, width]),
    ]).flat(),
    ...norms('final'),
    dense('summary', [width, dimensions]),
  ];
}
