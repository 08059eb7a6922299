/** The comment that stands before a definition, and docstrings, cleaned of their marks. */
import type { Language } from './language.ts';
import type { SourceText } from './sourceText.ts';

/** A longer comment is a chapter, not a doc comment: its end is kept out of the index. */
const MAX_DOC_CHARACTERS = 4000;

export interface DocComment {
  readonly doc: string;
  /** First line of the comment. */
  readonly startLine: number;
}

/** The comment whose last line is the one before `line`, read upwards; undefined if there is none. */
export function docBefore(
  source: SourceText,
  line: number,
  language: Language,
): DocComment | undefined {
  let start = line;
  // Older JavaScript leaves a line between a doc block and what it is about.
  const isApart =
    line > 2 && source.line(line - 1) === '' && /^\s*\*\/\s*$/.test(source.line(line - 2));
  if (isApart) {
    const first = startOfComment(source, line - 2, '*/', language);
    if (first === undefined || !source.line(first).trim().startsWith('/**')) return undefined;
    const doc = cleanComment(source.lines.slice(first - 1, line - 2), language);
    return isLicence(doc) ? undefined : { doc, startLine: first };
  }
  while (start > 1) {
    const above = source.line(start - 1).trim();
    const first = above === '' ? undefined : startOfComment(source, start - 1, above, language);
    if (first === undefined) break;
    start = first;
  }
  if (start === line) return undefined;
  const doc = cleanComment(source.lines.slice(start - 1, line - 1), language);
  return { doc, startLine: start };
}

/** First line of the comment that ends on this line, undefined if the line is no comment. */
function startOfComment(
  source: SourceText,
  line: number,
  trimmed: string,
  language: Language,
): number | undefined {
  for (const [open, close] of language.blockComments) {
    if (!trimmed.endsWith(close)) continue;
    for (let first = line; first >= 1 && line - first < 400; first--) {
      const text = source.line(first).trim();
      if (text.startsWith(open)) return first;
      // Lines inside, ` * text/*`, may hold what looks like an opening.
      if (text.includes(open) && !text.startsWith('*')) return undefined;
    }
  }
  if (language.lineComments.some((mark) => trimmed.startsWith(mark)) && !trimmed.startsWith('#!')) {
    return line;
  }
  return undefined;
}

/** Comment lines without marks, decoration, tags' signs and the indentation they share. */
export function cleanComment(lines: readonly string[], language: Language): string {
  const kept = lines.map((line) => {
    let text = line.trim();
    for (const [open, close] of language.blockComments) {
      if (text.startsWith(open)) text = text.slice(open.length);
      if (text.endsWith(close)) text = text.slice(0, -close.length);
    }
    for (const mark of language.lineComments) {
      if (text.startsWith(mark)) text = text.slice(mark.length);
    }
    // `/**`, `///`, `//!`, `--|`, ` * ` and ruled lines.
    return text.replace(/^\s*[/*!|#;%=~+-]*\s?/, '').replace(/\s*([*=#~/-]{3,}|\*+)$/, '');
  });
  return cleanProse(kept);
}

/** A docstring's content: the literal without its quotes. */
export function cleanDocstring(literal: string): string {
  const bare = literal.replace(/^[a-zA-Z@$~]*("""|'''|"|'|`)/, '').replace(/("""|'''|"|'|`)$/, '');
  return cleanProse(bare.split('\n'));
}

function cleanProse(lines: readonly string[]): string {
  const text = lines
    .map((line) =>
      line
        .replace(
          /<\/?(summary|remarks|para|p|code|see|c|returns|param|inheritdoc)\b[^>]*\/?>/g,
          ' ',
        )
        .replace(/\{@(?:link|code|linkplain)\s+([^}]*)\}/g, '$1')
        .trim(),
    )
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return text.length > MAX_DOC_CHARACTERS ? text.slice(0, MAX_DOC_CHARACTERS) : text;
}

/** Comments at the top of a file that only say who owns it. */
export function isLicence(text: string): boolean {
  return /copyright|licen[sc]ed? (under|to)|SPDX-License|all rights reserved|permission is hereby/i.test(
    text,
  );
}
