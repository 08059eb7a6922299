/** Cuts the functions of a file with the comment that documents each, by lines and indentation. */

import { cleanDoc } from './cleanDoc.ts';
import { type MiningLanguage, NOT_NAMES } from './functionHeads.ts';

export interface MinedFunction {
  readonly name: string;
  /** Cleaned comment or docstring; '' if none. */
  readonly doc: string;
  /** Without that comment, dedented. */
  readonly code: string;
  /** 1-based line of the head. */
  readonly line: number;
}

/** Lines of a function worth learning from: shorter says nothing, longer is cut by the encoder anyway (guess). */
const MIN_LINES = 3;
const MAX_LINES = 150;
/** A brace must open within this many lines of the head, or the head was a declaration (guess). */
const HEAD_LINES = 12;

/** Outer functions before inner ones; inner functions of more than three lines are mined too. */
export function mineFunctions(source: string, language: MiningLanguage): MinedFunction[] {
  const lines = source.split('\n');
  const found: MinedFunction[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.length > 400 || line.length < 6) continue;
    const name = headName(line, language);
    if (!name) continue;
    const indent = indentation(line);
    const last = lastLine(lines, i, indent, language);
    if (last === undefined || last - i + 1 < MIN_LINES || last - i + 1 > MAX_LINES) continue;
    let doc = cleanDoc(commentAbove(lines, i, language));
    let body = lines.slice(i, last + 1);
    if (language.name === 'python') {
      const split = withoutDocstring(body);
      body = split.body;
      if (split.docstring) doc = cleanDoc(split.docstring);
    }
    if (body.length < 2) continue;
    found.push({ name, doc, code: dedent(body, indent), line: i + 1 });
  }
  return found;
}

function headName(line: string, language: MiningLanguage): string | undefined {
  for (const head of language.heads) {
    const name = head.exec(line)?.groups?.['name'];
    if (!name || NOT_NAMES.has(name)) continue;
    const first = /^\s*([\w#]+)/.exec(line)?.[1];
    if (first && NOT_NAMES.has(first) && first !== 'function' && first !== 'new') continue;
    return name;
  }
  return undefined;
}

function lastLine(
  lines: readonly string[],
  head: number,
  indent: number,
  language: MiningLanguage,
): number | undefined {
  const limit = Math.min(lines.length, head + MAX_LINES + 2);
  if (language.end === 'indentation') return lastIndented(lines, head, indent, limit);
  if (language.end === 'paragraph') return lastOfParagraph(lines, head, limit);
  const closer = language.end === 'end' ? /^\s*end\b/ : /^\s*\}/;
  let opened = language.end === 'end';
  for (let i = head; i < limit; i++) {
    const line = lines[i]!;
    if (!opened) {
      if (line.includes('{')) opened = true;
      else if (/^\s*$|;\s*$/.test(line) || i - head > HEAD_LINES) return undefined;
      if (opened && i === head && /\}\s*[;,)]?\s*$/.test(line) && balanced(line)) return undefined;
    }
    if (i > head && line.length > 0 && indentation(line) === indent && closer.test(line)) {
      return opened ? i : undefined;
    }
    if (i > head && line.trim() !== '' && indentation(line) < indent) return undefined;
  }
  return undefined;
}

function lastIndented(
  lines: readonly string[],
  head: number,
  indent: number,
  limit: number,
): number | undefined {
  let last = head;
  for (let i = head + 1; i < limit; i++) {
    const line = lines[i]!;
    const text = line.trim();
    if (text === '') continue;
    if (indentation(line) <= indent) {
      if (/^[)\]]/.test(text) && i - head < HEAD_LINES) {
        last = i;
        continue;
      }
      return /^\}/.test(text) ? i : last;
    }
    last = i;
  }
  return limit === lines.length ? last : undefined;
}

function lastOfParagraph(
  lines: readonly string[],
  head: number,
  limit: number,
): number | undefined {
  for (let i = head + 1; i < limit; i++) {
    if (lines[i]!.trim() === '' && (lines[i + 1] === undefined || /^\S/.test(lines[i + 1]!))) {
      return i - 1;
    }
  }
  return limit === lines.length ? lines.length - 1 : undefined;
}

