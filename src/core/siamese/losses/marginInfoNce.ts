/** InfoNCE with margins: ranks like InfoNCE, and keeps the distances themselves meaningful. */
import { add, scale, shift } from '../../graph/operations/arithmetic.ts';
import { rectify, square } from '../../graph/operations/functions.ts';
import { meanWhere } from './euclideanDistance.ts';
import { infoNce } from './infoNce.ts';
import { distances, type Loss } from './loss.ts';

export interface MarginInfoNceOptions {
  readonly weight: number;
  /** Matches farther than this are pulled in, 0..2. */
  readonly matchMargin: number;
  /** Non-matches nearer than this are pushed out, 0..2. */
  readonly nonMatchMargin: number;
}

/**
 * InfoNCE + w·[mean over matches of max(0, d − m₊)² + mean over non-matches of max(0, m₋ − d)²].
 * InfoNCE alone fixes only the order within a batch; the two margins of the contrastive loss add where
 * "a match" should lie, for a threshold that holds from one workspace to the next.
 * Own combination; the double margin after Lin et al., 2015.
 */
export function marginInfoNce(
  { weight, matchMargin, nonMatchMargin }: MarginInfoNceOptions = {
    weight: 1,
    matchMargin: 0.7,
    nonMatchMargin: 1.2,
  },
): Loss {
  const ranking = infoNce();
  return {
    name: 'marginInfoNce',
    learned: ranking.learned,
    build(graph, input, learned) {
      const all = distances(graph, input);
      const tooFar = square(graph, rectify(graph, shift(graph, all, -matchMargin)));
      const tooNear = square(
        graph,
        rectify(graph, shift(graph, scale(graph, all, -1), nonMatchMargin)),
      );
      const margins = add(
        graph,
        meanWhere(graph, tooFar, input.identity),
        meanWhere(graph, tooNear, input.negatives),
      );
      return add(graph, ranking.build(graph, input, learned), scale(graph, margins, weight));
    },
  };
}
