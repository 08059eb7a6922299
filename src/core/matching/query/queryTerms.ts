/** The words of a query and how much each says: rare words much, words about code as such little. */
import { stem } from '../stem.ts';
import { identifierPieces, STOP_WORDS, type WordSplitter } from '../words.ts';

export interface QueryTerm {
  /** As the lexical index has it. */
  readonly word: string;
  /** As typed: the identifier it comes from. */
  readonly typed: string;
  /** 0..1: how much of the subject it carries, apart from its rarity: less towards the end. */
  readonly weight: number;
}

export interface QueryTerms {
  readonly terms: readonly QueryTerm[];
  /** Names exactly as typed. */
  readonly written: ReadonlySet<string>;
  /** Names lower-case without separators: `Foo::barBaz` → foobarbaz, foo, barbaz. */
  readonly names: ReadonlySet<string>;
  /** The names among them that are written like code, not like prose. */
  readonly codeNames: ReadonlySet<string>;
}

/**
 * Words that people put around the subject when they ask about code; stemmed.
 * Chosen from general knowledge of such questions, not from measured queries.
 */
const TALK = new Set(
  `implement implementation work logic code use handle handling provide support define definition
  create creation make perform function method class module file behavior functionality internal
  internally mechanism various different main core specific custom general related example`
    .split(/\s+/)
    .map(stem),
);
/** How much a word of talk counts beside a word of the subject (guess between 0 and 1). */
const TALK_WEIGHT = 0.4;

/** People name the subject first and circumstances last (measured: docs/search.md). */
const LAST_WORD_LOSES = 0.5;

/** A pasted page is known by its beginning; more words only cost time. */
const MOST_TERMS = 40;

const NAME = /[\p{L}\p{N}_$\p{M}]+[!?]?/gu;
const IDENTIFIER = /[\p{L}\p{N}_$\p{M}]+/gu;

/** @param isVerbatim a piece of code: every word of it says the same */
export function queryTerms(
  text: string,
  splitter: WordSplitter,
  { isVerbatim = false } = {},
): QueryTerms {
  const typed = new Map<string, string>();
  for (const identifier of text.match(IDENTIFIER) ?? []) {
    for (const word of splitter.split(identifier)) {
      if (!typed.has(word)) typed.set(word, identifier);
    }
  }
  const terms = [...typed].slice(0, MOST_TERMS).map(([word, typed], i, { length }) => ({
    word,
    typed,
    weight: isVerbatim
      ? 1
      : (TALK.has(word) ? TALK_WEIGHT : 1) * (1 - (LAST_WORD_LOSES * i) / length),
  }));
  const names = new Set<string>();
  const written = new Set<string>();
  const codeNames = new Set<string>();
  for (const name of text.match(NAME) ?? []) {
    const plain = plainName(name);
    if (plain === '' || splitter.split(name).length === 0) continue;
    names.add(plain);
    written.add(name).add(name.replace(/[!?]$/u, ''));
    if (isWrittenLikeCode(name)) codeNames.add(plain);
  }
  for (const pair of pairs(text)) names.add(pair);
  return { terms, written, names, codeNames };
}

/** Neighboring words as the one identifier they may be in code: `event loop` → eventloop. */
function pairs(text: string): string[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}_])(\p{L}{2,}) (?=(\p{L}{2,}))/gu)]
    .filter(([, a, b]) => !STOP_WORDS.has(a!.toLowerCase()) && !STOP_WORDS.has(b!.toLowerCase()))
    .map(([, a, b]) => (a! + b!).toLowerCase());
}

/** A name in lower case without `_` and `$`: spellings of one name are equal. */
export function plainName(name: string): string {
  return name.replace(/[_$!?]/g, '').toLowerCase();
}

/** camelCase, PascalCase of two humps, snake_case, or a name with digits. */
function isWrittenLikeCode(name: string): boolean {
  return /[_$\p{N}]/u.test(name) || (identifierPieces(name).length > 1 && /\p{Ll}/u.test(name));
}
