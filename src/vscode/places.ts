/** From a hit's place to the editor's documents, ranges and text, and the other way. */
import * as vscode from 'vscode';
import { cellSpot, isNotebook, readCellLines } from './notebooks.ts';
import type { Anchor, Hit } from './results/resultSet.ts';
import type { Spot } from './spot.ts';

export function spotOf(hit: Hit): Spot {
  const { startLine, endLine } = hit.place.snippet;
  const uri = vscode.Uri.joinPath(vscode.Uri.parse(hit.folderUri, true), hit.place.path);
  return { uri, startLine, endLine };
}

export function anchorSpot(anchor: Anchor | undefined): Spot | undefined {
  if (!anchor || 'text' in anchor) return undefined;
  return { ...anchor, uri: vscode.Uri.parse(anchor.uri, true) };
}

/** From the first character of the first line to the end of the last one. */
export function rangeOf(spot: Spot): vscode.Range {
  return new vscode.Range(spot.startLine - 1, 0, spot.endLine - 1, Number.MAX_SAFE_INTEGER);
}

export function locationOf(spot: Spot): vscode.Location {
  return new vscode.Location(spot.uri, rangeOf(spot));
}

/** The spot's lines as they are now: unsaved changes of an open document included. */
export async function readSpot(spot: Spot): Promise<string> {
  const cell = isNotebook(spot.uri) ? await readCellLines(spot) : undefined;
  if (cell !== undefined) return cell;
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === spot.uri.toString(),
  );
  const text = open
    ? open.getText()
    : new TextDecoder().decode(await vscode.workspace.fs.readFile(spot.uri));
  return text
    .split(/\r?\n/)
    .slice(spot.startLine - 1, spot.endLine)
    .join('\n');
}

export interface ShowOptions {
  readonly beside?: boolean;
  readonly keepFocus?: boolean;
}

/** Opens the spot's document with the snippet selected and in the middle of the window. */
export async function show(spot: Spot, options: ShowOptions = {}): Promise<void> {
  const shown = (isNotebook(spot.uri) && (await cellSpot(spot))) || spot;
  const range = rangeOf(shown);
  await vscode.window.showTextDocument(shown.uri, {
    selection: range,
    preview: true,
    preserveFocus: options.keepFocus ?? false,
    ...(options.beside ? { viewColumn: vscode.ViewColumn.Beside } : {}),
  });
}
