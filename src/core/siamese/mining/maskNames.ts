/** Hides the names of the functions of a solution: another author would have chosen others. */
import type { Random } from '../random.ts';
import { MINING_LANGUAGES } from './functionHeads.ts';
import { maskName } from './functionPairs.ts';
import { mineFunctions } from './mineFunctions.ts';

/** Of how many functions; solutions hold one or two. */
const MASKED = 3;

/** @param language by its name in MINING_LANGUAGES; code of others stays as it is */
export function maskNames(code: string, language: string, random: Random): string {
  const known = MINING_LANGUAGES.find(({ name }) => name === language);
  if (!known) return code;
  let masked = code;
  for (const { name } of mineFunctions(code, known).slice(0, MASKED)) {
    if (name.length > 2) masked = maskName(masked, name, random);
  }
  return masked;
}
