/** Heads and reports as files of the user's choice, and the question before a head is deleted. */
import * as vscode from 'vscode';
import type { Engine } from '../../core/engineApi.ts';

/** Asks where to, and writes it. @returns false where the user chose no place. */
export async function saveAs(
  folder: vscode.WorkspaceFolder,
  name: string,
  content: Uint8Array,
): Promise<boolean> {
  const ending = name.split('.').at(-1) ?? '';
  const defaultUri = vscode.Uri.joinPath(folder.uri, name);
  const filters = { [ending.toUpperCase()]: [ending] };
  const to = await vscode.window.showSaveDialog({ defaultUri, filters });
  if (to) await vscode.workspace.fs.writeFile(to, content);
  return to !== undefined;
}

export async function exportHead(
  engine: Engine,
  folder: vscode.WorkspaceFolder,
  name: string,
): Promise<void> {
  const file = await engine.exportHead({ name });
  await saveAs(folder, `${name}.head`, Buffer.from(file, 'base64'));
}

/** @returns false where the user chose no file. */
export async function importHead(engine: Engine): Promise<boolean> {
  const chosen = await vscode.window.showOpenDialog({ filters: { HEAD: ['head'] } });
  const [from] = chosen ?? [];
  if (!from) return false;
  const file = Buffer.from(await vscode.workspace.fs.readFile(from)).toString('base64');
  await engine.importHead({ file });
  return true;
}

export async function isDeletionWanted(name: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const confirm = t('Delete');
  const question = t('Delete the head “{0}”? It cannot be brought back.', name);
  const chosen = await vscode.window.showWarningMessage(question, { modal: true }, confirm);
  return chosen === confirm;
}
