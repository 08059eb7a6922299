/** Whether two passages are copies of one another, of which type and how surely. */
import { type Calibration, copyFeatures, levelScore } from '../calibration/calibration.ts';
import { combinedScore } from '../calibration/combiner.ts';
import { probabilityAt } from '../calibration/isotonic.ts';
import {
  type CopyEvidence,
  copyEvidence,
  copyEvidenceIf,
  identicalType,
  type PreparedPassage,
} from './evidence.ts';
import type { Level } from './match.ts';
import { isMechanical } from './mechanical.ts';
import type { Judged } from './rememberedPairs.ts';

export interface CopyOptions {
  readonly calibration: Calibration;
  readonly level: Level;
}

/** With all that it rests on. */
export interface JudgedPassages extends Judged {
  readonly evidence: CopyEvidence;
}

/** What two passages are to one another; undefined where they are no copies at this level. */
export function judgeCopy(
  a: PreparedPassage,
  b: PreparedPassage,
  { calibration, level }: CopyOptions,
): JudgedPassages | undefined {
  const { copy } = calibration;
  const scoreOf = (found: CopyEvidence): number =>
    combinedScore(copy.combiner, copyFeatures(found));
  const least = levelScore(copy, level);
  const identical = identicalType(a, b);
  const type = identical ?? 'edited';
  const evidence = identical
    ? copyEvidence(a, b)
    : copyEvidenceIf(a, b, (atMost) => scoreOf(atMost) >= least);
  if (!evidence) return undefined;
  const score = scoreOf(evidence);
  if (type !== 'exact') {
    if (score < least) return undefined;
    if (isMechanical(a, evidence) || isMechanical(b, evidence)) return undefined;
  }
  return { type, evidence, probability: probabilityAt(calibration.copy.curve, score) };
}
