/** Show Calibration, Calibrate This Workspace, Fine-Tune for This Workspace, Choose Head, Match and Not a Match. */
import * as vscode from 'vscode';
import type { CalibrationPanels } from '../calibration/calibrationPanels.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { reportError } from '../report.ts';
import type { Side } from '../results/compare.ts';
import type { Desk } from './desk.ts';

export interface CalibrationCommands {
  readonly desk: Desk;
  readonly panels: CalibrationPanels;
}

/** How long "noted" stands in the status bar. */
const NOTED_MS = 5000;

export async function showCalibration({ panels }: CalibrationCommands): Promise<void> {
  const index = await panels.chooseFolder();
  if (index) panels.show(index, 'thresholds');
}

/** A folder that was never read is read first: there is nothing to measure before. */
export async function calibrate(parts: CalibrationCommands): Promise<void> {
  await inPanel(parts, 'thresholds', (panel) => panel.calibrate());
}

export async function fineTune(parts: CalibrationCommands): Promise<void> {
  await inPanel(parts, 'tuning', (panel) => panel.fineTune());
}

/** The encoder as it ships, or one of the heads made from it. */
export async function chooseHead({ desk, panels }: CalibrationCommands): Promise<void> {
  const { t } = vscode.l10n;
  const index = await panels.chooseFolder();
  if (!index) return;
  try {
    const heads = await index.engine.heads();
    const isShipped = !heads.some(({ inUse }) => inUse);
    const items = [
      { label: t('The encoder as it ships'), name: undefined, inUse: isShipped },
      ...heads
        .filter(({ fits }) => fits)
        .map(({ name, createdAt, inUse }) => ({
          label: name,
          detail: new Date(createdAt).toLocaleString(),
          name,
          inUse,
        })),
    ].map((item) => ({ ...item, description: item.inUse ? t('in use') : '' }));
    const title = t('Which Head?');
    const placeHolder = t('What an encoder learned from this workspace is kept in a head.');
    const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
    if (chosen && !chosen.inUse) await panels.show(index, 'tuning').useHead(chosen.name);
  } catch (error) {
    reportError(error, desk.log);
  }
}

/** Takes down a person's judgement of two snippets; they must be in files of one folder. */
export async function label(
  { desk, panels }: CalibrationCommands,
  pair: readonly [Side, Side] | undefined,
  { isMatch }: { readonly isMatch: boolean },
): Promise<void> {
  const { t } = vscode.l10n;
  const [a, b] = pair ?? [];
  const index = a && 'uri' in a ? desk.indexes.of(a.uri) : undefined;
  if (!a || !b || !('uri' in a) || !('uri' in b) || !index || desk.indexes.of(b.uri) !== index) {
    void vscode.window.showInformationMessage(
      t('Select two results of one folder to say whether they match.'),
    );
    return;
  }
  try {
    const report = await index.engine.label({ a: refOf(a), b: refOf(b), isMatch });
    const noted = isMatch ? t('Noted: a match.') : t('Noted: not a match.');
    vscode.window.setStatusBarMessage(`$(check) ${noted}`, NOTED_MS);
    await panels.of(index)?.refresh();
    const [contradiction] = report.contradictions;
    if (contradiction)
      void vscode.window.showWarningMessage(
        t(
          'That contradicts an earlier judgement ({0}): {1}',
          contradiction.where,
          contradiction.what,
        ),
      );
  } catch (error) {
    reportError(error, desk.log);
  }

  function refOf({ uri, startLine, endLine }: Extract<Side, { uri: vscode.Uri }>) {
    return { path: vscode.workspace.asRelativePath(uri, false), startLine, endLine };
  }
}

async function inPanel(
  { desk, panels }: CalibrationCommands,
  tab: 'thresholds' | 'tuning',
  run: (panel: ReturnType<CalibrationPanels['show']>) => Promise<void>,
): Promise<void> {
  const index = await panels.chooseFolder();
  if (!index) return;
  try {
    await ready(desk, index);
    await run(panels.show(index, tab));
  } catch (error) {
    reportError(error, desk.log);
  }
}

async function ready(desk: Desk, index: FolderIndex): Promise<void> {
  if (index.state !== 'ready') await desk.waitFor([index], (one) => one.upToDate());
}
