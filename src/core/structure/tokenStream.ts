/** A file's tokens as numbers: one table of distinct tokens, positions into it, and a line per token. */

import type { IgnoredLines } from './ignoreComments.ts';

/** What a token is; from `identifier` on, a renamed copy may differ in it. */
export const TOKEN_KIND = { operator: 0, word: 1, identifier: 2, number: 3, string: 4 } as const;

export interface TokenStream {
  /** 32-bit hash of each distinct token's text, `(distinct)`. */
  readonly hashes: Uint32Array;
  /** A `TOKEN_KIND` per distinct token, `(distinct)`. */
  readonly kinds: Uint8Array;
  /** Positions into `hashes`, in the order of the text, `(tokens)`. */
  readonly tokens: Uint32Array;
  /** 1-based line of each token's first character, never falling, `(tokens)`. */
  readonly lines: Uint32Array;
  /** What ignore comments take out of findings. */
  readonly ignored: readonly IgnoredLines[];
}

/** Hashes that stand for "some identifier", "some number", "some string"; small, so that they are never a text's. */
const CLASS_HASHES = [0, 0, 1, 2, 3] as const;

/** What a renamed copy keeps: words and operators as they are, names and literals as their class. */
export function normalisedHash(hash: number, kind: number): number {
  return kind >= TOKEN_KIND.identifier ? CLASS_HASHES[kind]! : hash;
}

/** A half-open range of token positions. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** The tokens whose line is in `startLine..endLine`, both 1-based and inclusive. */
export function tokensInLines(stream: TokenStream, startLine: number, endLine: number): TokenRange {
  return { start: firstFrom(stream.lines, startLine), end: firstFrom(stream.lines, endLine + 1) };
}

/** How many lines have a token of the range: neither blank nor comment alone. */
export function linesWithTokens({ lines }: TokenStream, { start, end }: TokenRange): number {
  let count = 0;
  for (let i = start; i < end; i++) if (i === start || lines[i] !== lines[i - 1]) count++;
  return count;
}

/** Position of the first token on or after `line`. */
function firstFrom(lines: Uint32Array, line: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]! < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
