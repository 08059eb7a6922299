/** What the user is told when the engine has been given up: once, with the choice to start it again. */
import * as vscode from 'vscode';

/** @param restart forgets the crashes; nothing is tried again until the user says so. */
export async function offerRestart(
  message: string,
  restart: () => void,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const again = vscode.l10n.t('Restart');
  const showLog = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(message, again, showLog);
  if (chosen === again) restart();
  if (chosen === showLog) log.show();
}
