/** A file's text with its lines: positions to line numbers, ranges to dedented snippets, hashes. */
import { createHash } from 'node:crypto';
import type { Snippet, SnippetKind, SnippetText } from './snippet.ts';

/** A range of lines that will be a snippet; `text` only where it is not simply those lines. */
export interface Cut {
  readonly kind: SnippetKind;
  readonly name: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly doc: string;
  readonly text?: string;
}

export class SourceText {
  /** Line ends are `\n`, without a byte order mark; offsets of the parser count in this. */
  readonly text: string;
  readonly lines: readonly string[];
  readonly #starts: Uint32Array;

  constructor(text: string) {
    this.text = normalise(text);
    this.lines = this.text.split('\n');
    this.#starts = new Uint32Array(this.lines.length);
    let at = 0;
    this.lines.forEach((line, i) => {
      this.#starts[i] = at;
      at += line.length + 1;
    });
  }

  /** Lines as people count them: a newline at the end opens no further line. */
  get lineCount(): number {
    const { length } = this.lines;
    return length > 1 && this.lines[length - 1] === '' ? length - 1 : length;
  }

  /** 1-based line of a UTF-16 offset, by bisection. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** 1-based line of the last character before `end`; nodes often end behind their last newline. */
  endLineAt(start: number, end: number): number {
    let last = end;
    while (last > start + 1 && isBlankCode(this.text.charCodeAt(last - 1))) last--;
    return this.lineAt(Math.max(start, last - 1));
  }

  lineStart(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  line(line: number): string {
    return this.lines[line - 1] ?? '';
  }

  /** The lines without their common indentation and without blank lines around: the same code reads the same anywhere. */
  slice(startLine: number, endLine: number): string {
    return dedent(this.lines.slice(startLine - 1, endLine));
  }

  snippet(cut: Cut): SnippetText {
    const text = cut.text ?? this.slice(cut.startLine, cut.endLine);
    const { kind, name, startLine, endLine, doc } = cut;
    return { kind, name, startLine, endLine, doc, textHash: hashText(text), text };
  }
}

/** `Snippet.textHash` of a text. */
export function hashText(text: string): Snippet['textHash'] {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Without byte order mark; every way to end a line becomes `\n`. */
export function normalise(text: string): string {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return bare.includes('\r') ? bare.replace(/\r\n?/g, '\n') : bare;
}

/** Removes the indentation that all lines share (tabs and blanks as they are), and blank lines at both ends. */
export function dedent(lines: readonly string[]): string {
  let first = 0;
  let last = lines.length;
  while (first < last && lines[first]!.trim() === '') first++;
  while (last > first && lines[last - 1]!.trim() === '') last--;
  let common: string | undefined;
  for (let i = first; i < last; i++) {
    const line = lines[i]!;
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)![0];
    common = common === undefined ? indent : commonPrefix(common, indent);
    if (common === '') break;
  }
  const cut = common?.length ?? 0;
  const kept: string[] = [];
  for (let i = first; i < last; i++) kept.push(lines[i]!.slice(cut).trimEnd());
  return kept.join('\n');
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function isBlankCode(code: number): boolean {
  return code === 10 || code === 32 || code === 9;
}
