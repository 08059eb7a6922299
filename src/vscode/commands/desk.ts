/** What every command works with, and how a question is asked: one at a time, cancellable, its answer shown or its error said. */
import * as vscode from 'vscode';
import type { FolderIndex } from '../folderIndex.ts';
import type { FolderIndexes } from '../folderIndexes.ts';
import { describeTimeLeft } from '../indexWords.ts';
import { withCancellableProgress, withViewProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { Ask, ResultSet } from '../results/resultSet.ts';
import type { ResultsModel } from '../results/resultsModel.ts';

export class Desk {
  readonly indexes: FolderIndexes;
  readonly model: ResultsModel;
  readonly log: vscode.LogOutputChannel;

  constructor(indexes: FolderIndexes, model: ResultsModel, log: vscode.LogOutputChannel) {
    this.indexes = indexes;
    this.model = model;
    this.log = log;
  }

  /** Asks and shows the answer in the results view, unless a newer question has taken its place. */
  async ask(again: Ask, answer: (signal: AbortSignal) => Promise<ResultSet>): Promise<void> {
    const question = this.model.ask();
    try {
      await vscode.commands.executeCommand('lookalike.results.focus', { preserveFocus: true });
      const set = await withViewProgress(() => answer(question.signal));
      question.answer(set, again);
    } catch (error) {
      if (!question.signal.aborted) reportError(error, this.log);
    }
  }

  /**
   * The folders' indexes, ready to be asked: one that was never built is built now, under the user's eyes;
   * one that is being brought up to date answers from what it has.
   */
  async searchable(): Promise<readonly FolderIndex[]> {
    const unread = this.indexes.all.filter(({ state }) => state === 'empty' || state === 'failed');
    await this.waitFor(unread, (index) => index.upToDate());
    return this.indexes.all;
  }

  /** Waits for these indexes with a bar and a Cancel button, which stops the reading. */
  async waitFor(
    indexes: readonly FolderIndex[],
    run: (index: FolderIndex) => Promise<unknown>,
  ): Promise<void> {
    if (indexes.length === 0) return;
    const title = vscode.l10n.t('Lookalike reads the workspace');
    await withCancellableProgress(title, async (report, cancelled) => {
      cancelled.addEventListener('abort', () => {
        for (const index of indexes) index.cancel();
      });
      const shown = this.indexes.onDidChange(() => {
        const progress = this.indexes.progress;
        if (progress)
          report(progress.done, progress.total, describeTimeLeft(progress, vscode.l10n.t));
      });
      try {
        await Promise.all(indexes.map(run));
      } finally {
        shown.dispose();
      }
    });
  }
}
