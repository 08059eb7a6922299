/**
 * Source text → tokens, by one hand-written scanner for every language.
 * Comments, layout, quote style, optional semicolons and trailing commas, import lines and docstrings leave no trace,
 * so that a reformatted copy has the same tokens. It need not understand a language, only never lose its way for long.
 */
import { defineLanguage, type Language } from '../snippets/language.ts';
import { ignoredLines } from './ignoreComments.ts';
import {
  CHARACTER,
  characterClasses,
  finishHash,
  hashText,
  type LexRules,
  lexRules,
  type Mark,
  SEED,
} from './lexRules.ts';
import { TOKEN_KIND, type TokenStream } from './tokenStream.ts';
import { TokenTable } from './tokenTable.ts';

export type Lex = (text: string) => TokenStream;

/** What a language that the table does not know probably looks like. */
const UNKNOWN_LANGUAGE = defineLanguage({
  id: 'unknown',
  name: 'Unknown',
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  strings: ['"', "'"].map((open) => ({ open, close: open, escape: '\\', multiline: false })),
  keywords: `break case catch class const continue default def do else elif end enum false finally fn for foreach
    func function if import in interface let local match module new nil none null package private protected public
    return self static struct super switch then this throw true try type use using var void when while with yield`,
});

/** Longest first; runs that are not listed are single characters, so that `=-1` and `= -1` are the same. */
const OPERATORS =
  `=== !== ... <=> **= ||= &&= ??= == != <= >= => -> && || ?? ?. :: ++ -- += -= *= /= %= |= &= ^= :=
  << <- |> ..`.split(/\s+/);

const CODE = {
  quote: 39,
  open: 40,
  close: 41,
  comma: 44,
  dot: 46,
  slash: 47,
  semicolon: 59,
  squareOpen: 91,
  backslash: 92,
  squareClose: 93,
  backtick: 96,
  curlyOpen: 123,
  curlyClose: 125,
} as const;

/** A scanner for one language, to be used for any number of its texts. */
export function createLexer(language: Language | undefined): Lex {
  const rules = lexRules(language ?? UNKNOWN_LANGUAGE);
  const classes = characterClasses();
  const operators = operatorTable();
  return (text) => scan(text, rules, classes, operators);
}

interface Operator {
  readonly text: string;
  readonly hash: number;
}

function operatorTable(): (readonly Operator[] | undefined)[] {
  const table: (Operator[] | undefined)[] = new Array(128).fill(undefined);
  for (const text of OPERATORS) {
    const operator = { text, hash: operatorHash(text) };
    const first = text.charCodeAt(0);
    table[first] = [...(table[first] ?? []), operator];
  }
  return table;
}

function operatorHash(text: string): number {
  return hashText(text, 0, text.length, SEED.operator);
}

const ARROW = operatorHash('=>');
const COMMA = operatorHash(',');
const PAREN_OPEN = operatorHash('(');
const PAREN_CLOSE = operatorHash(')');
const SQUARE_CLOSE = operatorHash(']');
const CURLY_CLOSE = operatorHash('}');

