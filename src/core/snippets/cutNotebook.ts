/** Cuts Jupyter notebooks: each cell is a snippet, with the lines it has in the file. */
import { cutTree } from './cutTree.ts';
import { languageById, languageByName } from './languages.ts';
import { type Cut, SourceText } from './sourceText.ts';
import type { Parse } from './syntax.ts';

interface Cell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

/** @returns undefined where the text is no notebook. */
export function cutNotebook(source: SourceText, parse: Parse): Cut[] | undefined {
  const notebook = parseJson(source.text);
  const cells = notebook?.['cells'];
  if (!Array.isArray(cells)) return undefined;
  const cuts: Cut[] = [];
  const inner = languageOf(notebook!);
  let line = 1;
  for (const cell of cells as readonly Cell[]) {
    const pieces = sourceLines(cell?.source);
    const text = pieces.join('');
    const start = findSource(source, line);
    if (start === undefined) break;
    // Written by notebook programs, a source of N lines takes N lines of the file.
    const first = Array.isArray(cell.source) ? start + 1 : start;
    const last = Array.isArray(cell.source)
      ? Math.min(source.lineCount, start + Math.max(1, pieces.length))
      : start;
    line = last + 1;
    if (text.trim() === '') continue;
    const isProse = cell.cell_type === 'markdown' || cell.cell_type === 'raw';
    const heading = isProse ? /^\s*#{1,6}\s+(.+)$/m.exec(text)?.[1]?.trim() : undefined;
    cuts.push({
      kind: isProse ? (heading ? 'section' : 'paragraph') : 'block',
      name: heading ?? '',
      startLine: first,
      endLine: last,
      doc: '',
      text: text.trim(),
    });
    const grammar = inner?.grammar;
    if (isProse || !inner || !grammar || first === last) continue;
    const cellSource = new SourceText(text.replace(/^[ \t]*[%!].*$/gm, ''));
    const found = parse(cellSource.text, grammar, (root) => cutTree(root, cellSource, inner)) ?? [];
    for (const cut of found) {
      if (cut.kind === 'window' || cut.kind === 'block') continue;
      cuts.push({
        ...cut,
        text: cut.text ?? cellSource.slice(cut.startLine, cut.endLine),
        startLine: Math.min(last, first + cut.startLine - 1),
        endLine: Math.min(last, first + cut.endLine - 1),
      });
    }
  }
  return cuts;
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Half a notebook is cut into windows like any text.
    return undefined;
  }
}

function sourceLines(source: unknown): readonly string[] {
  if (typeof source === 'string') return [source];
  return Array.isArray(source) ? source.filter((line) => typeof line === 'string') : [];
}

/** The next line that opens a cell's source. */
function findSource(source: SourceText, from: number): number | undefined {
  for (let line = from; line <= source.lineCount; line++) {
    if (/^\s*"source"\s*:/.test(source.line(line))) return line;
  }
  return undefined;
}

function languageOf(notebook: Record<string, unknown>) {
  const metadata = notebook['metadata'] as Record<string, Record<string, unknown>> | undefined;
  const name = metadata?.['language_info']?.['name'] ?? metadata?.['kernelspec']?.['language'];
  return typeof name === 'string' ? languageByName(name) : languageById('python');
}
