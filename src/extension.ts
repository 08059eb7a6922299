/** Composition root of the editor: wires settings, the engine process, the results view and the commands. */
import * as vscode from 'vscode';
import { EngineProcess } from './node/engineProcess.ts';
import { CalibrationPanels } from './vscode/calibrationPanels.ts';
import { Desk } from './vscode/commands/desk.ts';
import { registerCommands } from './vscode/commands/register.ts';
import { HealthReport } from './vscode/commands/showIndexHealth.ts';
import { watchFiles } from './vscode/fileEvents.ts';
import type { FolderIndex } from './vscode/folderIndex.ts';
import { FolderIndexes } from './vscode/folderIndexes.ts';
import { Marks } from './vscode/marks.ts';
import { isCancelled } from './vscode/report.ts';
import { SnippetDocuments } from './vscode/results/compare.ts';
import type { ResultsModel } from './vscode/results/resultsModel.ts';
import { RowActions } from './vscode/results/rowActions.ts';
import { createResultsView } from './vscode/resultsView.ts';
import {
  changesFiles,
  changesMarks,
  changesModel,
  folderSettings,
  indexesByItself,
  modelChoice,
} from './vscode/settings.ts';
import { showStatus } from './vscode/statusBar.ts';
import { registerTools } from './vscode/tools.ts';
import { WhileWriting } from './vscode/whileWriting.ts';

/** Workspace memory: folders that have an index, which is then kept up to date from the start. */
const INDEXED_KEY = 'indexedFolders';

/** What `activate` returns: for the tests in the extension host, and no promise to anybody else. */
export interface Inside {
  readonly indexes: FolderIndexes;
  readonly results: ResultsModel;
  readonly engine: () => EngineProcess;
}

let stopEngine: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): Inside {
  const log = vscode.window.createOutputChannel('Lookalike', { log: true });
  const makeEngine = () => {
    const made: EngineProcess = new EngineProcess({
      program: context.asAbsolutePath('dist/engine.mjs'),
      setup: { storage: context.globalStorageUri.fsPath, ...modelChoice() },
      log: (line) => log.info(line),
      onState: (state, message) => {
        if (state === 'stopped') void offerRestart(message ?? '', made, log);
      },
    });
    return made;
  };
  let engine = makeEngine();
  stopEngine = () => engine.dispose();

  const indexes = new FolderIndexes((folder) => ({
    startEngine: () => engine.openFolder(folder.uri.fsPath, folderSettings(folder)),
    report: (what, error) => log.warn(`${folder.name}: ${what}: ${String(error)}`),
  }));
  const results = createResultsView(indexes);
  const snippets = new SnippetDocuments();
  const actions = new RowActions(results.model, results.view, snippets);
  const health = new HealthReport();
  const marks = new Marks(results.model);
  const desk = new Desk(indexes, results.model, log);

  const panels = new CalibrationPanels({
    extensionUri: context.extensionUri,
    memory: context.workspaceState,
    changed: () => void results.model.askAgain(),
    indexes,
    snippets,
    log,
  });

  const keepUpToDate = async (index: FolderIndex) => {
    try {
      await index.upToDate();
    } catch (error) {
      if (!isCancelled(error)) log.error(error instanceof Error ? error : String(error));
    }
  };
  const remembered = () => context.workspaceState.get<string[]>(INDEXED_KEY, []);
  const startKnown = () => {
    if (!indexesByItself()) return;
    const known = new Set(remembered());
    for (const index of indexes.all)
      if (known.has(index.folder.uri.toString()) && !index.isRunning) void keepUpToDate(index);
  };
  const rememberIndexed = () => {
    const ready = indexes.all.filter(({ state }) => state === 'ready');
    const all = new Set([...remembered(), ...ready.map(({ folder }) => folder.uri.toString())]);
    if (all.size > remembered().length) void context.workspaceState.update(INDEXED_KEY, [...all]);
  };

  context.subscriptions.push(
    log,
    indexes,
    results,
    snippets,
    health,
    panels,
    registerCommands({ desk, actions, health, panels, memory: context.workspaceState }),
    showStatus(indexes),
    watchFiles(indexes),
    registerTools(desk),
    marks,
    new WhileWriting(indexes),
    results.onDidChange(() => marks.update()),
    indexes.onDidChange(rememberIndexed),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      indexes.update();
      startKnown();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (changesMarks(event)) marks.refresh();
      const model = changesModel(event);
      const affected = indexes.all.filter(
        (index) => index.isRunning && (model || changesFiles(event, index.folder)),
      );
      await Promise.all(affected.map((index) => index.stop()));
      if (model) {
        await engine.dispose();
        engine = makeEngine();
      }
      await Promise.all(affected.map(keepUpToDate));
    }),
  );
  startKnown();
  return { indexes, results: results.model, engine: () => engine };
}

export async function deactivate(): Promise<void> {
  await stopEngine?.();
}

/** Said once when the engine has been given up; nothing is tried again until the user says so. */
async function offerRestart(
  message: string,
  engine: EngineProcess,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const restart = vscode.l10n.t('Restart');
  const showLog = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showErrorMessage(message, restart, showLog);
  if (chosen === restart) engine.restart();
  if (chosen === showLog) log.show();
}
