/** `lookalike index`: brings a folder's index up to date, or lists what it would take. */
import type { IndexReport } from '../core/engineApi.ts';
import type { SkippedFile, SkipReason } from '../core/snippets/snippet.ts';
import { printable } from './columns.ts';
import { refuseNothing, withProgress } from './readyEngine.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { count, duration, SKIP_WORDS } from './words.ts';

export interface IndexOptions {
  readonly dryRun: boolean;
  readonly rebuild: boolean;
  readonly json: boolean;
}

export async function runIndex(context: Context, folder: string, options: IndexOptions) {
  const { toolbox, terminal, choices } = context;
  const engine = await toolbox.openEngine(folder, choices);
  try {
    if (options.dryRun) {
      const plan = await engine.dryRun(terminal.signal);
      await terminal.write(
        wantsJson(context, options) ? `${JSON.stringify(plan)}\n` : showPlan(plan),
      );
      return;
    }
    const report = await withProgress(terminal, (progress) =>
      options.rebuild
        ? engine.rebuild(progress, terminal.signal)
        : engine.index(progress, terminal.signal),
    );
    const status = await engine.status();
    const record = { ...report, encoderId: status.encoderId, sizeBytes: status.sizeBytes };
    if (wantsJson(context, options)) await terminal.write(`${JSON.stringify(record)}\n`);
    else await terminal.write(showReport(report, status.sizeBytes));
    for (const notice of status.notices) terminal.tell(notice);
    refuseNothing(folder, report);
  } finally {
    await engine.dispose();
  }
}

function showPlan(plan: {
  readonly files: readonly string[];
  readonly skipped: readonly SkippedFile[];
}): string {
  const lines = plan.files.map((path) => `  ${printable(path)}`);
  const skipped = plan.skipped.map(
    ({ path, reason }) => `  ${printable(path)}  (${SKIP_WORDS[reason]})`,
  );
  return [
    `Would index ${count(plan.files.length, 'file')}:`,
    ...lines,
    '',
    `Would leave out ${count(plan.skipped.length, 'path')}:`,
    ...skipped,
    '',
  ].join('\n');
}

function showReport(report: IndexReport, sizeBytes: number): string {
  const files = report.filesIndexed + report.filesUnchanged;
  const lines = [
    `${count(files, 'file')}, ${count(report.snippets, 'snippet')} in ${duration(report.durationMs)}` +
      ` (${(sizeBytes / 1e6).toFixed(1)} MB)`,
    `  ${report.filesIndexed} new or changed, ${report.filesUnchanged} unchanged, ` +
      `${report.filesRemoved} gone; ${count(report.embeddingsComputed, 'embedding')} computed`,
  ];
  const skipped = skippedByReason(report.skipped);
  if (skipped !== '') lines.push(`  left out: ${skipped}`);
  for (const { path, reason } of report.failed) {
    lines.push(`  could not read ${printable(path)}: ${reason}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `12 binary, 3 minified`, most frequent first. */
export function skippedByReason(skipped: readonly SkippedFile[]): string {
  const counts = new Map<SkipReason, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([reason, number]) => `${number} ${SKIP_WORDS[reason]}`)
    .join(', ');
}
