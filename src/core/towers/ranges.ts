/**
 * The ranges of what enters each product of a tower, measured once on real texts: with fixed ranges an int8
 * encoder gives a text the same embedding whatever else is in its batch, and spends no time on looking for them.
 */
import { Graph, type GraphModel } from '../graph/graph.ts';
import type { Tensor } from '../graph/tensor.ts';
import { encoderInput } from './inferenceGraph.ts';
import type { Range, Ranges } from './int8Weights.ts';
import type { StoredTensor } from './parameterFile.ts';
import type { Tower } from './tower.ts';
import { floatWeights } from './weights.ts';

const LOW = 'low.';
const HIGH = 'high.';

/** The float encoder with, per product, two more outputs of shape (): `low.<name>` and `high.<name>`. */
export function rangeGraph(
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
): GraphModel {
  const graph = new Graph();
  const constants = new Map<string, Tensor>();
  const constant = (name: string) => {
    const stored = parameters.get(name);
    if (!stored) throw new RangeError(`no parameter named ${name}`);
    const made = constants.get(name) ?? graph.constant(stored.values, stored.shape, name);
    constants.set(name, made);
    return made;
  };
  const plain = floatWeights(graph, constant);
  const inputs = new Map<string, { lows: Tensor[]; highs: Tensor[] }>();
  const output = tower.build(
    graph,
    {
      ...plain,
      linear(name, x) {
        const axes = x.shape.map((_, i) => i);
        const attributes = { axes, keepdims: 0 };
        const seen = inputs.get(name) ?? { lows: [], highs: [] };
        inputs.set(name, seen);
        seen.lows.push(graph.node('ReduceMin', [x], [], { attributes }));
        seen.highs.push(graph.node('ReduceMax', [x], [], { attributes }));
        return plain.linear(name, x);
      },
    },
    encoderInput(graph, tower, parameters),
  );
  graph.output('sentence_embedding', output.embedding);
  for (const [name, { lows, highs }] of inputs) {
    graph.output(`${LOW}${name}`, graph.node('Min', lows, []));
    graph.output(`${HIGH}${name}`, graph.node('Max', highs, []));
  }
  return graph.model();
}

/** The ranges of several runs together. Outputs as `rangeGraph` names them. */
export function widenRanges(
  known: Ranges,
  outputs: Readonly<Record<string, { readonly data: Float32Array }>>,
): Ranges {
  const wide: Record<string, Range> = { ...known };
  for (const [output, { data }] of Object.entries(outputs)) {
    if (!output.startsWith(LOW)) continue;
    const name = output.slice(LOW.length);
    const high = outputs[`${HIGH}${name}`]!.data[0]!;
    const before = wide[name] ?? { low: 0, high: 0 };
    wide[name] = { low: Math.min(before.low, data[0]!), high: Math.max(before.high, high) };
  }
  return wide;
}
