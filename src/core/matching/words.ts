/**
 * Text → the words it is found by: identifiers whole and in pieces (camelCase, snake_case, acronyms,
 * digits), stemmed, without stop words. The lexical index and queries both use this one splitter.
 */
import { stem } from './stem.ts';

/** Names the rules: another version needs another lexical index. */
export const WORDS_VERSION = '1';

/** Longer ones are data (base64, hashes), not words. */
const LONGEST_WORD = 64;
/** Distinct identifiers remembered before starting afresh: about 10 MB, most of a large repository's. */
const REMEMBERED = 65_536;

const IDENTIFIER = /[\p{L}\p{N}_$\p{M}]+/gu;
/** An acronym, a hump, a run of digits, or letters without case. */
const PIECE = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{Lo}+/gu;
/** Scripts written without blanks: their words are found by pairs of characters. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]+$/u;

/** English words that say nothing of the subject; both sides drop them. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after all also am an and any are as at be because been before being between both but by
  can cannot could did do does doing don down during each few for from further had has have having
  he her here hers him his how i if in into is it its itself just ll me more most my no nor not now
  of off on once only or other our out over own re s same she should so some such t than that the
  their them then there these they this those through to too under until up ve very was we were
  what when where which while who whom why will with would you your`.split(/\s+/),
);

export class WordSplitter {
  readonly version = WORDS_VERSION;
  private readonly remembered = new Map<string, readonly string[]>();

  /** All words in order of appearance, with repetitions: an identifier whole, then its pieces. */
  readonly split = (text: string): string[] => {
    const words: string[] = [];
    for (const identifier of text.match(IDENTIFIER) ?? []) {
      if (identifier.length > LONGEST_WORD) continue;
      for (const word of this.wordsOf(identifier)) words.push(word);
    }
    return words;
  };

  private wordsOf(identifier: string): readonly string[] {
    const known = this.remembered.get(identifier);
    if (known) return known;
    const words = wordsOfIdentifier(identifier);
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(identifier, words);
    return words;
  }
}

/** The pieces of one identifier as written: `parseHTTPHeader_v2` → parse, HTTP, Header, v, 2. */
export function identifierPieces(identifier: string): string[] {
  return identifier.match(PIECE) ?? [];
}

function wordsOfIdentifier(identifier: string): readonly string[] {
  const pieces = identifierPieces(identifier);
  if (pieces.length === 1) return wordsOfPiece(pieces[0]!);
  const words: string[] = [];
  const whole = identifier.replace(/[_$]/g, '').toLowerCase();
  if (whole !== '') words.push(whole);
  for (const piece of pieces) words.push(...wordsOfPiece(piece));
  return words;
}

function wordsOfPiece(piece: string): readonly string[] {
  const lower = piece.toLowerCase();
  if (UNSPACED.test(lower)) return pairs(lower);
  if (STOP_WORDS.has(lower) || /^\p{N}$/u.test(lower)) return [];
  return [stem(lower)];
}

function pairs(text: string): string[] {
  const characters = [...text];
  if (characters.length < 3) return [text];
  return characters.slice(1).map((character, i) => characters[i]! + character);
}
