/** Commented lines that are no function: types, fields, signatures, statements; each says which words go together. */
import { cleanDoc, docFault } from '../siamese/mining/cleanDoc.ts';
import type { MiningLanguage } from '../siamese/mining/functionHeads.ts';
import { commentAbove, withoutDocstring } from '../siamese/mining/mineFunctions.ts';

export interface Declaration {
  /** '' where a statement or a field is commented. */
  readonly name: string;
  readonly doc: string;
  /** Up to the first empty line; of a Python class the first lines. */
  readonly code: string;
}

const MOST_LINES = 10;
const KEYWORD =
  /\b(?:class|interface|struct|enum|trait|object|module|type|const|let|var|val|static|fn|func|fun|def|function)\s+([A-Za-z_$][\w$]*)/;
const COMMENT = /^\s*(?:\/[/*]|\*|#|--|\{-|"""|''')/;

/** @param skipped 1-based lines of what was cut as functions */
export function commentedDeclarations(
  source: string,
  language: MiningLanguage,
  skipped: ReadonlySet<number>,
): Declaration[] {
  const lines = source.split('\n');
  return lines.flatMap((line, i) => {
    if (skipped.has(i + 1) || line.length > 400 || line.trim() === '' || COMMENT.test(line)) {
      return [];
    }
    const { body, comment } = described(lines, i, language);
    const doc = cleanDoc(comment);
    if (doc === '' || docFault(doc)) return [];
    return [{ name: KEYWORD.exec(line)?.[1] ?? '', doc, code: body.join('\n').trim() }];
  });
}

function described(lines: readonly string[], head: number, language: MiningLanguage) {
  if (language.name === 'python' && /^\s*class\s/.test(lines[head]!)) {
    const { body, docstring } = withoutDocstring(lines.slice(head, head + 3 * MOST_LINES));
    return { body: body.slice(0, MOST_LINES), comment: docstring };
  }
  const body = lines.slice(head, head + MOST_LINES);
  const end = body.findIndex((line, i) => i > 0 && (line.trim() === '' || COMMENT.test(line)));
  return {
    body: end < 0 ? body : body.slice(0, end),
    comment: commentAbove(lines, head, language),
  };
}
