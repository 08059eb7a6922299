/** What kind of thing was typed: each kind has its own balance of names, words and meaning. */

export type QueryType = 'symbol' | 'phrase' | 'question' | 'error' | 'code' | 'other-language';

/** `Foo::bar`, `foo.bar`, `foo_bar`, `fooBar`, `Foo`, `@foo`, `foo()`, `$foo`: one name, no blanks. */
const ONE_NAME =
  /^[@#$]?[\p{L}_$][\p{L}\p{N}_$]*(?:(?:::|\.|->|#|\/|\\|:)[\p{L}_$][\p{L}\p{N}_$]*)*(?:\(\)|[!?])?$/u;

/** Scripts without blanks: a sentence looks like one name. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const QUESTION =
  /^(?:how|what|where|when|why|which|who|does|do|is|are|can|could|should|find|show)\b|\?\s*$/iu;

/** What machines say when they fail; a `:` after a name of an error, or a trace. */
const ERROR =
  /\b(?:[A-Z]\w*(?:Error|Exception|Warning)|error(?:\[\w+\])?|exception|panicked|fatal|traceback)\s*[:(]|^\s*at \S+ ?\(|undefined reference|segmentation fault|cannot (?:find|read|open|assign)|is not (?:a function|defined|assignable)|no such file|permission denied|\bE[A-Z]{4,}\b/u;

/** Marks that prose does not have. */
const CODE =
  /[;{}]|=>|->|==|!=|:=|&&|\|\||\w\(.*\)|^\s*(?:import|from|#include|return|def|func|fn|const|let|var)\s+\S+[^?]*[=({<;"]/u;

export function queryType(text: string): QueryType {
  const trimmed = text.trim();
  if (UNSPACED.test(trimmed)) return 'other-language';
  if (ONE_NAME.test(trimmed)) return 'symbol';
  if (ERROR.test(trimmed)) return 'error';
  if (QUESTION.test(trimmed) && !/[;{}]\s*$/u.test(trimmed)) return 'question';
  if (CODE.test(trimmed)) return 'code';
  if (!isMostlyAscii(trimmed)) return 'other-language';
  return 'phrase';
}

/** A question of someone who wants to do a thing, not to know how the code does it: manuals answer it. */
export function isHowTo(text: string): boolean {
  return /^\s*(?:how (?:do|can|should|would) (?:i|we|you|one)|how to|can (?:i|we|you)|why does my|what (?:does|is))\b/iu.test(
    text,
  );
}

function isMostlyAscii(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const ascii = letters.filter((letter) => letter < '\u0080').length;
  return ascii >= letters.length * 0.85;
}

/** Words and marks for each word that a piece of code has at least; `parse() in the reader` has fewer (guess). */
const FRAGMENT = { words: 4, marksPerWord: 0.55 };

/** A piece of code as it stands somewhere, not a description with a name in it: looked for word by word. */
export function isFragment(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}_$]+/gu)?.length ?? 0;
  const marks = text.match(/[^\p{L}\p{N}\s_$]/gu)?.length ?? 0;
  return (
    words >= FRAGMENT.words && marks >= words * FRAGMENT.marksPerWord && queryType(text) === 'code'
  );
}
