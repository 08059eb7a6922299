/** Says an error to the user once, in words with what to do, and the rest to the log. */
import * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';

/** A cancelled question is no error. */
export function isCancelled(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

/** Shows the error and goes on: nobody waits for the user to close the message. */
export function reportError(error: unknown, log: vscode.LogOutputChannel): void {
  if (isCancelled(error)) return;
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(sentence(error), showLog).then((chosen) => {
    if (chosen === showLog) log.show();
  });
}

/** What went wrong and what to do, for people. */
export function sentence(error: unknown): string {
  if (error instanceof UserError) return `${error.message} ${error.remedy}`;
  const what = error instanceof Error ? error.message : String(error);
  return vscode.l10n.t('Lookalike could not do that: {0}', what);
}
