/** Circle loss: every similarity pulled the harder the farther it is from where it should be. */
import { add, multiply, scale, shift } from '../../graph/operations/arithmetic.ts';
import { rectify, softplus, withoutGradient } from '../../graph/operations/functions.ts';
import { logSumExp, meanAll, sumAlong } from '../../graph/operations/reduce.ts';
import { pushOut } from './euclideanDistance.ts';
import { type Loss, similarities } from './loss.ts';

export interface CircleOptions {
  /** m: matches are wanted above 1 − m, non-matches below m. */
  readonly margin: number;
  /** γ */
  readonly sharpness: number;
}

/** Far below any weighed similarity. */
const BARRED = -1e4;

/**
 * mean_i ln(1 + Σ_j e^(γ·αₙ·(sᵢⱼ − m)) · e^(−γ·αₚ·(sᵢᵢ − 1 + m))), s cosine, αₙ = max(0, sᵢⱼ + m),
 * αₚ = max(0, 1 + m − sᵢᵢ), both without gradient.
 * Source: Sun et al., 2020 (margin .25, γ 80 there for retrieval; 32 here, as cosines of short texts spread wider: guess).
 */
export function circle(
  { margin, sharpness }: CircleOptions = { margin: 0.25, sharpness: 32 },
): Loss {
  return {
    name: 'circle',
    learned: {},
    build(graph, input) {
      const all = similarities(graph, input);
      const match = sumAlong(graph, multiply(graph, all, input.identity), 1);
      const pull = rectify(
        graph,
        shift(graph, scale(graph, withoutGradient(graph, match), -1), 1 + margin),
      );
      const push = rectify(graph, shift(graph, withoutGradient(graph, all), margin));
      const nonMatches = scale(graph, multiply(graph, push, shift(graph, all, -margin)), sharpness);
      const matches = scale(
        graph,
        multiply(graph, pull, shift(graph, match, margin - 1)),
        -sharpness,
      );
      const worst = logSumExp(graph, pushOut(graph, nonMatches, input.negatives, BARRED), 1);
      return meanAll(graph, softplus(graph, add(graph, worst, matches)));
    },
  };
}
