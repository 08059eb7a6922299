/**
 * Edited copies of a function, made by documented operators: the positives of calibration and of recall by injection.
 * The operators are those of training's augmentation, here in the order and with the limits of a copy that still is one:
 *
 * - rename: a share of the variables, each consistently to another word; names of calls, members and types stay
 * - literals: a share of the numbers and strings gets other values
 * - statements: until the wanted share of the lines is touched, one of: delete a line, insert a foreign line,
 *   swap two neighbouring lines of one indentation, put another expression after an `=`
 */
import { changeLiterals } from '../siamese/augmentation/changeLooks.ts';
import { changeStatements } from '../siamese/augmentation/changeStatements.ts';
import { renameIdentifiers } from '../siamese/augmentation/renameIdentifiers.ts';
import type { Random } from '../siamese/random.ts';
import type { Language } from '../snippets/language.ts';

export interface Mutation {
  /** Share of the variables that are renamed, 0..1. */
  readonly rename: number;
  /** Share of the literals that change, 0..1. */
  readonly literals: number;
  /** Share of the lines that are touched, 0..1. */
  readonly lines: number;
}

export interface MutationContext {
  readonly language: Language | undefined;
  readonly random: Random;
  /** Lines to insert; of other functions in the same language. */
  readonly foreignLines: readonly string[];
}

/** The mutant; equal to `text` where nothing of the wanted kind is there to change. */
export function mutate(
  text: string,
  { rename, literals, lines }: Mutation,
  { language, random, foreignLines }: MutationContext,
): string {
  const edited = lines > 0 ? changeStatements(text, random, { share: lines, foreignLines }) : text;
  const changed = literals > 0 ? changeLiterals(edited, random, literals) : edited;
  const keywords = language?.keywords;
  return renameIdentifiers(changed, random, rename, {
    onlyVariables: true,
    ...(keywords ? { keywords } : {}),
  });
}

/** What calibration draws for a mutant: from a renamed copy to one with half of its lines changed. */
export function drawMutation(random: Random): Mutation {
  return {
    rename: random.next() < 0.4 ? 0 : random.next(),
    literals: random.next() < 0.5 ? 0 : 0.8 * random.next(),
    lines: random.next() < 0.15 ? 0 : 0.55 * random.next(),
  };
}
