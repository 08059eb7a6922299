/** Snippets of notebooks are lines of a JSON file to the index and cells to people: from one to the other. */
import * as vscode from 'vscode';
import { cellLines, notebookLines } from '../core/snippets/notebookCells.ts';
import type { Spot } from './spot.ts';

export const CELL_SCHEME = 'vscode-notebook-cell';

export function isNotebook(uri: vscode.Uri): boolean {
  return uri.path.endsWith('.ipynb');
}

/** The same lines in the document of their cell; undefined where no notebook editor opens the file. */
export async function cellSpot(spot: Spot): Promise<Spot | undefined> {
  const lines = cellLines(await fileText(spot.uri));
  const at = lines.findIndex(
    ({ startLine, endLine }) => startLine <= spot.startLine && spot.startLine <= endLine,
  );
  if (at === -1) return undefined;
  const notebook = await openNotebook(spot.uri);
  if (!notebook || at >= notebook.cellCount) return undefined;
  const { startLine } = lines[at]!;
  return {
    uri: notebook.cellAt(at).document.uri,
    startLine: spot.startLine - startLine + 1,
    endLine: spot.endLine - startLine + 1,
  };
}

/** Where a cell's document stands in the notebook's file as it was saved last. */
export async function fileSpot(cell: vscode.TextDocument): Promise<Spot | undefined> {
  const notebook = vscode.workspace.notebookDocuments.find((one) =>
    one.getCells().some(({ document }) => document === cell),
  );
  const at = notebook?.getCells().findIndex(({ document }) => document === cell) ?? -1;
  if (notebook?.uri.scheme !== 'file') return undefined;
  const lines = cellLines(await fileText(notebook.uri))[at];
  return lines && { uri: notebook.uri, ...lines };
}

/** The source in these lines of the file, without the quotes and commas around it. */
export async function readCellLines(spot: Spot): Promise<string | undefined> {
  return notebookLines(await fileText(spot.uri), spot.startLine, spot.endLine);
}

async function openNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument | undefined> {
  try {
    return await vscode.workspace.openNotebookDocument(uri);
  } catch {
    // No extension reads such notebooks here: they are shown as text.
    return undefined;
  }
}

async function fileText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
