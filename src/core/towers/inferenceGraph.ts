/** The encoder as one graph: token ids in, embeddings out; term frequencies, pooling and unit length inside it. */
import { Graph, type GraphModel } from '../graph/graph.ts';
import { add, divide, multiply, shift } from '../graph/operations/arithmetic.ts';
import { logarithm, toFloat } from '../graph/operations/functions.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { int8Weights } from './int8Weights.ts';
import type { StoredTensor } from './parameterFile.ts';
import type { Ranges } from './ranges.ts';
import type { Tower, TowerInput } from './tower.ts';
import { floatWeights } from './weights.ts';

export type Precision = 'float' | 'int8';

/**
 * Inputs as transformers.js feeds them: `input_ids`, `attention_mask`, `(batch, tokens)` int64.
 * Outputs: `sentence_embedding` `(batch, dimensions)` of unit length and, where asked for, `last_hidden_state`
 * `(batch, tokens, dimensions)`, whose mean over the mask brought to unit length is the same embedding: so a stock
 * mean-pooling pipeline gives it too.
 */
export function inferenceGraph(
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
  options: {
    readonly precision: Precision;
    readonly tokenStates: boolean;
    /** For int8: ranges measured beforehand; without them each batch measures its own. */
    readonly ranges?: Ranges;
  },
): GraphModel {
  const graph = new Graph();
  const constants = new Map<string, Tensor>();
  const constant = (name: string) => {
    const known = constants.get(name);
    if (known) return known;
    const stored = parameters.get(name);
    if (!stored) throw new RangeError(`no parameter named ${name}`);
    const made = graph.constant(stored.values, stored.shape, name);
    constants.set(name, made);
    return made;
  };
  const weights =
    options.precision === 'int8'
      ? int8Weights(graph, tower, parameters, options.ranges)
      : floatWeights(graph, constant);
  const output = tower.build(graph, weights, encoderInput(graph, tower));
  graph.output('sentence_embedding', output.embedding);
  if (options.tokenStates) graph.output('last_hidden_state', output.tokenStates());
  return graph.model();
}

/** The tower's input from `input_ids` and `attention_mask`. */
export function encoderInput(graph: Graph, tower: Tower): TowerInput {
  const shape = ['batch', tower.fixedTokens ?? 'tokens'];
  const ids = graph.input('input_ids', shape, 'int64');
  const mask = toFloat(graph, graph.input('attention_mask', shape, 'int64'));
  return { ids, mask, frequency: frequencyOf(graph, ids, mask) };
}

/** (1 + ln c)/c per token, c counted by comparing every token of a text with every other; padding counts as 1. */
function frequencyOf(graph: Graph, ids: Tensor, mask: Tensor): Tensor {
  const [batch, tokens] = ids.shape as [string, string | number];
  const narrow = toFloat(graph, ids);
  const equal = graph.node(
    'Equal',
    [expandAxis(graph, narrow, 2), expandAxis(graph, narrow, 1)],
    [batch, tokens, tokens],
    { type: 'bool' },
  );
  const counted = multiply(graph, toFloat(graph, equal), expandAxis(graph, mask, 1));
  const count = dropAxis(graph, sumAlong(graph, counted, 2), 2);
  const padding = shift(graph, multiply(graph, mask, graph.scalar(-1)), 1);
  const safe = add(graph, count, padding);
  return divide(graph, shift(graph, logarithm(graph, safe), 1), safe);
}
