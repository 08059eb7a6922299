/** Labels that an encoder's distances speak against, and pairs at the distance where nobody can be sure. */
import type { LabelFinding, LabelledTextPair } from './labelledPair.ts';

/** Fewer pairs of a kind say nothing about what is usual. */
const MIN_OF_A_KIND = 10;
/** Half the width, in distance, of the band that counts as undecided (guess: a tenth of the useful range). */
const BAND = 0.05;

/**
 * Surprising: a match farther than nine of ten non-matches, or a non-match closer than nine of ten matches.
 * Ambiguous: within .05 of the distance that separates the two kinds with the fewest errors.
 */
export function surprisingPairs(pairs: readonly LabelledTextPair[]): LabelFinding[] {
  const known = pairs.filter((pair) => pair.distance !== undefined);
  const distances = (isMatch: boolean) =>
    known
      .filter((pair) => pair.isMatch === isMatch)
      .map((pair) => pair.distance!)
      .sort((a, b) => a - b);
  const [matches, nonMatches] = [distances(true), distances(false)];
  if (Math.min(matches.length, nonMatches.length) < MIN_OF_A_KIND) return [];
  const far = nonMatches[Math.floor(nonMatches.length * 0.9)]!;
  const near = matches[Math.floor(matches.length * 0.1)]!;
  const divide = bestDivide(matches, nonMatches);
  return known.flatMap(({ id, isMatch, distance }): LabelFinding[] => {
    const shown = distance!.toFixed(2);
    if (isMatch && distance! > far) {
      const explanation = `A match at distance ${shown}, farther than nine of ten non-matches: look again.`;
      return [{ fault: 'surprising', ids: [id], explanation }];
    }
    if (!isMatch && distance! < near) {
      const explanation = `A non-match at distance ${shown}, closer than nine of ten matches: look again.`;
      return [{ fault: 'surprising', ids: [id], explanation }];
    }
    if (Math.abs(distance! - divide) > BAND) return [];
    const explanation = `At distance ${shown} matches and non-matches are about as frequent: a second opinion is worth most here.`;
    return [{ fault: 'ambiguous', ids: [id], explanation }];
  });
}

/** The distance with the fewest matches beyond it and non-matches within it; both lists rise. */
function bestDivide(matches: readonly number[], nonMatches: readonly number[]): number {
  let best = matches[0]!;
  let fewest = Number.POSITIVE_INFINITY;
  let within = 0;
  matches.forEach((distance, i) => {
    while (within < nonMatches.length && nonMatches[within]! <= distance) within++;
    const errors = matches.length - i - 1 + within;
    if (errors < fewest) {
      fewest = errors;
      best = distance;
    }
  });
  return best;
}
