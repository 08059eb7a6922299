/** The contrastive loss: matches together, non-matches out of the margin. */
import { add, scale, shift } from '../../graph/operations/arithmetic.ts';
import { rectify, square } from '../../graph/operations/functions.ts';
import { meanAll, minAlong } from '../../graph/operations/reduce.ts';
import { meanWhere, pushOut } from './euclideanDistance.ts';
import { distances, type Loss, squaredDistances } from './loss.ts';

export interface ContrastiveOptions {
  /** Non-matches farther than this are left alone, 0..2. */
  readonly margin: number;
  /** Every non-match of the batch, or each anchor's nearest only. */
  readonly nonMatches: 'all' | 'nearest';
}

/** Farther than any distance, so that a barred pair is never the nearest. */
const OUT_OF_REACH = 9;

/**
 * mean over matches of d² + mean over non-matches of max(0, margin − d)², d Euclidean; no factor ½.
 * Minimum 0. Source: Hadsell, Chopra and LeCun, 2006 (there with ½).
 */
export function contrastive(
  { margin, nonMatches }: ContrastiveOptions = { margin: 1, nonMatches: 'all' },
): Loss {
  return {
    name: nonMatches === 'all' ? 'contrastive' : 'contrastiveNearest',
    learned: {},
    build(graph, input) {
      const pull = meanWhere(graph, squaredDistances(graph, input), input.identity);
      const all = distances(graph, input);
      const within = (d: typeof all) =>
        square(graph, rectify(graph, shift(graph, scale(graph, d, -1), margin)));
      const push =
        nonMatches === 'all'
          ? meanWhere(graph, within(all), input.negatives)
          : meanAll(
              graph,
              within(minAlong(graph, pushOut(graph, all, input.negatives, OUT_OF_REACH), 1)),
            );
      return add(graph, pull, push);
    },
  };
}