function scan(
  text: string,
  rules: LexRules,
  classes: Uint8Array,
  operators: readonly (readonly Operator[] | undefined)[],
): TokenStream {
  const length = text.length;
  const table = new TokenTable(length >> 2);
  let line = 1;
  let at = 0;
  let lineHasToken = false;

  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code]! : CHARACTER.letter;
    if (kind === CHARACTER.blank) {
      at++;
      continue;
    }
    if (kind === CHARACTER.newline) {
      line++;
      at++;
      lineHasToken = false;
      continue;
    }
    if (kind === CHARACTER.letter || kind === CHARACTER.other) {
      const mark = code < 128 ? markAt(text, at, rules.marks[code]) : undefined;
      if (mark?.isComment) {
        const end = endOfComment(text, at, mark);
        line += newlinesBetween(text, at, end);
        at = end;
        continue;
      }
      const end = mark ? endOfString(text, at, mark, rules) : -1;
      if (mark && end > 0) {
        const isDocstring = rules.docstrings && !lineHasToken && standsAlone(text, end, table);
        if (!isDocstring) {
          const from = at + mark.open.length;
          const to = Math.max(from, end - mark.close.length);
          table.push(hashText(text, from, to, SEED.string), TOKEN_KIND.string, line);
          lineHasToken = true;
        }
        line += newlinesBetween(text, at, end);
        at = end;
        continue;
      }
    }
    if (kind === CHARACTER.letter) {
      const start = at;
      let running = 0x811c9dc5 ^ SEED.word;
      for (; at < length; at++) {
        let next = text.charCodeAt(at);
        if (next < 128) {
          const nextKind = classes[next]!;
          if (nextKind !== CHARACTER.letter && nextKind !== CHARACTER.digit) break;
          if (rules.caseInsensitive && next >= 65 && next <= 90) next += 32;
        }
        running = Math.imul(running ^ next, 0x01000193);
      }
      const hash = finishHash(running);
      if (!lineHasToken && rules.imports.has(hash)) {
        const end = endOfImport(text, at, text.slice(start, at));
        if (end > 0) {
          line += newlinesBetween(text, at, end);
          at = end;
          continue;
        }
      }
      const isWord = rules.keepsNames || rules.keywords.has(hash);
      table.push(hash, isWord ? TOKEN_KIND.word : TOKEN_KIND.identifier, line);
      lineHasToken = true;
      continue;
    }
    if (kind === CHARACTER.digit) {
      const end = endOfNumber(text, at, classes);
      const tokenKind = rules.keepsNames ? TOKEN_KIND.word : TOKEN_KIND.number;
      table.push(hashText(text, at, end, SEED.number), tokenKind, line);
      at = end;
      lineHasToken = true;
      continue;
    }
    if (code === CODE.semicolon) {
      at++;
      continue;
    }
    if (code === CODE.slash && rules.regexes && mayBeRegex(table)) {
      const end = endOfRegex(text, at, classes);
      if (end > 0) {
        table.push(hashText(text, at, end, SEED.string), TOKEN_KIND.string, line);
        at = end;
        lineHasToken = true;
        continue;
      }
    }
    if (code === CODE.quote && rules.characterLiterals) {
      const end = endOfCharacter(text, at);
      if (end > 0) {
        table.push(hashText(text, at + 1, end - 1, SEED.string), TOKEN_KIND.string, line);
        at = end;
        lineHasToken = true;
        continue;
      }
    }
    const operator = operatorAt(text, at, operators[code]);
    const hash = operator?.hash ?? hashText(text, at, at + 1, SEED.operator);
    if (hash === ARROW && rules.arrows) openSingleParameter(table);
    const closes = hash === PAREN_CLOSE || hash === SQUARE_CLOSE || hash === CURLY_CLOSE;
    if (closes && table.hashAt(0) === COMMA) table.drop(1);
    table.push(hash, TOKEN_KIND.operator, line);
    at += operator?.text.length ?? 1;
    lineHasToken = true;
  }
  return { ...table.finish(), ignored: ignoredLines(text) };
}

function markAt(text: string, at: number, marks: readonly Mark[] | undefined): Mark | undefined {
  if (marks) {
    for (const mark of marks) if (text.startsWith(mark.open, at)) return mark;
  }
  return undefined;
}

function operatorAt(
  text: string,
  at: number,
  operators: readonly Operator[] | undefined,
): Operator | undefined {
  if (operators) {
    for (const operator of operators) if (text.startsWith(operator.text, at)) return operator;
  }
  return undefined;
}

/** Position after the comment; an unclosed one ends with the text. */
function endOfComment(text: string, at: number, mark: Mark): number {
  if (mark.close === '') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  let from = at + mark.open.length;
  for (let depth = 1; ; ) {
    const close = text.indexOf(mark.close, from);
    if (close < 0) return text.length;
    if (mark.nested) {
      const open = text.indexOf(mark.open, from);
      if (open >= 0 && open < close) {
        depth++;
        from = open + mark.open.length;
        continue;
      }
    }
    from = close + mark.close.length;
    if (--depth === 0) return from;
  }
}

/** Position after the string; −1 where it is none, such as an apostrophe in running text. */
function endOfString(text: string, at: number, mark: Mark, rules: LexRules): number {
  const { close, escape: escapeCode, multiline } = mark;
  const first = close.charCodeAt(0);
  const isTemplate = rules.templates && first === CODE.backtick;
  for (let i = at + mark.open.length; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === first && text.startsWith(close, i)) {
      const after = i + close.length;
      if (escapeCode !== first || text.charCodeAt(after) !== first) return after;
      i = after;
    } else if (code === escapeCode) {
      i++;
    } else if (code === 10 && !multiline) {
      return -1;
    } else if (isTemplate && code === 36 && text.charCodeAt(i + 1) === CODE.curlyOpen) {
      i = endOfSubstitution(text, i + 2, mark, rules) - 1;
    }
  }
  return multiline ? text.length : -1;
}

/** Position after the `}` that closes a template's `${`. */
function endOfSubstitution(text: string, at: number, mark: Mark, rules: LexRules): number {
  let depth = 1;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === CODE.curlyOpen) depth++;
    else if (code === CODE.curlyClose && --depth === 0) return i + 1;
    else if (code === CODE.backtick) i = endOfString(text, i, mark, rules) - 1;
  }
  return text.length;
}

