/** How a tower reads its parameters: the same tower is written for training, as floats and as int8. */
import type { Graph } from '../graph/graph.ts';
import { matMul } from '../graph/operations/matrix.ts';
import { dropAxis, expandAxis, gatherRows } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';

export interface Weights {
  /** Rows of a table. `(…)` integer → `(…, d)` */
  rows(name: string, ids: Tensor): Tensor;
  /** Σ weight·row over each text. ids, weights `(batch, tokens)` → `(batch, d)` */
  weightedRows(name: string, ids: Tensor, weights: Tensor): Tensor;
  /** x · W. `(…, inner)` → `(…, columns)` */
  linear(name: string, x: Tensor): Tensor;
  /** A parameter as it is: gains, biases, positions. */
  whole(name: string): Tensor;
}

/** Parameters as float tensors: graph inputs while training, constants in a float encoder. */
export function floatWeights(graph: Graph, parameter: (name: string) => Tensor): Weights {
  const rows = (name: string, ids: Tensor) => gatherRows(graph, parameter(name), ids);
  return {
    rows,
    weightedRows: (name, ids, weights) =>
      dropAxis(graph, matMul(graph, expandAxis(graph, weights, 1), rows(name, ids)), 1),
    linear: (name, x) => matMul(graph, x, parameter(name)),
    whole: parameter,
  };
}
