/**
 * Makes a copy of a function as people make them: renamed, cropped, reordered, reformatted. A mutant and its original
 * are a pair that needs no label; what changes and how much is drawn from a seeded generator.
 */
import type { Random } from '../random.ts';
import { changeLines } from './changeLines.ts';
import { changeLiterals, dropComments, reformat } from './changeLooks.ts';
import { renameIdentifiers } from './renameIdentifiers.ts';

export interface AugmentationOptions {
  /** 0..1: how much of the code changes; .3 is an edited copy, .8 is hard for a reader to recognise. */
  readonly severity: number;
}

/** Never empty for code that is not; may equal `code` at a low severity. */
export function augment(code: string, random: Random, options: AugmentationOptions): string {
  const { severity } = options;
  let text = code;
  if (random.next() < 0.5) text = dropComments(text);
  text = changeLines(text, random, severity);
  text = renameIdentifiers(
    text,
    random,
    random.next() < 0.15 ? 0 : severity + (1 - severity) * random.next(),
  );
  if (random.next() < severity) text = changeLiterals(text, random, severity);
  if (random.next() < 0.4) text = reformat(text, random);
  return text.trim() === '' ? code : text;
}
