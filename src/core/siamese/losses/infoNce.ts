/** InfoNCE: the positive must be the most probable of the whole batch. */
import { add, multiply, scale, shift, sumTo } from '../../graph/operations/arithmetic.ts';
import { exponential } from '../../graph/operations/functions.ts';
import { swapLast } from '../../graph/operations/matrix.ts';
import { logSoftmax, meanAll, sumAlong } from '../../graph/operations/reduce.ts';
import type { Loss } from './loss.ts';
import { similarities } from './loss.ts';

/** cos/0.05, where a trained encoder ends up (25–30 in an experiment): starts there rather than passing through. */
const INITIAL_INVERSE_TEMPERATURE = 20;
/** Logits of barred negatives: far below any cosine over a temperature. */
const BARRED_LOGIT = -1e4;

/**
 * −½·mean_i [ln softmax_j(cos(aᵢ, pⱼ)/τ)ᵢ + ln softmax_j(cos(pᵢ, aⱼ)/τ)ᵢ], j over i and its allowed negatives,
 * with the temperature τ learned as ln 1/τ. Minimum 0, approached as positives separate.
 * Source: van den Oord et al., 2018; symmetric with learned temperature: Radford et al., 2021.
 */
export function infoNce(): Loss {
  return {
    name: 'infoNce',
    learned: { logInverseTemperature: Math.log(INITIAL_INVERSE_TEMPERATURE) },
    build(graph, input, learned) {
      const sharpness = exponential(graph, learned('logInverseTemperature'));
      const barred = scale(
        graph,
        shift(graph, add(graph, input.negatives, input.identity), -1),
        -BARRED_LOGIT,
      );
      const cosines = similarities(graph, input);
      const logits = add(graph, multiply(graph, cosines, sharpness), barred);
      const direction = (scores: typeof logits) =>
        meanAll(
          graph,
          sumAlong(graph, multiply(graph, logSoftmax(graph, scores), input.identity), 1),
        );
      const both = add(graph, direction(logits), direction(swapLast(graph, logits)));
      return sumTo(graph, scale(graph, both, -0.5), []);
    },
  };
}
