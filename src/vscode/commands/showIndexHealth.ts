/** Show Index Health: what is indexed, what was left out and why, how large it is; a report without a line of source text. */
import * as vscode from 'vscode';
import type { IndexStatus } from '../../core/engineApi.ts';
import type { SkippedFile, SkipReason } from '../../core/snippets/snippet.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { withCancellableProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { ReportDocuments } from '../reportDocuments.ts';
import { readStored, type StorageFolder } from '../storedIndexes.ts';
import type { Desk } from './desk.ts';

/** Paths listed per reason; the count says the rest. */
const LISTED = 20;

export async function showIndexHealth(
  desk: Desk,
  documents: ReportDocuments,
  storage: StorageFolder,
): Promise<void> {
  const { t } = vscode.l10n;
  try {
    const text = await withCancellableProgress(t('Lookalike looks at its index'), (_, signal) =>
      healthOfAll(desk, storage, signal),
    );
    await documents.show('Lookalike index health.md', text);
  } catch (error) {
    reportError(error, desk.log);
  }
}

async function healthOfAll(
  desk: Desk,
  storage: StorageFolder,
  signal: AbortSignal,
): Promise<string> {
  const { t } = vscode.l10n;
  const folders = await Promise.all(desk.indexes.all.map((index) => healthOf(index, signal)));
  const { indexes, embeddingsBytes } = await readStored(storage);
  const indexBytes = indexes.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  const stored = [
    `## ${t('On this machine')}`,
    '',
    `- ${t('{0} indexes, {1} MB', indexes.length, megabytes(indexBytes))}`,
    `- ${t('embeddings of all folders, {0} MB', megabytes(embeddingsBytes))}`,
    `- ${t('“Lookalike: Delete Stored Indexes…” removes what you choose')}`,
  ].join('\n');
  return [`# ${t('Index health')}`, ...folders, stored, ''].join('\n\n');
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
  return [
    `- ${t('{0} files, {1} snippets', status.files, status.snippets)}`,
    `- ${t('{0} MB on disk', megabytes(status.sizeBytes))}`,
    `- ${t('encoder: {0}', status.encoderId ?? t('none; text and structure only'))}`,
  ];
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
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
