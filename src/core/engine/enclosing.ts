/** From a cursor to the snippet it stands in, also where the text has changed since it was indexed. */
import type { Snippet } from '../snippets/snippet.ts';

export interface Lines {
  /** 1-based, inclusive. */
  readonly startLine: number;
  /** 1-based, inclusive. */
  readonly endLine: number;
}

/**
 * The innermost function or method around a line, else the innermost other snippet, else the lines just written,
 * else the lines up to the next blank ones.
 * @param line 1-based, in `now`.
 * @param snippets of the text as it was indexed.
 * @param indexed the text as it was indexed; `now`: as it is in the editor.
 * @returns lines of `now`.
 */
export function enclosingLines(
  line: number,
  snippets: readonly Snippet[],
  { indexed, now }: { readonly indexed: string; readonly now: string },
): Lines {
  const before = indexed.split(/\r?\n/);
  const after = now.split(/\r?\n/);
  const change = changedLines(before, after);
  const grown = after.length - before.length;
  const isNew = line > change.head && line <= after.length - change.tail;
  // Where in the indexed text the line is, or was before it was changed.
  const then = line <= change.head ? line : isNew ? change.head : line - grown;
  const around = snippets
    .filter(({ startLine, endLine }) => startLine <= then && then <= endLine)
    // A change right after a snippet is not in it.
    .filter(({ endLine }) => !(isNew && endLine === change.head))
    .sort((a, b) => rank(a) - rank(b) || length(a) - length(b));
  const [best] = around;
  const toNow = (at: number) => (at <= change.head ? at : at + grown);
  if (best && best.kind !== 'window')
    return { startLine: toNow(best.startLine), endLine: toNow(best.endLine) };
  if (isNew && change.head < before.length)
    return { startLine: change.head + 1, endLine: after.length - change.tail };
  return paragraph(line, after);
}

/** Lines that are the same at the head and at the tail; what lies between has changed. */
function changedLines(before: readonly string[], after: readonly string[]) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { head, tail };
}

function rank({ kind }: Snippet): number {
  if (kind === 'function' || kind === 'method') return 0;
  return kind === 'window' ? 2 : 1;
}

function length({ startLine, endLine }: Snippet): number {
  return endLine - startLine;
}

function paragraph(line: number, lines: readonly string[]): Lines {
  const isBlank = (at: number) => (lines[at - 1] ?? '').trim() === '';
  let startLine = line;
  let endLine = line;
  while (!isBlank(startLine - 1)) startLine--;
  while (!isBlank(endLine + 1)) endLine++;
  return { startLine, endLine };
}
