/** Progress the user can cancel: the editor's token as an abort signal, done and total as a growing bar. */
import * as vscode from 'vscode';

export type Report = (done: number, total: number, what?: string) => void;

/** A notification with a bar and a Cancel button: for what the user waits for. */
export function withCancellableProgress<T>(
  title: string,
  task: (report: Report, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let shown = 0;
      const report: Report = (done, total, what) => {
        const percent = total > 0 ? Math.min(100, (100 * done) / total) : 0;
        // The editor adds increments up; a bar never goes back.
        const increment = Math.max(0, percent - shown);
        shown += increment;
        // As they are: a language's own way to write numbers takes 20 ms to load.
        const count = total > 0 ? `${done} / ${total}` : '';
        progress.report({ increment, message: [count, what ?? ''].filter(Boolean).join(', ') });
      };
      return task(report, abortSignal(token));
    },
  );
}

/** The results view's own thin bar: for what takes a moment. */
export function withViewProgress<T>(task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: 'lookalike.results' } }, task);
}

export function abortSignal(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
