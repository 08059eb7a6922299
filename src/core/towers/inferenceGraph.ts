/** The encoder as one graph: token ids in, embeddings out; term frequencies, pooling and unit length inside it. */
import { Graph, type GraphModel } from '../graph/graph.ts';
import { add, divide, multiply, shift } from '../graph/operations/arithmetic.ts';
import { logarithm, toFloat } from '../graph/operations/functions.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis, shiftTokens } from '../graph/operations/shape.ts';
import type { ElementType, Shape, Tensor } from '../graph/tensor.ts';
import { BIGRAM_TOKENS } from './bigrams.ts';
import {
  BIGRAM_FACTOR,
  BIGRAM_KEY_FACTOR,
  BIGRAM_SLOTS,
  type BigramTable,
  bigramTable,
} from './bigramTable.ts';
import { type Emphasis, emphasized, placeWeights } from './emphasis.ts';
import { int8Weights, type Ranges } from './int8Weights.ts';
import type { StoredTensor } from './parameterFile.ts';
import type { TokenRows, Tower, TowerInput } from './tower.ts';
import { floatWeights } from './weights.ts';

/** Names of the constants that hold the table of known pairs. */
export const BIGRAM_KEYS = 'bigramKeys';
export const BIGRAM_ROWS = 'bigramRows';
/** ONNX's number for the type. */
const INT32 = 6;

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
  const output = tower.build(graph, weights, encoderInput(graph, tower, parameters));
  graph.output('sentence_embedding', output.embedding);
  if (options.tokenStates) graph.output('last_hidden_state', output.tokenStates());
  return graph.model();
}

/** The tower's input from `input_ids` and `attention_mask`. */
export function encoderInput(
  graph: Graph,
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
): TowerInput {
  const shape = ['batch', tower.fixedTokens ?? 'tokens'];
  const ids = graph.input('input_ids', shape, 'int64');
  const mask = toFloat(graph, graph.input('attention_mask', shape, 'int64'));
  const places = tower.emphasis && placeWeights(graph, tower.emphasis, mask);
  const frequency = (rows: Tensor, inside: Tensor) =>
    tower.emphasis && places
      ? emphasizedFrequency(graph, tower.emphasis, { ids: rows, mask: inside, places })
      : frequencyOf(graph, rows, inside);
  const input = { ids, mask, frequency: frequency(ids, mask) };
  if (tower.bigrams === undefined) return input;
  const known = parameters.get(BIGRAM_TOKENS);
  if (!known) throw new RangeError(`no parameter named ${BIGRAM_TOKENS}`);
  const pairs = bigramsOf(graph, ids, mask, bigramTable(known.values));
  return { ...input, bigrams: { ...pairs, frequency: frequency(pairs.ids, pairs.mask) } };
}

/** Each token with its right neighbor as a row of the table of pairs; masked where the pair is unknown or the text ends. */
function bigramsOf(
  graph: Graph,
  ids: Tensor,
  mask: Tensor,
  table: BigramTable,
): Omit<TokenRows, 'frequency'> {
  const { shape } = ids;
  const integer = (values: Int32Array, name: string) =>
    graph.constant(values, [values.length], name);
  const scalar = (value: number) => graph.constant(Int32Array.of(value), []);
  const binary = (operator: string, a: Tensor, b: Tensor, type: ElementType = 'int32') =>
    graph.node(operator, [a, b], shape, { type });
  const first = graph.node('Cast', [ids], shape, { type: 'int32', attributes: { to: INT32 } });
  const wide = graph.node(
    'Pad',
    [first, graph.integers(0, 0, 0, 1)],
    [shape[0]!, `${String(shape[1])}+1`],
    { type: 'int32' },
  );
  const second = rightOf(graph, wide, shape);
  const product = binary('Mul', first, scalar(BIGRAM_FACTOR));
  const slot = binary('Mod', binary('Add', product, second), scalar(BIGRAM_SLOTS));
  const look = (values: Tensor) =>
    graph.node('Gather', [values, slot], shape, { type: 'int32', attributes: { axis: 0 } });
  const key = binary('Add', binary('Mul', first, scalar(BIGRAM_KEY_FACTOR)), second);
  const known = toFloat(
    graph,
    binary('Equal', look(integer(table.keys, BIGRAM_KEYS)), key, 'bool'),
  );
  const inside = multiply(graph, known, shiftTokens(graph, mask, 1));
  const rows = look(integer(table.rows, BIGRAM_ROWS));
  return { ids: rows, mask: inside };
}

/** `wide` `(batch, tokens + 1)` without its first column. */
function rightOf(graph: Graph, wide: Tensor, shape: Shape): Tensor {
  const bounds = [1, 0x7fffffff, 1].map((value) => graph.integers(value));
  return graph.node('Slice', [wide, ...bounds], shape, { type: 'int32' });
}

/** (1 + ln c)/c per token that stands c times; padding counts as 1. */
function frequencyOf(graph: Graph, ids: Tensor, mask: Tensor): Tensor {
  const count = sumOverEqual(graph, ids, mask, mask);
  return divide(graph, shift(graph, logarithm(graph, count), 1), count);
}

function emphasizedFrequency(
  graph: Graph,
  emphasis: Emphasis,
  { ids, mask, places }: { readonly ids: Tensor; readonly mask: Tensor; readonly places: Tensor },
): Tensor {
  const sums = sumOverEqual(graph, ids, mask, multiply(graph, mask, places));
  return emphasized(graph, emphasis, sums, places);
}

/** Per token the sum of `values` over all equal tokens of its text, by comparing every two; padding: 1. */
function sumOverEqual(graph: Graph, ids: Tensor, mask: Tensor, values: Tensor): Tensor {
  const [batch, tokens] = ids.shape as [string, string | number];
  const narrow = toFloat(graph, ids);
  const equal = graph.node(
    'Equal',
    [expandAxis(graph, narrow, 2), expandAxis(graph, narrow, 1)],
    [batch, tokens, tokens],
    { type: 'bool' },
  );
  const counted = multiply(graph, toFloat(graph, equal), expandAxis(graph, values, 1));
  const sums = dropAxis(graph, sumAlong(graph, counted, 2), 2);
  const padding = shift(graph, multiply(graph, mask, graph.scalar(-1)), 1);
  return add(graph, sums, padding);
}
