/** What the scanner needs of a language, looked up by character code instead of by string. */
import type { Language } from '../snippets/language.ts';

/** What a character may begin; `mark` is looked at more closely. */
export const CHARACTER = { other: 0, blank: 1, newline: 2, letter: 3, digit: 4 } as const;

export interface Mark {
  readonly open: string;
  /** '' runs to the end of the line. */
  readonly close: string;
  /** 0 where there is no escape; equal to the first of `close` where doubling escapes. */
  readonly escape: number;
  readonly multiline: boolean;
  readonly nested: boolean;
  readonly isComment: boolean;
}

export interface LexRules {
  /** Comment and string openings by first character code (below 128), longest first. */
  readonly marks: readonly (readonly Mark[] | undefined)[];
  readonly keywords: ReadonlySet<number>;
  /** Words that open an import or package line. */
  readonly imports: ReadonlySet<number>;
  readonly caseInsensitive: boolean;
  /** Names stand for themselves where a text is not code: a renamed sentence is another sentence. */
  readonly keepsNames: boolean;
  /** A string alone on its line is a docstring. */
  readonly docstrings: boolean;
  /** `/…/` may be a literal. */
  readonly regexes: boolean;
  /** `(x) => …` and `x => …` are the same. */
  readonly arrows: boolean;
  /** A `'` that opens no string may open a character literal. */
  readonly characterLiterals: boolean;
  /** Backtick strings hold code between `${` and `}`. */
  readonly templates: boolean;
}

/** Import lines differ by nature and copy by necessity, so they never make a finding. */
const IMPORT_WORDS: Readonly<Record<string, string>> = {
  javascript: 'import',
  typescript: 'import',
  python: 'import from',
  java: 'import package',
  kotlin: 'import package',
  scala: 'import package',
  groovy: 'import package',
  go: 'import package',
  rust: 'use',
  csharp: 'using',
  cpp: 'using',
  php: 'use namespace require require_once include include_once',
  ruby: 'require require_relative',
  swift: 'import',
  dart: 'import export part library',
  elixir: 'import alias require use',
  haskell: 'import',
  julia: 'import using',
  perl: 'use',
  fsharp: 'open',
  d: 'import',
  solidity: 'import',
  protobuf: 'import package syntax option',
};

const HASH_SEED = 0x811c9dc5;

/** A 32-bit hash of `text` from `start` to `end`, never below 16 (small numbers stand for classes). */
export function hashText(text: string, start: number, end: number, seed: number): number {
  let hash = HASH_SEED ^ seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finishHash(hash);
}

/** Spreads the bits of a running hash (MurmurHash3's finaliser, Appleby). */
export function finishHash(running: number): number {
  let hash = running ^ (running >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return hash < 16 ? hash + 16 : hash;
}

/** Seeds keep a name, a number and a string of the same letters apart. */
export const SEED = { word: 0, number: 0x9e37, string: 0x79b9, operator: 0x7f4a } as const;

export function lexRules(language: Language): LexRules {
  const { caseInsensitive, family, nature } = language;
  const word = (text: string): number => {
    const folded = caseInsensitive ? text.toLowerCase() : text;
    return hashText(folded, 0, folded.length, SEED.word);
  };
  const script = family === 'javascript' || family === 'typescript' || nature === 'markup';
  const quotes = language.strings.some(({ open }) => open === "'");
  return {
    marks: marksByFirst(language),
    keywords: new Set([...language.keywords].map(word)),
    imports: new Set((IMPORT_WORDS[family] ?? '').split(' ').filter(Boolean).map(word)),
    caseInsensitive,
    keepsNames: nature === 'prose' || nature === 'config' || nature === 'data',
    docstrings: language.indentation && nature === 'code',
    regexes: script || family === 'ruby' || family === 'coffeescript',
    arrows: script,
    characterLiterals: !quotes && nature === 'code',
    templates: script,
  };
}

function marksByFirst(language: Language): (readonly Mark[] | undefined)[] {
  const marks: Mark[] = [];
  for (const open of language.lineComments) {
    marks.push({ open, close: '', escape: 0, multiline: false, nested: false, isComment: true });
  }
  for (const [open, close] of language.blockComments) {
    const nested = language.nestedComments;
    marks.push({ open, close, escape: 0, multiline: true, nested, isComment: true });
  }
  // In prose an apostrophe is no quote, and in markup a string ends with its line at the latest.
  const strings = language.nature === 'prose' ? [] : language.strings;
  for (const string of strings) {
    const { open, close, multiline } = string;
    marks.push({
      open,
      close,
      escape: string.escape === '' ? 0 : string.escape.charCodeAt(0),
      multiline: multiline && (language.nature !== 'markup' || open === '`'),
      nested: false,
      isComment: false,
    });
  }
  const table: (Mark[] | undefined)[] = new Array(128).fill(undefined);
  for (const mark of marks.sort((a, b) => b.open.length - a.open.length)) {
    const first = mark.open.charCodeAt(0);
    if (first < 128) table[first] = [...(table[first] ?? []), mark];
  }
  return table;
}

/** `CHARACTER` of codes below 128; anything above counts as a letter. */
export function characterClasses(): Uint8Array {
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const isLetter =
      (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 36;
    if (isLetter) classes[code] = CHARACTER.letter;
    else if (code >= 48 && code <= 57) classes[code] = CHARACTER.digit;
    else if (code === 10) classes[code] = CHARACTER.newline;
    else if (code <= 32 || code === 127) classes[code] = CHARACTER.blank;
  }
  return classes;
}
