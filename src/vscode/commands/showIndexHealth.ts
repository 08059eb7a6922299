/** Show Index Health: what is indexed, what was left out and why, how large it is; a report without a line of source text. */
import * as vscode from 'vscode';
import type { IndexStatus } from '../../core/engineApi.ts';
import type { SkippedFile, SkipReason } from '../../core/snippets/snippet.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { withCancellableProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { Desk } from './desk.ts';

const SCHEME = 'lookalike-report';
/** Paths listed per reason; the count says the rest. */
const LISTED = 20;

export class HealthReport implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #uri = vscode.Uri.from({ scheme: SCHEME, path: '/Lookalike index health.md' });
  readonly #registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  #text = '';

  provideTextDocumentContent(): string {
    return this.#text;
  }

  async show(desk: Desk): Promise<void> {
    const title = vscode.l10n.t('Lookalike looks at its index');
    try {
      this.#text = await withCancellableProgress(title, async (_, signal) => {
        const parts = desk.indexes.all.map((index) => healthOf(index, signal));
        return [`# ${vscode.l10n.t('Index health')}`, ...(await Promise.all(parts))].join('\n\n');
      });
      this.#changed.fire(this.#uri);
      const document = await vscode.workspace.openTextDocument(this.#uri);
      await vscode.window.showTextDocument(document, { preview: true });
    } catch (error) {
      reportError(error, desk.log);
    }
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

async function healthOf(index: FolderIndex, signal: AbortSignal): Promise<string> {
  const { t } = vscode.l10n;
  const [status, { files, skipped }] = await Promise.all([
    index.engine.status(),
    index.engine.dryRun(signal),
  ]);
  const lines = [
    `## ${index.folder.name}`,
    '',
    ...statusLines(status),
    `- ${t('{0} files would be read now, {1} are left out', files.length, skipped.length)}`,
    ...status.notices.map((notice) => `- ${notice}`),
  ];
  for (const [reason, left] of byReason(skipped)) {
    lines.push('', `### ${sentence(reason)} (${left.length})`, '');
    lines.push(...left.slice(0, LISTED).map(({ path }) => `- \`${path}\``));
    if (left.length > LISTED) lines.push(`- ${t('and {0} more', left.length - LISTED)}`);
  }
  return lines.join('\n');
}

function statusLines(status: IndexStatus): string[] {
  const { t } = vscode.l10n;
  const megabytes = (status.sizeBytes / 2 ** 20).toFixed(1);
  return [
    `- ${t('{0} files, {1} snippets', status.files, status.snippets)}`,
    `- ${t('{0} MB on disk', megabytes)}`,
    `- ${t('encoder: {0}', status.encoderId ?? t('none; text and structure only'))}`,
  ];
}

function byReason(skipped: readonly SkippedFile[]): [SkipReason, SkippedFile[]][] {
  const found = new Map<SkipReason, SkippedFile[]>();
  for (const file of skipped) found.set(file.reason, [...(found.get(file.reason) ?? []), file]);
  return [...found].sort(([, a], [, b]) => b.length - a.length);
}

function sentence(reason: SkipReason): string {
  const { t } = vscode.l10n;
  switch (reason) {
    case 'ignored':
      return t('Named by an ignore file');
    case 'excluded':
      return t('Excluded by a setting');
    case 'binary':
      return t('Binary');
    case 'minified':
      return t('Minified');
    case 'too-large':
      return t('Too large');
    case 'nested-worktree':
      return t('In another repository’s work tree');
    case 'symlink':
      return t('Symbolic link');
    case 'unreadable':
      return t('Not readable');
    case 'empty':
      return t('Empty');
    case 'not-text':
      return t('No text of a known encoding');
  }
}
