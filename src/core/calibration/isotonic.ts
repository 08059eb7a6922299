/**
 * Scores → probabilities by the best-fitting curve that never falls.
 * Source: pool adjacent violators, Ayer et al. (1955); Zadrozny & Elkan (2002) for classifiers. Ours joins the steps by
 * straight lines, so that a larger score is never shown with the same number as a much smaller one.
 */
import type { Judged } from './metrics.ts';

/** Knots of the curve: score and probability, both ascending. */
export type Curve = readonly (readonly [score: number, probability: number])[];

/** Matches and non-matches added to each end of the curve, so that no score is ever certain (Laplace's rule). */
const PRIOR = 1;

/** A pair that counts as much as `weight` pairs; 1 where it says nothing. */
export interface WeighedPair extends Judged {
  readonly weight?: number;
}

/** @throws RangeError without pairs */
export function fitIsotonic(judged: readonly WeighedPair[]): Curve {
  if (judged.length === 0) throw new RangeError('no pairs to fit a curve to');
  const sorted = [...judged].sort((a, b) => a.score - b.score);
  const blocks: { score: number; weight: number; matches: number }[] = [];
  for (const { score, isMatch, weight: own = 1 } of sorted) {
    let block = { score, weight: own, matches: isMatch ? own : 0 };
    for (let last = blocks.at(-1); last; last = blocks.at(-1)) {
      // Equal scores are one step, whichever came first.
      const isRising = last.matches * block.weight < block.matches * last.weight;
      if (isRising && last.score < block.score) break;
      blocks.pop();
      const weight = last.weight + block.weight;
      block = {
        score: (last.score * last.weight + block.score * block.weight) / weight,
        weight,
        matches: last.matches + block.matches,
      };
    }
    blocks.push(block);
  }
  return blocks
    .map(({ score, weight, matches }, i) => {
      const isEnd = i === 0 || i === blocks.length - 1;
      const probability = isEnd ? (matches + PRIOR) / (weight + 2 * PRIOR) : matches / weight;
      return [score, probability] as const;
    })
    .map(([score, probability], i, knots) => {
      // The prior may have moved an end past its neighbour.
      const floor = i === knots.length - 1 ? (knots[i - 1]?.[1] ?? 0) : 0;
      const ceiling = i === 0 ? (knots[1]?.[1] ?? 1) : 1;
      return [score, Math.max(floor, Math.min(ceiling, probability))] as const;
    });
}

/** The curve at `score`, straight between knots, level beyond its ends. */
export function probabilityAt(curve: Curve, score: number): number {
  let low = 0;
  let high = curve.length - 1;
  if (score <= curve[0]![0]) return curve[0]![1];
  if (score >= curve[high]![0]) return curve[high]![1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (curve[middle]![0] <= score) low = middle;
    else high = middle;
  }
  const [x0, y0] = curve[low]!;
  const [x1, y1] = curve[high]!;
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (score - x0)) / (x1 - x0);
}
