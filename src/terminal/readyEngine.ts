/** The start every asking verb shares: open the folder's engine, bring its index up to date. */
import type { Engine, IndexReport } from '../core/engineApi.ts';
import { UserError } from '../core/userError.ts';
import type { Terminal } from './terminal.ts';
import type { Context } from './toolbox.ts';

/** Runs `ask` on an up-to-date engine and closes it whatever happens. */
export async function withReadyEngine<T>(
  { toolbox, terminal, choices }: Context,
  folder: string,
  ask: (engine: Engine, report: IndexReport) => Promise<T>,
): Promise<T> {
  const engine = await toolbox.openEngine(folder, choices);
  try {
    const report = await withProgress(terminal, (progress) =>
      engine.index(progress, terminal.signal),
    );
    refuseNothing(folder, report);
    for (const notice of (await engine.status()).notices) terminal.tell(notice);
    return await ask(engine, report);
  } finally {
    await engine.dispose();
  }
}

export async function withProgress<T>(
  terminal: Terminal,
  work: (progress: ReturnType<Terminal['startProgress']>['report']) => Promise<T>,
): Promise<T> {
  const progress = terminal.startProgress();
  try {
    return await work(progress.report);
  } finally {
    progress.stop();
  }
}

/** @throws UserError where not one file was analysed: an empty answer would read as "all is well". */
export function refuseNothing(folder: string, report: IndexReport): void {
  if (report.filesIndexed + report.filesUnchanged > 0) return;
  const skipped = report.skipped.length;
  throw new UserError(
    'nothing-analysed',
    `No file was analysed in ${folder} (${skipped} skipped, ${report.failed.length} failed).`,
    'Check the folder, its ignore files and --exclude; `lookalike index --dry-run` says why each file is left out.',
  );
}
