/** Rebuild Index, Pause Indexing, Resume Indexing. */
import * as vscode from 'vscode';
import { reportError } from '../report.ts';
import type { Desk } from './desk.ts';

export async function rebuildIndex(desk: Desk): Promise<void> {
  try {
    await desk.waitFor(desk.indexes.all, async (index) => {
      const report = await index.rebuild();
      desk.log.info(
        `${index.folder.name}: ${report.filesIndexed} of ${report.filesFound} files, ${report.snippets} snippets, ` +
          `${report.skipped.length} skipped, ${report.failed.length} failed, ${Math.round(report.durationMs)} ms`,
      );
      // Which files and why, so that a missing one can be found out; paths only, never their text.
      for (const { path, reason } of report.failed) desk.log.warn(`${path}: ${reason}`);
      for (const { path, reason } of report.skipped) desk.log.debug(`${path}: ${reason}`);
    });
  } catch (error) {
    reportError(error, desk.log);
  }
}

export async function pauseIndexing(desk: Desk): Promise<void> {
  const busy = desk.indexes.all.filter(({ state }) => state === 'indexing');
  await Promise.all(busy.map((index) => index.pause()));
}

export async function resumeIndexing(desk: Desk): Promise<void> {
  const paused = desk.indexes.all.filter(({ state }) => state === 'paused');
  try {
    await Promise.all(paused.map((index) => index.resume()));
  } catch (error) {
    reportError(error, desk.log);
  }
}

/** The status-bar item's menu: what makes sense now. */
export async function showActions(desk: Desk): Promise<void> {
  const { t } = vscode.l10n;
  const { state } = desk.indexes;
  const action = (icon: string, label: string, command: string) => ({
    label,
    command: `lookalike.${command}`,
    iconPath: new vscode.ThemeIcon(icon),
  });
  const actions = [
    action('search', t('Search by Meaning…'), 'searchByMeaning'),
    action('copy', t('Find Duplicates in Workspace'), 'findDuplicates'),
    ...(vscode.window.activeTextEditor
      ? [action('search-sparkle', t('Find Similar Code'), 'findSimilar')]
      : []),
    ...(state === 'indexing' ? [action('debug-pause', t('Pause Indexing'), 'pauseIndexing')] : []),
    ...(state === 'paused'
      ? [action('debug-continue', t('Resume Indexing'), 'resumeIndexing')]
      : []),
    action('database', t('Rebuild Index'), 'rebuildIndex'),
    action('pulse', t('Show Index Health'), 'showIndexHealth'),
    action('output', t('Show Log'), 'showLog'),
  ];
  const chosen = await vscode.window.showQuickPick(actions, { title: 'Lookalike' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
