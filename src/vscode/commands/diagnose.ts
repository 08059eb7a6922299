/** Write Diagnosis: what helps whoever looks into a problem, without a line of code, a path or a name of the workspace. */
import * as vscode from 'vscode';
import type { IndexStatus } from '../../core/engineApi.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { withCancellableProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { ReportDocuments } from '../reportDocuments.ts';
import { SECTION } from '../settings.ts';
import type { Desk } from './desk.ts';

/** What the composition root knows of machine and engine. */
export interface Machine {
  readonly version: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly engineState: () => string;
}

/** Settings whose values may name a path or an address: only whether they are set is said. */
const PRIVATE = /model$|exclude|include/;

export async function diagnose(
  desk: Desk,
  documents: ReportDocuments,
  machine: Machine,
): Promise<void> {
  const title = vscode.l10n.t('Lookalike writes its diagnosis');
  try {
    const text = await withCancellableProgress(title, async (_, signal) => {
      const folders = desk.indexes.all.map((index, i) => folderLines(index, i + 1, signal));
      return [
        '# Lookalike diagnosis',
        'No source text, path or name of the workspace is in here.',
        machineLines(machine),
        ['## Settings that were changed', ...settingLines()].join('\n'),
        ...(await Promise.all(folders)),
      ].join('\n\n');
    });
    await documents.show('Lookalike diagnosis.md', `${text}\n`);
  } catch (error) {
    reportError(error, desk.log);
  }
}

function machineLines({ version, processors, memoryBytes, engineState }: Machine): string {
  const { heapUsed } = process.memoryUsage();
  return [
    '## Machine',
    `- Lookalike ${version}, VS Code ${vscode.version}, ${vscode.env.appHost}${vscode.env.remoteName ? ', remote' : ''}`,
    `- ${process.platform} ${process.arch}, Node ${process.versions.node}, ${processors} processors, ${gigabytes(memoryBytes)} GB`,
    `- engine: ${engineState()}; extension host heap ${Math.round(heapUsed / 1e6)} MB`,
    `- trusted workspace: ${vscode.workspace.isTrusted}`,
  ].join('\n');
}

function settingLines(): string[] {
  const manifest = vscode.extensions.getExtension('lookalike.lookalike')?.packageJSON;
  const keys = Object.keys(manifest?.contributes?.configuration?.properties ?? {});
  const settings = vscode.workspace.getConfiguration();
  const lines = keys.flatMap((key) => {
    const found = settings.inspect(key);
    const value = settings.get(key);
    if (!found || JSON.stringify(value) === JSON.stringify(found.defaultValue)) return [];
    return [`- ${key}: ${PRIVATE.test(key) ? 'set' : JSON.stringify(value)}`];
  });
  return lines.length > 0 ? lines : [`- none of ${SECTION}.*`];
}

async function folderLines(
  index: FolderIndex,
  number: number,
  signal: AbortSignal,
): Promise<string> {
  const lines = [`## Folder ${number}`, `- state: ${index.state}`];
  try {
    const began = performance.now();
    const status = await index.engine.status();
    const answered = performance.now();
    await index.engine.search({ query: 'error', limit: 5 }, signal);
    const searched = performance.now();
    lines.push(...statusLines(status));
    lines.push(
      `- the engine answered in ${ms(answered - began)}, a search took ${ms(searched - answered)}`,
    );
    const { files, skipped } = await index.engine.dryRun(signal);
    lines.push(`- ${files.length} files would be read now`);
    const reasons = new Map<string, number>();
    for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    for (const [reason, count] of [...reasons].sort(([, a], [, b]) => b - a))
      lines.push(`- left out, ${reason}: ${count}`);
    const endings = new Map<string, number>();
    for (const file of files) {
      const ending = /\.[A-Za-z0-9]{1,8}$/.exec(file)?.[0] ?? 'none';
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
    const common = [...endings].sort(([, a], [, b]) => b - a).slice(0, 10);
    lines.push(`- endings: ${common.map(([ending, count]) => `${ending} ${count}`).join(', ')}`);
  } catch (error) {
    signal.throwIfAborted();
    // That it failed is part of the diagnosis; the words may hold a path, the kind of error does not.
    lines.push(`- failed: ${error instanceof Error ? error.name : 'unknown'}; the log says more`);
  }
  return lines.join('\n');
}

function statusLines(status: IndexStatus): string[] {
  return [
    `- engine state: ${status.state}, ${status.done} of ${status.total}`,
    `- ${status.files} files, ${status.snippets} snippets, ${(status.sizeBytes / 2 ** 20).toFixed(1)} MB`,
    `- encoder: ${status.encoderId ?? 'none'}`,
    `- notices: ${status.notices.length}`,
  ];
}

function ms(duration: number): string {
  return `${duration.toFixed(1)} ms`;
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}
