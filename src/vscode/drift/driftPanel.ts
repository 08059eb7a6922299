/** Show How the Copies Differ: the n-way view of a group, beside the code. */
import * as vscode from 'vscode';
import type { DriftReport } from '../../core/matching/driftReport.ts';
import type { DuplicateGroup } from '../../core/matching/match.ts';
import type { Desk } from '../commands/desk.ts';
import { withViewProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { Row } from '../results/grouping.ts';
import { describeGroup } from '../results/words.ts';
import { driftPage } from './driftPage.ts';

export class DriftPanel implements vscode.Disposable {
  readonly #desk: Desk;
  #panel: vscode.WebviewPanel | undefined;
  #question = new AbortController();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async show(row: Row): Promise<void> {
    const hit = row.row === 'hit' ? row.hit : row.hits[0]?.hit;
    const index = this.#desk.indexes.all.find(({ folder }) => {
      return folder.uri.toString() === hit?.folderUri;
    });
    if (!hit?.group || !index) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Find duplicates first, then choose one of the groups.'),
      );
      return;
    }
    const { group, folderUri } = hit;
    this.#question.abort();
    this.#question = new AbortController();
    const { signal } = this.#question;
    try {
      const members = group.members.map(({ path, snippet: { startLine, endLine } }) => {
        return { path, startLine, endLine };
      });
      const { canonical } = group;
      const report = await withViewProgress(() =>
        index.engine.drift({ members, canonical }, signal),
      );
      if (!signal.aborted) this.#draw(group, report, folderUri);
    } catch (error) {
      if (!signal.aborted) reportError(error, this.#desk.log);
    }
  }

  dispose(): void {
    this.#question.abort();
    this.#panel?.dispose();
  }

  #draw(group: DuplicateGroup, report: DriftReport, folderUri: string): void {
    const title = describeGroup(group, vscode.l10n.t);
    const panel = this.#opened();
    panel.title = title;
    panel.webview.html = driftPage({
      title,
      language: vscode.env.language,
      report,
      link: (member, startLine, endLine) =>
        linkTo(folderUri, report.members[member]!.path, { startLine, endLine }),
      t: vscode.l10n.t,
    });
    panel.reveal(undefined, true);
  }

  #opened(): vscode.WebviewPanel {
    if (this.#panel) return this.#panel;
    const panel = vscode.window.createWebviewPanel(
      'lookalike.drift',
      'Lookalike',
      { viewColumn: vscode.ViewColumn.Active, preserveFocus: false },
      { enableCommandUris: ['lookalike.openResultToSide'], enableFindWidget: true },
    );
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    this.#panel = panel;
    return panel;
  }
}

/** Opens the lines as a row of the results does. */
function linkTo(
  folderUri: string,
  path: string,
  { startLine, endLine }: { startLine: number; endLine: number },
): string {
  // Where a stretch is missing its end is before its start: the place it would start is shown.
  const snippet = { startLine, endLine: Math.max(startLine, endLine) };
  const hit = { id: `${path} ${startLine}`, folderUri, place: { path, snippet } };
  return `command:lookalike.openResultToSide?${encodeURIComponent(JSON.stringify([{ row: 'hit', hit }]))}`;
}
