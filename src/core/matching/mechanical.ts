/** Keeps tables, registrations and other code that repeats itself from matching everything of its kind. */
import type { CopyEvidence, PreparedPassage } from './evidence.ts';

/** Below, a passage is the same line over and over. (Read off the first groups of real repositories.) */
const MIN_VARIETY = 0.35;
/** Above, a passage is data. (Same source.) */
const MAX_LITERALS = 0.45;
/** A table copied with nearly all of its values is a copy like any other. */
const COPIED = 0.9;
/** And so is repetitive code with the same calls in the same order, unless it is the values that make it a table. */
const FEW_LITERALS = 0.2;

/** True where the likeness is that of one table to another and not that of copied code. */
export function isMechanical(
  { variety, literals }: Pick<PreparedPassage, 'variety' | 'literals'>,
  { text, runs }: CopyEvidence,
): boolean {
  if (text >= COPIED || (runs >= COPIED && literals < FEW_LITERALS)) return false;
  return variety < MIN_VARIETY || literals > MAX_LITERALS;
}
