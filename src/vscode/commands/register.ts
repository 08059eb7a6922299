/** Every command the manifest names, and what it does. */
import * as vscode from 'vscode';
import type { Grouping, Row } from '../results/grouping.ts';
import type { RowActions } from '../results/rowActions.ts';
import { silence } from '../settings.ts';
import {
  type CalibrationCommands,
  calibrate,
  chooseHead,
  fineTune,
  label,
  showCalibration,
} from './calibration.ts';
import type { Desk } from './desk.ts';
import { findDuplicates } from './findDuplicates.ts';
import { findSimilar, findSimilarToClipboard } from './findSimilar.ts';
import { pauseIndexing, rebuildIndex, resumeIndexing, showActions } from './indexing.ts';
import { searchByMeaning, searchIntoView } from './searchByMeaning.ts';
import type { HealthReport } from './showIndexHealth.ts';

export interface CommandParts extends CalibrationCommands {
  readonly desk: Desk;
  readonly actions: RowActions;
  readonly health: HealthReport;
  /** Remembers the last searches of this workspace. */
  readonly memory: vscode.Memento;
}

type Command = (...input: never[]) => unknown;

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { desk } = parts;
  const commands: Record<string, Command> = {
    findSimilar: () => findSimilar(desk),
    findSimilarToClipboard: () => findSimilarToClipboard(desk),
    findDuplicates: () => findDuplicates(desk),
    findDuplicatesInFolder: (folder?: vscode.Uri) => findDuplicates(desk, folder),
    // With words, as a keybinding or another extension may pass them: straight into the view.
    searchByMeaning: (query?: string) =>
      typeof query === 'string' && query.trim() !== ''
        ? searchIntoView(desk, query)
        : searchByMeaning(desk, parts.memory),
    rebuildIndex: () => rebuildIndex(desk),
    pauseIndexing: () => pauseIndexing(desk),
    resumeIndexing: () => resumeIndexing(desk),
    showLog: () => desk.log.show(),
    showIndexHealth: () => parts.health.show(desk),
    showActions: () => showActions(desk),
    silence: () => silence(),
    showCalibration: () => showCalibration(parts),
    calibrate: () => calibrate(parts),
    fineTune: () => fineTune(parts),
    chooseHead: () => chooseHead(parts),
    ...viewCommands(parts),
    ...rowCommands(parts),
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`lookalike.${name}`, run as (...input: unknown[]) => unknown),
  );
  return vscode.Disposable.from(...registered);
}

function viewCommands({ desk, actions }: CommandParts): Record<string, Command> {
  const { model } = desk;
  const groupBy = (grouping: Grouping) => () => model.group(grouping);
  return {
    nextResult: () => actions.step(1),
    previousResult: () => actions.step(-1),
    clearResults: () => model.clear(),
    refreshResults: () => model.askAgain(),
    copyResults: () => actions.copyAll(),
    filterResults: async () => {
      const box = vscode.window.createInputBox();
      box.title = vscode.l10n.t('Filter Results');
      box.placeholder = vscode.l10n.t('Part of a path, a name, a kind or a language');
      box.value = model.filter;
      // As you type; Escape keeps what is shown.
      box.onDidChangeValue((value) => model.narrow(value));
      box.onDidAccept(() => box.hide());
      box.onDidHide(() => box.dispose());
      box.show();
    },
    clearFilter: () => model.narrow(''),
    groupByGroup: groupBy('group'),
    groupByFile: groupBy('file'),
    groupByFolder: groupBy('folder'),
    groupByType: groupBy('type'),
    showHistory: async () => {
      const items = model.history.map((set) => ({
        label: set.title,
        description: set.summary,
        set,
      }));
      const title = vscode.l10n.t('Earlier Results');
      const chosen = await vscode.window.showQuickPick(items, { title });
      if (chosen) model.showAgain(chosen.set);
    },
  };
}

function rowCommands(parts: CommandParts): Record<string, Command> {
  const { actions } = parts;
  return {
    labelMatch: (row: Row, selected?: Row[]) =>
      label(parts, actions.pair(row, selected), { isMatch: true }),
    labelNoMatch: (row: Row, selected?: Row[]) =>
      label(parts, actions.pair(row, selected), { isMatch: false }),
    openResult: (row: Row) => actions.open(row),
    openResultToSide: (row: Row) => actions.open(row, { beside: true }),
    peekResult: (row: Row) => actions.peek(row),
    compareResult: (row: Row, selected?: Row[]) => actions.compare(row, selected),
    copyResult: (row: Row, selected?: Row[]) => actions.copy(row, selected),
    dismissResult: (row: Row, selected?: Row[]) => actions.dismiss(row, selected),
  };
}
