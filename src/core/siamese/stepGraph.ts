/** One training step as one graph: both towers, the loss, and every gradient. */
import { Graph, type GraphModel } from '../graph/graph.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import type { TokenRows, Tower, TowerInput } from '../towers/tower.ts';
import { floatWeights } from '../towers/weights.ts';
import type { Loss } from './losses/loss.ts';

/** Names of inputs and outputs that the trainer feeds and reads. */
export const gradientName = (parameter: string): string => `d.${parameter}`;

/**
 * Inputs: every trained parameter (per-token ones as the rows of the batch), the loss's learned numbers,
 * `anchors.*` and `positives.*` (ids, mask, frequency; the same of their bigrams where the tower has any),
 * `negatives`, `identity` and, for a loss that uses one, `teacher`.
 * Outputs: `loss`, and `d.<name>` for every trained parameter and learned number.
 * @param frozen names of parameters that stay as they are
 */
export function stepGraph(tower: Tower, loss: Loss, frozen: ReadonlySet<string>): GraphModel {
  const graph = new Graph();
  const parameters = new Map<string, Tensor>();
  for (const spec of tower.parameters) {
    if (spec.fixed) continue;
    const rows = spec.rows ?? 'vocabulary';
    const shape = spec.perToken ? [rows, ...spec.shape.slice(1)] : spec.shape;
    const make = frozen.has(spec.name) ? graph.input : graph.parameter;
    parameters.set(spec.name, make.call(graph, spec.name, shape));
  }
  for (const name of Object.keys(loss.learned)) parameters.set(name, graph.parameter(name, []));
  const parameter = (name: string) => {
    const found = parameters.get(name);
    if (!found) throw new RangeError(`no parameter named ${name}`);
    return found;
  };
  const weights = floatWeights(graph, parameter);
  const embed = (side: 'anchors' | 'positives') =>
    tower.build(graph, weights, towerInput(graph, tower, side)).embedding;
  const value = loss.build(
    graph,
    {
      anchors: embed('anchors'),
      positives: embed('positives'),
      negatives: graph.input('negatives', ['batch', 'batch']),
      identity: graph.input('identity', ['batch', 'batch']),
      ...(loss.usesTeacher ? { teacher: graph.input('teacher', ['batch', 'batch']) } : {}),
    },
    parameter,
  );
  graph.output('loss', value);
  const trained = [...parameters.keys()].filter((name) => !frozen.has(name));
  graph.gradients(value, trained.map(parameter)).forEach((gradient, i) => {
    graph.output(gradientName(trained[i]!), gradient);
  });
  return graph.model();
}

function towerInput(graph: Graph, tower: Tower, side: string): TowerInput {
  const tokens = tokenRows(graph, side, ['batch', tower.fixedTokens ?? `${side}.tokens`]);
  if (tower.bigrams === undefined) return tokens;
  const pairs = `${side}.bigrams`;
  return { ...tokens, bigrams: tokenRows(graph, pairs, ['batch', `${pairs}.tokens`]) };
}

function tokenRows(graph: Graph, name: string, shape: Shape): TokenRows {
  return {
    ids: graph.input(`${name}.ids`, shape, 'int32'),
    mask: graph.input(`${name}.mask`, shape),
    frequency: graph.input(`${name}.frequency`, shape),
  };
}
