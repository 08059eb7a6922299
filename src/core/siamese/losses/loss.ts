/** What every loss is given and gives back; one file per loss. */
import type { Graph } from '../../graph/graph.ts';
import { scale, shift } from '../../graph/operations/arithmetic.ts';
import { squareRoot } from '../../graph/operations/functions.ts';
import { matMul, swapLast } from '../../graph/operations/matrix.ts';
import type { Tensor } from '../../graph/tensor.ts';

export interface LossInput {
  /** `(batch, dimensions)` unit length */
  readonly anchors: Tensor;
  /** `(batch, dimensions)` unit length; row i belongs with anchor i */
  readonly positives: Tensor;
  /** `(batch, batch)` 1 where positive j may stand as a negative for anchor i; 0 on the diagonal and within a group */
  readonly negatives: Tensor;
  /** `(batch, batch)` 1 on the diagonal */
  readonly identity: Tensor;
  /** `(batch, batch)` cosines of anchors and positives as a trained encoder sees them; for losses that use a teacher */
  readonly teacher?: Tensor;
}

export interface Loss {
  readonly name: string;
  /** Learned numbers of the loss itself, shape (), by name. */
  readonly learned: Readonly<Record<string, number>>;
  /** Whether it wants `teacher` in its input. */
  readonly usesTeacher?: true;
  /** @returns shape () */
  build(graph: Graph, input: LossInput, learned: (name: string) => Tensor): Tensor;
}

/** Cosine of every anchor with every positive: `(batch, batch)`. */
export function similarities(graph: Graph, { anchors, positives }: LossInput): Tensor {
  return matMul(graph, anchors, swapLast(graph, positives));
}

/** Squared Euclidean distance of every anchor to every positive, 2 − 2·cos: `(batch, batch)`. */
export function squaredDistances(graph: Graph, input: LossInput): Tensor {
  return shift(graph, scale(graph, similarities(graph, input), -2), 2);
}

/** Euclidean distance of every anchor to every positive: `(batch, batch)`, 0..2. */
export function distances(graph: Graph, input: LossInput): Tensor {
  return squareRoot(graph, squaredDistances(graph, input));
}
