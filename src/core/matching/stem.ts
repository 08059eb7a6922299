/**
 * Light English stemming: brings the forms of a word together (`serializes`, `serializer`,
 * `serialization` → `serial`) so that questions meet identifiers.
 * After Porter (1980), with fewer rules: inflections first, then one or two derivations. Ours differs
 * in leaving words shorter than four letters and every word with a digit alone, since those are
 * names in code (`bus`, `ops`, `utf8`), and in being a table, not a program.
 */

/** Ending, what replaces it, and how many letters must stand before it. Longest first. */
type Rule = readonly [ending: string, replacement: string, before: number];

const PLURAL: readonly Rule[] = [
  ['sses', 'ss', 1],
  ['ies', 'y', 2],
  ['xes', 'x', 2],
  ['ches', 'ch', 2],
  ['shes', 'sh', 2],
  ['ss', 'ss', 0],
  ['us', 'us', 0],
  ['is', 'is', 0],
  ['s', '', 3],
];

const TENSE: readonly Rule[] = [
  ['eed', 'ee', 1],
  ['ied', 'y', 2],
  ['ing', '', 3],
  ['ed', '', 3],
];

const DERIVED: readonly Rule[] = [
  ['izational', '', 3],
  ['ization', '', 3],
  ['isation', '', 3],
  ['ational', '', 3],
  ['fulness', '', 3],
  ['ousness', '', 3],
  ['iveness', '', 3],
  ['ability', '', 3],
  ['ibility', '', 3],
  ['ations', '', 3],
  ['ation', '', 3],
  ['ition', '', 3],
  ['ators', '', 3],
  ['ator', '', 3],
  ['itor', '', 4],
  ['ments', '', 4],
  ['ment', '', 4],
  ['ness', '', 4],
  ['izer', '', 3],
  ['iser', '', 3],
  ['able', '', 4],
  ['ible', '', 4],
  ['tion', 't', 3],
  ['sion', 's', 3],
  ['ance', '', 4],
  ['ence', '', 4],
  ['ally', '', 4],
  ['ful', '', 4],
  ['ive', '', 4],
  ['ize', '', 4],
  ['ise', '', 4],
  ['ity', '', 4],
  ['ate', '', 4],
  ['ant', '', 4],
  ['ent', '', 4],
  ['er', '', 3],
  ['or', '', 4],
  ['ly', '', 4],
  ['al', '', 4],
  ['iz', '', 4],
  ['is', '', 4],
  ['at', '', 4],
];

/** @param word lower case */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let stemmed = replaceEnding(word, PLURAL);
  const tense = replaceEnding(stemmed, TENSE);
  if (tense !== stemmed) stemmed = undouble(tense);
  if (stemmed.length > 4) stemmed = undouble(replaceEnding(stemmed, DERIVED));
  if (stemmed.length > 4 && stemmed.endsWith('e')) stemmed = stemmed.slice(0, -1);
  if (stemmed.length > 3 && stemmed.endsWith('y')) stemmed = `${stemmed.slice(0, -1)}i`;
  return stemmed;
}

function replaceEnding(word: string, rules: readonly Rule[]): string {
  for (const [ending, replacement, before] of rules) {
    if (word.length >= ending.length + before && word.endsWith(ending)) {
      return word.slice(0, word.length - ending.length) + replacement;
    }
  }
  return word;
}

/** `mapp` → `map`; `ll`, `ss` and `zz` stay, as in `call`, `class`, `fuzz`. */
function undouble(word: string): string {
  const last = word.at(-1)!;
  if (word.length < 4 || last !== word.at(-2) || 'lsz'.includes(last)) return word;
  return word.slice(0, -1);
}
