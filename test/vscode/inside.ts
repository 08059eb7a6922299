/** What the in-host tests share: the activated extension, documents of the fixture workspace, waiting. */
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import type { Hit } from '../../src/vscode/results/resultSet.ts';

export async function activated(): Promise<Inside> {
  const extension = vscode.extensions.getExtension<Inside>('lookalike.lookalike');
  if (!extension) throw new Error('the extension is not installed');
  return extension.activate();
}

export function workspaceFile(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file of the workspace with the cursor on the first line that holds these words. */
export async function openAt(path: string, words: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(path));
  const line = document
    .getText()
    .split('\n')
    .findIndex((text) => text.includes(words));
  if (line === -1) throw new Error(`${path} does not hold “${words}”`);
  const position = new vscode.Position(line, 0);
  return vscode.window.showTextDocument(document, {
    selection: new vscode.Range(position, position),
  });
}

export const run = (command: string, ...input: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`lookalike.${command}`, ...input);

export const paths = (hits: readonly Hit[]): string[] => hits.map(({ place }) => place.path);

/** Waits until the condition holds; what it waited for is in the error. */
export async function until(
  what: string,
  holds: () => boolean,
  patienceMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
