/** Matryoshka: the same loss on the first dimensions alone, so that an embedding may be cut short. */
import { add, scale } from '../../graph/operations/arithmetic.ts';
import { unitLength } from '../../graph/operations/normalize.ts';
import { slice } from '../../graph/operations/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Loss } from './loss.ts';

/**
 * (L(all) + Σ_k L(first k dimensions, brought back to unit length)) / (1 + number of prefixes).
 * @param prefixes lengths, each smaller than the embedding
 * Source: Kusupati et al., 2022.
 */
export function matryoshka(inner: Loss, prefixes: readonly number[]): Loss {
  return {
    name: `${inner.name}Matryoshka`,
    learned: inner.learned,
    build(graph, input, learned) {
      const first = (a: Tensor, end: number) =>
        unitLength(graph, slice(graph, a, { axis: 1, start: 0, end }));
      const parts = prefixes.map((end) =>
        inner.build(
          graph,
          { ...input, anchors: first(input.anchors, end), positives: first(input.positives, end) },
          learned,
        ),
      );
      const total = parts.reduce(
        (sum, part) => add(graph, sum, part),
        inner.build(graph, input, learned),
      );
      return scale(graph, total, 1 / (1 + prefixes.length));
    },
  };
}
