/** Labels worth learning from: without those that are plainly wrong, and not at all where many are. */
import { checkLabels } from '../siamese/labelling/checkLabels.ts';
import { type LabelledTextPair, SERIOUS_FAULTS } from '../siamese/labelling/labelledPair.ts';

export interface SoundLabels {
  readonly pairs: readonly LabelledTextPair[];
  /** Sentences for people. */
  readonly notices: readonly string[];
}

/** Where this share of the labels is plainly wrong the others are not to be trusted either. */
const MOST_SERIOUS = 0.25;

/**
 * That matches look less alike than non-matches says nothing against labels: the pairs most worth labelling are those
 * that the encoder gets wrong. Labels that would teach it something harmful are caught by what is measured afterwards.
 */
export function soundLabels(labels: readonly LabelledTextPair[]): SoundLabels {
  const serious = checkLabels(labels).findings.filter(({ fault }) => SERIOUS_FAULTS.has(fault));
  const bad = new Set(serious.flatMap(({ ids }) => ids));
  const notices = serious.map(
    ({ explanation, ids }) => `Left out (${ids.join(', ')}): ${explanation}`,
  );
  const pairs = labels.filter(({ id }) => !bad.has(id));
  if (bad.size <= MOST_SERIOUS * labels.length) return { pairs, notices };
  const notice = `${bad.size} of ${labels.length} labels are plainly wrong; none of them was used.`;
  return { pairs: [], notices: [...notices, notice] };
}
