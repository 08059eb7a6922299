/** What every command works with, and how a question is asked: one at a time, cancellable, its answer shown or its error said. */
import * as vscode from 'vscode';
import type { FolderIndex } from '../folderIndex.ts';
import type { FolderIndexes } from '../folderIndexes.ts';
import { describeTimeLeft } from '../indexWords.ts';
import { withCancellableProgress, withViewProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { Ask, ResultSet } from '../results/resultSet.ts';
import type { ResultsModel } from '../results/resultsModel.ts';
import { letOthersIn } from '../slices.ts';

/** So many files make a first answer worth reading; it takes about a second (guess). */
const FIRST_FILES = 200;

export class Desk {
  readonly indexes: FolderIndexes;
  readonly model: ResultsModel;
  readonly log: vscode.LogOutputChannel;

  constructor(indexes: FolderIndexes, model: ResultsModel, log: vscode.LogOutputChannel) {
    this.indexes = indexes;
    this.model = model;
    this.log = log;
  }

  /**
   * Asks and shows the answer in the results view, unless a newer question has taken its place. An answer from half a
   * workspace is asked for again once the rest has been read, if it is still on show then.
   */
  async ask(again: Ask, answer: (signal: AbortSignal) => Promise<ResultSet>): Promise<void> {
    const question = this.model.ask();
    try {
      await vscode.commands.executeCommand('lookalike.results.focus', { preserveFocus: true });
      const set = await withViewProgress(() => answer(question.signal));
      // Made in slices, the last of which may be whole: thousands of rows are arranged in a turn of their own.
      await letOthersIn();
      const isPartial = this.indexes.state === 'indexing';
      if (!question.answer(set, again) || !isPartial) return;
      if ((await this.#settled()) && this.model.current === set) await again();
    } catch (error) {
      if (!question.signal.aborted) reportError(error, this.log);
    }
  }

  /**
   * The folders' indexes, ready to be asked. One that was never built is begun now, under the user's eyes, and can be
   * asked as soon as its first files have been read; one that is being brought up to date answers from what it has.
   */
  async searchable(): Promise<readonly FolderIndex[]> {
    const unread = this.indexes.all.filter(({ state }) => state === 'empty' || state === 'failed');
    const whole = this.waitFor(unread, (index) => index.upToDate());
    const reading = this.indexes.all.filter(({ state }) => state === 'indexing');
    const begun = [...new Set([...unread, ...reading])].map((index) =>
      this.#until(() => {
        // Paused, ready or failed: more is not coming now.
        const isOver = index.state !== 'indexing' && index.state !== 'empty';
        return isOver || (index.progress?.done ?? 0) >= FIRST_FILES;
      }),
    );
    let isAnswering = false;
    whole.catch((error: unknown) => {
      // Until then whoever asked hears of it.
      if (isAnswering) reportError(error, this.log);
    });
    await Promise.race([
      Promise.all([whole, ...reading.map((index) => index.upToDate())]),
      Promise.all(begun),
    ]);
    isAnswering = true;
    return this.indexes.all;
  }

  /** The same, all of it read: for those who cannot see that half is missing. */
  async readWhole(): Promise<readonly FolderIndex[]> {
    const unread = this.indexes.all.filter(({ state }) => state !== 'ready' && state !== 'paused');
    await this.waitFor(unread, (index) => index.upToDate());
    return this.indexes.all;
  }

  /** @returns whether everything has been read, once nothing is being read any more. */
  async #settled(): Promise<boolean> {
    await this.#until(() => this.indexes.state !== 'indexing');
    return this.indexes.state === 'ready';
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const watch = this.indexes.onDidChange(() => {
        if (!holds()) return;
        watch.dispose();
        resolve();
      });
    });
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
