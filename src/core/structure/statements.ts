/**
 * Cuts a token stream into statements, so that a call broken over lines is one step of a comparison, as the same call
 * on one line is. Told from brackets and line ends alone, for every language alike.
 */
import { HashSet } from './hashSet.ts';
import { hashText, SEED } from './lexRules.ts';
import { TOKEN_KIND, type TokenStream } from './tokenStream.ts';

export interface Statement {
  /** 1-based line of the first token. */
  readonly startLine: number;
  /** 1-based line of the last token. */
  readonly endLine: number;
  /** Token positions, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const hashes = (words: string): HashSet =>
  new HashSet(words.split(' ').map((text) => hashText(text, 0, text.length, SEED.operator)));

const OPENS = hashes('( [');
const CLOSES = hashes(') ]');
const CURLY_OPEN = hashes('{');
const CURLY_CLOSE = hashes('}');
/** At the end of a line: the statement goes on. */
const GOES_ON_AFTER = hashes('= += -= *= /= || && ?? + => ? == === != !== |> . ?. ->');
/** At the start of a line: it belongs to what stands before. */
const GOES_ON_WITH = hashes('. ?. -> && || ?? ? |> + == === != !==');

/** In the order of the text; every token belongs to one statement. */
export function statementsOf({ hashes: table, kinds, tokens, lines }: TokenStream): Statement[] {
  const statements: Statement[] = [];
  /** Innermost bracket last; true: round or square. */
  const open: boolean[] = [];
  let start = 0;
  const hashOf = (i: number) =>
    kinds[tokens[i]!] === TOKEN_KIND.operator ? table[tokens[i]!]! : -1;
  for (let i = 0; i < tokens.length; i++) {
    const hash = hashOf(i);
    const isNewLine = i > start && lines[i] !== lines[i - 1];
    if (isNewLine && !open.at(-1) && !GOES_ON_WITH.has(hash) && !GOES_ON_AFTER.has(hashOf(i - 1))) {
      statements.push(statement(lines, start, i));
      start = i;
    }
    if (OPENS.has(hash)) open.push(true);
    else if (CURLY_OPEN.has(hash)) open.push(false);
    else if (CLOSES.has(hash) || CURLY_CLOSE.has(hash)) open.pop();
  }
  if (start < tokens.length) statements.push(statement(lines, start, tokens.length));
  return statements;
}

function statement(lines: Uint32Array, start: number, end: number): Statement {
  return { startLine: lines[start]!, endLine: lines[end - 1]!, start, end };
}
