/** Which pairs one function gives: its comment, its name, a mutant of it. */
import { augment } from '../augmentation/augment.ts';
import type { Random } from '../random.ts';

export interface TextPair {
  readonly anchor: string;
  readonly positive: string;
}

const STAND_INS = ['f', 'fn', 'func', 'solve', 'run', 'method', 'foo'];

/** The code with its own name replaced, so that the name gives nothing away; recursive calls too. */
export function maskName(code: string, name: string, random: Random): string {
  const standIn = STAND_INS[random.below(STAND_INS.length)]!;
  return code.replace(new RegExp(`(?<![\\w$])${escapeRegExp(name)}(?![\\w$])`, 'g'), standIn);
}

/** Camel and snake case as words in lower case, spaces between; '' for a name without letters or digits. */
export function wordsOfName(name: string): string {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replace(/[_\W]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Its words; undefined if the name says too little to search by. */
export function nameAsWords(name: string): string | undefined {
  const words = wordsOfName(name).split(' ');
  const letters = words.join('').replace(/[^a-z]/g, '').length;
  return words.length >= 2 && words.length <= 9 && letters >= 8 ? words.join(' ') : undefined;
}

/** A function as a reader sees it in its file: the comment above the code. */
export function withDoc(code: string, doc: string, language: string): string {
  if (doc === '') return code;
  if (language === 'python') {
    const head = /^[\s\S]*?:[ \t]*\n/.exec(code);
    return head ? `${head[0]}    """${doc}"""\n${code.slice(head[0].length)}` : code;
  }
  const mark = ['ruby', 'elixir', 'shell'].includes(language)
    ? '#'
    : ['lua', 'haskell'].includes(language)
      ? '--'
      : '//';
  return `${mark} ${doc}\n${code}`;
}

/** The comment and the function, its name hidden half of the time so that the body is read as well. */
export function docPair(
  row: { readonly doc: string; readonly code: string; readonly name: string },
  random: Random,
): TextPair {
  const positive = random.next() < 0.5 ? row.code : maskName(row.code, row.name, random);
  return { anchor: row.doc, positive };
}

/** A function and a mutant of it: the mutant is the question, as in a search for a copy. */
export function mutantPair(code: string, random: Random): TextPair {
  const severity = 0.2 + 0.7 * random.next();
  return { anchor: augment(code, random, { severity }), positive: code };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
