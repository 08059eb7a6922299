/** Where the cells of a Jupyter notebook stand in its file, and what they say: the file is JSON, one line of source a line. */
import { SourceText } from './sourceText.ts';

interface Cell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

export interface CellLines {
  /** 1-based lines of the file that hold the cell's source, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

/** Where each cell's source stands in the notebook's file, in order; [] where the text is no notebook. */
export function cellLines(text: string): CellLines[] {
  const source = new SourceText(text);
  return placedCells(source, parseNotebook(source.text)?.cells ?? []);
}

/** The source that stands in these lines of a notebook's file, as its author sees it; undefined where none does. */
export function notebookLines(
  text: string,
  startLine: number,
  endLine: number,
): string | undefined {
  const source = new SourceText(text);
  const cells = placedCells(source, parseNotebook(source.text)?.cells ?? []);
  const cell = cells.find((one) => one.startLine <= startLine && startLine <= one.endLine);
  if (!cell) return undefined;
  const from = startLine - cell.startLine;
  return cell.text
    .split('\n')
    .slice(from, from + endLine - startLine + 1)
    .join('\n');
}

interface PlacedCell extends CellLines {
  readonly cell: Cell;
  readonly text: string;
}

export function placedCells(source: SourceText, cells: readonly Cell[]): PlacedCell[] {
  const placed: PlacedCell[] = [];
  let line = 1;
  for (const cell of cells) {
    const pieces = sourceLines(cell?.source);
    const start = findSource(source, line);
    if (start === undefined) break;
    // Written by notebook programs, a source of N lines takes N lines of the file.
    const isList = Array.isArray(cell.source);
    const startLine = isList ? start + 1 : start;
    const endLine = isList ? Math.min(source.lineCount, start + Math.max(1, pieces.length)) : start;
    line = endLine + 1;
    placed.push({ cell, text: pieces.join(''), startLine, endLine });
  }
  return placed;
}

/** @returns undefined where the text is no notebook; half a notebook is text like any other. */
export function parseNotebook(
  text: string,
): (Record<string, unknown> & { readonly cells: readonly Cell[] }) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const notebook = value as Record<string, unknown>;
    const cells = notebook['cells'];
    return Array.isArray(cells) ? { ...notebook, cells } : undefined;
  } catch {
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