/** A string with nothing before it on its line (the caller knows) and nothing after it. */
function standsAlone(text: string, end: number, table: TokenTable): boolean {
  for (let i = end; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 35) break;
    if (code !== 32 && code !== 9 && code !== 13 && code !== CODE.semicolon) return false;
  }
  // Inside a call or a list it is a value: those leave an opening bracket, a comma or an operator behind.
  const before = table.hashAt(0);
  const kind = table.kindAt(0);
  if (kind === TOKEN_KIND.string) return false;
  return kind !== TOKEN_KIND.operator || before === PAREN_CLOSE || before === COLON;
}

const COLON = operatorHash(':');

function endOfNumber(text: string, at: number, classes: Uint8Array): number {
  let i = at + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? classes[code]! : CHARACTER.other;
    if (kind === CHARACTER.letter || kind === CHARACTER.digit) continue;
    // `1.5` but neither `1..5` nor `1.toString()`.
    const next = text.charCodeAt(i + 1);
    if (code === CODE.dot && next >= 48 && next <= 57) continue;
    const before = text.charCodeAt(i - 1) | 32;
    const isSign = code === 43 || code === 45;
    if (isSign && before === 101 && next >= 48 && next <= 57 && text.charCodeAt(at + 1) !== 120) {
      continue;
    }
    break;
  }
  return i;
}

/** After a value a slash divides; anywhere else it opens a literal. */
function mayBeRegex(table: TokenTable): boolean {
  const kind = table.kindAt(0);
  if (kind === TOKEN_KIND.word) return true;
  if (kind !== TOKEN_KIND.operator) return kind === -1;
  const before = table.hashAt(0);
  return before !== PAREN_CLOSE && before !== SQUARE_CLOSE && before !== CURLY_CLOSE;
}

/** Position after the literal and its flags; −1 where the line ends first. */
function endOfRegex(text: string, at: number, classes: Uint8Array): number {
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) return -1;
    if (code === CODE.backslash) i++;
    else if (code === CODE.squareOpen) inClass = true;
    else if (code === CODE.squareClose) inClass = false;
    else if (code === CODE.slash && !inClass) {
      if (i === at + 1) return -1;
      do i++;
      while (i < text.length && (classes[text.charCodeAt(i)] ?? 0) === CHARACTER.letter);
      return i;
    }
  }
  return -1;
}

/** Position after `'x'` or `'\n'`; −1 for a lifetime, a label or an apostrophe. */
function endOfCharacter(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === CODE.backslash) {
    const end = text.indexOf("'", at + 3);
    return end > 0 && end - at < 14 ? end + 1 : -1;
  }
  return text.charCodeAt(at + 2) === CODE.quote ? at + 3 : -1;
}

/**
 * Position after an import that began with `word`; −1 where it is none (`import(…)`, `using (…)`, `from` as a name).
 * It ends with its line or semicolon once its brackets are closed.
 */
function endOfImport(text: string, at: number, word: string): number {
  let first = at;
  while (text.charCodeAt(first) === 32) first++;
  const code = text.charCodeAt(first);
  if (
    first === at &&
    code !== 10 &&
    code !== CODE.quote &&
    code !== 34 &&
    code !== CODE.curlyOpen
  ) {
    return -1;
  }
  if (code === CODE.open && (word !== 'import' || first === at)) return -1;
  if (code === CODE.dot || code === 61 || text.startsWith('var ', first)) return -1;
  let depth = 0;
  for (let i = first; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case CODE.open:
      case CODE.curlyOpen:
      case CODE.squareOpen:
        depth++;
        break;
      case CODE.close:
      case CODE.curlyClose:
      case CODE.squareClose:
        if (--depth < 0) return i;
        break;
      case CODE.backslash:
        i++;
        break;
      case CODE.semicolon:
        return i + 1;
      case 10:
        if (depth === 0) return i;
        break;
      default:
    }
  }
  return text.length;
}

/** `(x) =>` becomes `x =>`: formatters disagree about the brackets. */
function openSingleParameter(table: TokenTable): void {
  const isSingle =
    table.hashAt(0) === PAREN_CLOSE &&
    table.kindAt(1) === TOKEN_KIND.identifier &&
    table.hashAt(2) === PAREN_OPEN;
  if (!isSingle) return;
  const hash = table.hashAt(1);
  const line = table.lineAt(1);
  table.drop(3);
  table.push(hash, TOKEN_KIND.identifier, line);
}

function newlinesBetween(text: string, start: number, end: number): number {
  let lines = 0;
  for (let i = text.indexOf('\n', start); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) lines++;
  return lines;
}
