/** Every command the manifest names, and what it does. */
import * as vscode from 'vscode';
import type { DriftPanel } from '../drift/driftPanel.ts';
import type { ShowOptions } from '../places.ts';
import type { RememberedFolders } from '../rememberedFolders.ts';
import type { ReportDocuments } from '../reportDocuments.ts';
import type { Grouping, Row, Sorting } from '../results/grouping.ts';
import type { RowActions } from '../results/rowActions.ts';
import { silence } from '../settings.ts';
import type { StorageFolder } from '../storedIndexes.ts';
import {
  type CalibrationCommands,
  calibrate,
  chooseHead,
  fineTune,
  label,
  showCalibration,
} from './calibration.ts';
import { type Choice, Decisions } from './decide.ts';
import { deleteIndexes } from './deleteIndexes.ts';
import type { Desk } from './desk.ts';
import { diagnose, type Machine } from './diagnose.ts';
import { findDuplicates } from './findDuplicates.ts';
import { findSimilar, findSimilarToClipboard } from './findSimilar.ts';
import { pauseIndexing, rebuildIndex, resumeIndexing, showActions } from './indexing.ts';
import { previewExtraction } from './previewExtraction.ts';
import { searchByMeaning, searchIntoView } from './searchByMeaning.ts';
import { showIndexHealth } from './showIndexHealth.ts';

export interface CommandParts extends CalibrationCommands {
  readonly desk: Desk;
  readonly actions: RowActions;
  readonly drift: DriftPanel;
  readonly documents: ReportDocuments;
  readonly storage: StorageFolder;
  readonly remembered: RememberedFolders;
  readonly machine: Machine;
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
    showIndexHealth: () => showIndexHealth(desk, parts.documents, parts.storage),
    deleteIndexes: () => deleteIndexes(desk, parts.storage, parts.remembered),
    diagnose: () => diagnose(desk, parts.documents, parts.machine),
    showActions: () => showActions(desk),
    silence: () => silence(),
    showCalibration: () => showCalibration(parts),
    calibrate: () => calibrate(parts),
    fineTune: () => fineTune(parts),
    chooseHead: () => chooseHead(parts),
    ...viewCommands(parts),
    ...rowCommands(parts),
    ...decisionCommands(parts),
    previewExtraction: (row?: Row) =>
      previewExtraction(desk, parts.documents, parts.actions.rowFor(row)),
    showDrift: (row?: Row) => {
      const on = parts.actions.rowFor(row);
      return on && parts.drift.show(on);
    },
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`lookalike.${name}`, run as (...input: unknown[]) => unknown),
  );
  return vscode.Disposable.from(...registered);
}

function viewCommands({ desk, actions }: CommandParts): Record<string, Command> {
  const { model } = desk;
  const groupBy = (grouping: Grouping) => () => model.group(grouping);
  const sortBy = (sorting: Sorting) => () => model.sort(sorting);
  return {
    nextResult: (options?: ShowOptions) => actions.step(1, options),
    previousResult: (options?: ShowOptions) => actions.step(-1, options),
    clearResults: () => model.clear(),
    refreshResults: () => model.askAgain(),
    showMoreResults: () => model.showMore(),
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
    sortByBest: sortBy('best'),
    sortByProbability: sortBy('probability'),
    sortBySize: sortBy('size'),
    sortByPlace: sortBy('place'),
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

/** Called on a row by mouse, menu or link; from a key without one, on what is selected in the view. */
function rowCommands(parts: CommandParts): Record<string, Command> {
  const { actions } = parts;
  const onRow = (run: (row: Row, selected: readonly Row[]) => unknown) => {
    return (called?: Row, selected?: readonly Row[]) => {
      const row = actions.rowFor(called);
      return row && run(row, actions.rowsFor(called, selected));
    };
  };
  return {
    openResult: onRow((row) => actions.open(row)),
    openResultToSide: onRow((row) => actions.open(row, { beside: true })),
    peekResult: onRow((row) => actions.peek(row)),
    compareResult: onRow((row, selected) => actions.compare(row, selected)),
    goToCanonical: onRow((row) => actions.goToCanonical(row)),
    copyResult: onRow((row, selected) => actions.copy(row, selected)),
    labelMatch: onRow((row, selected) =>
      label(parts, actions.pair(row, selected), { isMatch: true }),
    ),
    labelNoMatch: onRow((row, selected) =>
      label(parts, actions.pair(row, selected), { isMatch: false }),
    ),
    dismissResult: onRow((row, selected) => actions.dismiss(row, selected)),
  };
}

function decisionCommands({ desk, actions, panels }: CommandParts): Record<string, Command> {
  const decisions = new Decisions(desk, (index) => void panels.of(index)?.refresh());
  const { model } = desk;
  const rows = (called: Row | undefined, selected: readonly Row[] | undefined) => {
    const row = actions.rowFor(called);
    const all = actions.rowsFor(called, selected);
    return all.length > 1 ? all : row ? [row] : [];
  };
  return {
    decide: (row?: Row, selected?: readonly Row[], choice?: Choice) =>
      decisions.decide(rows(row, selected), choice),
    reopenGroup: (row?: Row, selected?: readonly Row[]) => decisions.reopen(rows(row, selected)),
    undoDecision: () => decisions.undo(),
    showDecided: () => model.showDecided(true),
    hideDecided: () => model.showDecided(false),
  };
}
