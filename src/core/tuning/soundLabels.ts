/** Labels worth learning from: without those that contradict one another, and not at all where most of them do. */
import { areaUnderCurve } from '../calibration/metrics.ts';
import type { Encoder, EncoderInput } from '../encoder/encoder.ts';
import { checkLabels } from '../siamese/labelling/checkLabels.ts';
import { type LabelledTextPair, SERIOUS_FAULTS } from '../siamese/labelling/labelledPair.ts';
import type { Pause } from './measure.ts';

export interface SoundLabels {
  readonly pairs: readonly LabelledTextPair[];
  /** Sentences for people. */
  readonly notices: readonly string[];
}

/** Standard deviations below an even chance from which labels are the wrong way round, or a game (one in a hundred). */
const BELOW_CHANCE = 2.33;
/** Where this share of the labels is plainly wrong the others are not to be trusted either. */
const MOST_SERIOUS = 0.25;
/** Of each kind, before that can be said. */
const MIN_OF_A_KIND = 5;

export async function soundLabels(
  labels: readonly LabelledTextPair[],
  encoder: Encoder,
  pause: Pause,
): Promise<SoundLabels> {
  if (labels.length === 0) return { pairs: [], notices: [] };
  const serious = checkLabels(labels).findings.filter(({ fault }) => SERIOUS_FAULTS.has(fault));
  const bad = new Set(serious.flatMap(({ ids }) => ids));
  const notices = serious.map(
    ({ explanation, ids }) => `Left out (${ids.join(', ')}): ${explanation}`,
  );
  const pairs = labels.filter(({ id }) => !bad.has(id));
  if (bad.size > MOST_SERIOUS * labels.length) {
    const notice = `${bad.size} of ${labels.length} labels are plainly wrong; none of them was used.`;
    return { pairs: [], notices: [...notices, notice] };
  }
  const area = await areaOf(pairs, encoder, pause);
  if (area < 0.5 - BELOW_CHANCE * deviation(pairs)) {
    const notice =
      `The labels say the opposite of what the texts look like (in ${Math.round(100 * (1 - area))} % of the ` +
      'comparisons a non-match is more alike than a match); none of them was used. Are they the wrong way round?';
    return { pairs: [], notices: [...notices, notice] };
  }
  return { pairs, notices };
}

/** Of the area under the curve where labels say nothing: √((m + n + 1) / 12mn) (Mann and Whitney, 1947). */
function deviation(pairs: readonly LabelledTextPair[]): number {
  const m = pairs.filter(({ isMatch }) => isMatch).length;
  const n = pairs.length - m;
  return Math.sqrt((m + n + 1) / (12 * Math.max(1, m * n)));
}

/** How often a match is more alike than a non-match; 1 where there are too few to say. */
async function areaOf(
  pairs: readonly LabelledTextPair[],
  encoder: Encoder,
  pause: Pause,
): Promise<number> {
  const matches = pairs.filter(({ isMatch }) => isMatch).length;
  if (Math.min(matches, pairs.length - matches) < MIN_OF_A_KIND) return 1;
  await pause();
  const d = encoder.dimensions;
  const side = (of: 'a' | 'b') =>
    encoder.encode(pairs.map((pair): EncoderInput => ({ text: pair[of], kind: 'code' })));
  const [a, b] = [await side('a'), await side('b')];
  const judged = pairs.map(({ isMatch }, i) => {
    let score = 0;
    for (let k = i * d; k < (i + 1) * d; k++) score += a[k]! * b[k]!;
    return { score, isMatch };
  });
  return areaUnderCurve(judged);
}