/** The comment that ends on the line above the head, annotations and attributes between them skipped. */
export function commentAbove(
  lines: readonly string[],
  head: number,
  language: MiningLanguage,
): string {
  let i = head - 1;
  // C in BSD and GNU style: the type has a line of its own.
  if (language.name === 'c' && /^[A-Za-z_][\w\s*]*$/.test(lines[i] ?? '')) i--;
  while (i >= 0 && /^\s*(?:@\w|#\[|\[\w+.*\]\s*$|template\s*<|@spec\b|#\s*@)/.test(lines[i]!)) {
    if (language.name === 'elixir' && /^\s*@doc\b/.test(lines[i]!)) break;
    i--;
  }
  if (i < 0) return '';
  const line = lines[i]!.trim();
  if (language.name === 'elixir') return elixirDoc(lines, i);
  if (line.endsWith('*/')) return blockAbove(lines, i, '/*');
  if (line.endsWith('-}')) return blockAbove(lines, i, '{-');
  const collected: string[] = [];
  while (i >= 0 && collected.length < 60) {
    const text = lines[i]!.trim();
    if (!text.startsWith(language.lineComment) || text.startsWith('#!')) break;
    if (language.lineComment === '#' && text.startsWith('#[')) break;
    collected.unshift(text);
    i--;
  }
  return collected.join('\n');
}

function blockAbove(lines: readonly string[], last: number, opener: string): string {
  for (let i = last; i >= 0 && last - i < 120; i--) {
    if (lines[i]!.includes(opener)) {
      return lines[i]!.trim().startsWith(opener) ? lines.slice(i, last + 1).join('\n') : '';
    }
  }
  return '';
}

function elixirDoc(lines: readonly string[], last: number): string {
  if (/^\s*@doc\s+"/.test(lines[last]!) && !lines[last]!.includes('"""')) {
    return lines[last]!.replace(/^\s*@doc\s+"/, '').replace(/"\s*$/, '');
  }
  if (lines[last]!.trim() !== '"""') return '';
  for (let i = last - 1; i >= 0 && last - i < 120; i--) {
    if (lines[i]!.includes('"""')) {
      return /@doc\b/.test(lines[i]!) ? lines.slice(i + 1, last).join('\n') : '';
    }
  }
  return '';
}

/** A Python body and what its docstring says. */
export function withoutDocstring(body: readonly string[]): { body: string[]; docstring: string } {
  let i = 0;
  while (i < body.length && i < HEAD_LINES && !/:\s*(?:#.*)?$/.test(body[i]!)) i++;
  const first = i + 1;
  const open = /^\s*[rRuUbBfF]{0,2}("""|''')/.exec(body[first] ?? '');
  if (!open) return { body: [...body], docstring: '' };
  const quote = open[1]!;
  let last = first;
  const rest = body[first]!.slice(open[0].length);
  if (!rest.includes(quote)) {
    last++;
    while (last < body.length && !body[last]!.includes(quote)) last++;
    if (last >= body.length) return { body: [...body], docstring: '' };
  }
  const text = body
    .slice(first, last + 1)
    .join('\n')
    .replace(open[0], '');
  return {
    body: [...body.slice(0, first), ...body.slice(last + 1)],
    docstring: text.slice(0, text.indexOf(quote)),
  };
}

function indentation(line: string): number {
  let n = 0;
  while (n < line.length && (line[n] === ' ' || line[n] === '\t')) n++;
  return n;
}

function dedent(lines: readonly string[], indent: number): string {
  return lines
    .map((line) => (indentation(line) >= indent ? line.slice(indent) : line.trimStart()).trimEnd())
    .join('\n');
}

function balanced(line: string): boolean {
  let depth = 0;
  for (const c of line) {
    if (c === '{') depth++;
    else if (c === '}') depth--;
  }
  return depth === 0;
}
