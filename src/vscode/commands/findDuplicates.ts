/** Find Duplicates in Workspace, or in one folder of it: groups of copies, most worth acting on first. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { DuplicateGroup } from '../../core/matching/match.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { type Report, withCancellableProgress } from '../progress.ts';
import { describeStep } from '../progressWords.ts';
import { groupHits } from '../results/hits.ts';
import type { Hit } from '../results/resultSet.ts';
import { countGroups } from '../results/words.ts';
import { preferences } from '../settings.ts';
import { flatMapInSlices, letOthersIn } from '../slices.ts';
import type { Desk } from './desk.ts';

/** @param within a folder of the workspace: only groups with a copy in it; undefined: all. */
export async function findDuplicates(desk: Desk, within?: vscode.Uri): Promise<void> {
  const again = () => findDuplicates(desk, within);
  await desk.ask(again, async (signal) => {
    const only = within && desk.indexes.of(within);
    const indexes = only ? [only] : desk.indexes.all;
    // A list of duplicates that misses half of the workspace would be taken for the whole; whoever paused the
    // reading knows, and the view says how much has been read.
    const unfinished = indexes.filter(({ state }) => state !== 'ready' && state !== 'paused');
    await desk.waitFor(unfinished, (index) => index.upToDate());
    const reports = await withCancellableProgress(
      vscode.l10n.t('Lookalike looks for duplicates'),
      (report, cancelled) =>
        Promise.all(
          indexes.map((index) => reportOf(index, report, AbortSignal.any([signal, cancelled]))),
        ),
    );
    const hitsOf = async (pick: (report: DuplicatesReport) => readonly DuplicateGroup[]) => {
      const found = indexes.map((index, i) =>
        flatMapInSlices(pick(reports[i]!), (group) => {
          const hits = groupHits(group, index.folder);
          const isHere = (hit: Hit) => !within || isWithin(index, hit.place.path, within);
          return hits.some(isHere) ? hits : [];
        }),
      );
      return (await Promise.all(found)).flat();
    };
    const hits = await hitsOf(({ groups }) => groups);
    const decided = await hitsOf((report) => report.decided);
    await letOthersIn();
    const groups = new Set(hits.map(({ group }) => group)).size;
    const dismissed = new Set(decided.map(({ group }) => group)).size;
    const said = within ? countGroups(groups, vscode.l10n.t) : summary(groups, reports);
    return {
      kind: 'duplicates',
      title: within
        ? vscode.l10n.t('Duplicates in {0}', posix.basename(within.path))
        : vscode.l10n.t('Duplicates'),
      summary: dismissed > 0 ? `${said}; ${vscode.l10n.t('{0} dismissed', dismissed)}` : said,
      hits,
      decided,
    };
  });
}

function reportOf(
  index: FolderIndex,
  report: Report,
  signal: AbortSignal,
): Promise<DuplicatesReport> {
  const { level, minLines, semantic, unchosen } = preferences(index.folder);
  const said: Report = (done, total, what = '') =>
    report(done, total, describeStep(what, vscode.l10n.t));
  return index.engine.findDuplicates({ level, minLines, semantic, unchosen }, said, signal);
}

function summary(groups: number, reports: readonly DuplicatesReport[]): string {
  const sum = (pick: (report: DuplicatesReport) => number) =>
    reports.reduce((total, report) => total + pick(report), 0);
  const lines = sum((report) => report.lines);
  const duplicated = sum((report) => report.duplicatedLines);
  const percent = lines > 0 ? ((100 * duplicated) / lines).toFixed(1) : '0';
  const files = sum((report) => report.files);
  const { t } = vscode.l10n;
  return `${countGroups(groups, t)}; ${t('{0} % of the lines in {1} files', percent, files)}`;
}

function isWithin(index: FolderIndex, path: string, within: vscode.Uri): boolean {
  const folder = posix.relative(index.folder.uri.path, within.path);
  return folder === '' || path.startsWith(`${folder}/`);
}
