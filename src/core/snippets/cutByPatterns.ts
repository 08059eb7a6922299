/** Cuts languages without a grammar: definitions by the look of their first line, ended by indentation. */
import { coverRest } from './coverRest.ts';
import { DEFINITION_PATTERNS, type DefinitionPattern } from './definitionPatterns.ts';
import { docBefore } from './docComment.ts';
import type { Language } from './language.ts';
import type { Cut, SourceText } from './sourceText.ts';

interface Open {
  readonly name: string;
  readonly indent: number;
  readonly endLine: number;
}

export function cutByPatterns(source: SourceText, language: Language | undefined): Cut[] {
  const patterns = language && DEFINITION_PATTERNS[language.id];
  if (!patterns) return coverRest(source, [], language);
  const cuts: Cut[] = [];
  const covered = new Array<boolean>(source.lineCount).fill(false);
  const around: Open[] = [];
  for (let line = 1; line <= source.lineCount; line++) {
    const match = matchLine(source, line, patterns);
    if (!match) continue;
    while (around.length > 0 && around.at(-1)!.endLine < line) around.pop();
    const { pattern, name } = match;
    const endLine = endOf(source, line, pattern, patterns, language);
    const qualified = [...around.map((open) => open.name), name].join('.');
    const comment = docBefore(source, line, language);
    const isMember = around.length > 0;
    const kind = pattern.kind === 'function' && isMember ? 'method' : pattern.kind;
    const previous = cuts.at(-1);
    if (
      previous?.name === qualified &&
      previous.endLine + 1 >= (comment?.startLine ?? line) &&
      kind !== 'class'
    ) {
      // Clauses of one function.
      cuts[cuts.length - 1] = { ...previous, endLine };
    } else {
      cuts.push({ kind, name: qualified, startLine: line, endLine, doc: comment?.doc ?? '' });
    }
    for (let i = comment?.startLine ?? line; i <= endLine; i++) covered[i - 1] = true;
    if (pattern.kind === 'class')
      around.push({ name, indent: indentOf(source.line(line)), endLine });
    else line = endLine;
  }
  cuts.push(...coverRest(source, covered, language));
  return cuts.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

function matchLine(source: SourceText, line: number, patterns: readonly DefinitionPattern[]) {
  const text = source.line(line).slice(0, 400);
  for (const pattern of patterns) {
    const match = pattern.head.exec(text);
    const name = match?.groups?.['name'];
    if (name) return { pattern, name: name.replace(/["'`[\]]/g, '') };
  }
  return undefined;
}

/**
 * The last line: before the next line that stands no deeper, the closing word or bracket included; where bodies are
 * not indented, before the next definition.
 */
function endOf(
  source: SourceText,
  start: number,
  pattern: DefinitionPattern,
  patterns: readonly DefinitionPattern[],
  language: Language,
): number {
  const indent = indentOf(source.line(start));
  let last = start;
  for (let line = start + 1; line <= source.lineCount; line++) {
    const text = source.line(line);
    if (text.trim() === '') continue;
    if (pattern.untilNext) {
      if (matchLine(source, line, patterns))
        return trimComment(source, start, last, line, language);
    } else if (indentOf(text) <= indent) {
      if (CLOSES.test(text)) return line;
      if (!CONTINUES.test(text)) return last;
    }
    last = line;
  }
  return last;
}

/** The comment above the next definition is the next one's. */
function trimComment(
  source: SourceText,
  start: number,
  last: number,
  next: number,
  language: Language,
): number {
  const comment = docBefore(source, next, language);
  let end = comment ? Math.min(last, comment.startLine - 1) : last;
  while (end > start && source.line(end).trim() === '') end--;
  return Math.max(start, end);
}

const CLOSES = /^\s*([}\])]+|end\w*\b|End\s+\w+|END\b|done\b|fi\b|esac\b|\))/;
/** An opening bracket on a line of its own, and words between the parts of one definition. */
const CONTINUES =
  /^\s*([{(]\s*$|begin\b|BEGIN\b|is\b|as\b|AS\b|do\b|then\b|else\b|where\b|with\b|#(if|else|end))/;

function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)![0].replaceAll('\t', '    ').length;
}
