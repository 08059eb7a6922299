/** Code as comments, strings, numbers, words and the rest: enough to change one of them without breaking another. */

export type PieceKind = 'comment' | 'string' | 'number' | 'word' | 'other';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

/** `#` opens a comment only before a space or a letter outside C's directives, `--` only before a space. */
const PIECE =
  /(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*|#(?!(?:include|define|if|ifdef|ifndef|endif|else|elif|undef|pragma|error)\b)(?=[ !#\w])[^\n]*|--[ \t][^\n]*|\{-[\s\S]*?-\})|(?<string>"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_$][\w$]*)|(?<other>\s+|[\s\S])/g;

/** The pieces' texts, joined, are `code`. */
export function splitPieces(code: string): Piece[] {
  const pieces: Piece[] = [];
  for (const match of code.matchAll(PIECE)) {
    const groups = match.groups!;
    const kind = (['comment', 'string', 'number', 'word', 'other'] as const).find(
      (name) => groups[name] !== undefined,
    )!;
    pieces.push({ kind, text: match[0] });
  }
  return pieces;
}
