/** Composition root of the editor: wires settings, the engine process, the results view and the commands. */
import os from 'node:os';
import * as vscode from 'vscode';
import { EngineProcess } from './node/engineProcess.ts';
import { folderStorage } from './node/storageFolder.ts';
import { CalibrationPanels } from './vscode/calibration/calibrationPanels.ts';
import { Desk } from './vscode/commands/desk.ts';
import { registerCommands } from './vscode/commands/register.ts';
import { DriftPanel } from './vscode/drift/driftPanel.ts';
import { watchFiles } from './vscode/fileEvents.ts';
import type { FolderIndex } from './vscode/folderIndex.ts';
import { FolderIndexes } from './vscode/folderIndexes.ts';
import { Marks } from './vscode/marks.ts';
import { registerMcpServers } from './vscode/mcpServers.ts';
import { RememberedFolders } from './vscode/rememberedFolders.ts';
import { isCancelled } from './vscode/report.ts';
import { ReportDocuments } from './vscode/reportDocuments.ts';
import { SnippetDocuments } from './vscode/results/compare.ts';
import type { ResultsModel } from './vscode/results/resultsModel.ts';
import { RowActions } from './vscode/results/rowActions.ts';
import { createResultsView } from './vscode/resultsView.ts';
import { RulerMarks } from './vscode/rulerMarks.ts';
import {
  budget,
  changesEngine,
  changesFiles,
  changesMarks,
  folderSettings,
  indexesByItself,
  modelChoice,
} from './vscode/settings.ts';
import { showStatus } from './vscode/statusBar.ts';
import type { StorageFolder } from './vscode/storedIndexes.ts';
import { registerTools } from './vscode/tools.ts';
import { WhileWriting } from './vscode/whileWriting.ts';

/** What `activate` returns: for the tests in the extension host, and no promise to anybody else. */
export interface Inside {
  readonly indexes: FolderIndexes;
  readonly results: ResultsModel;
  readonly panels: CalibrationPanels;
  readonly engine: () => EngineProcess;
}

/** After activation, before anybody could have asked. (guess) */
const START_AFTER_MS = 100;

let stopEngine: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): Inside {
  const log = vscode.window.createOutputChannel('Lookalike', { log: true });
  const makeEngine = () => {
    const made: EngineProcess = new EngineProcess({
      program: context.asAbsolutePath('dist/engine.mjs'),
      setup: { storage: context.globalStorageUri.fsPath, ...modelChoice(), ...budget() },
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
  const documents = new ReportDocuments();
  const marks = new Marks(results.model);
  const desk = new Desk(indexes, results.model, log);
  const drift = new DriftPanel(desk);

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
  const remembered = new RememberedFolders(context.workspaceState, indexes);
  const startKnown = () => {
    if (!indexesByItself()) return;
    for (const index of remembered.goOn()) void keepUpToDate(index);
  };

  context.subscriptions.push(
    log,
    indexes,
    results,
    snippets,
    documents,
    drift,
    panels,
    registerCommands({
      desk,
      actions,
      drift,
      documents,
      panels,
      remembered,
      storage: storageOf(context),
      machine: {
        version: context.extension.packageJSON.version,
        processors: os.availableParallelism(),
        memoryBytes: os.totalmem(),
        engineState: () => engine.state,
      },
      memory: context.workspaceState,
    }),
    showStatus(indexes),
    watchFiles(indexes),
    registerTools(desk),
    registerMcpServers({
      program: context.asAbsolutePath('dist/cli.mjs'),
      storage: context.globalStorageUri.fsPath,
      version: String(context.extension.packageJSON.version),
    }),
    marks,
    new RulerMarks(marks),
    new WhileWriting(indexes),
    results.onDidChange(() => marks.update()),
    remembered,
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      indexes.update();
      startKnown();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (changesMarks(event)) marks.refresh();
      const isAnew = changesEngine(event);
      const affected = indexes.all.filter(
        (index) => index.isRunning && (isAnew || changesFiles(event, index.folder)),
      );
      await Promise.all(affected.map((index) => index.stop()));
      if (isAnew) {
        await engine.dispose();
        engine = makeEngine();
      }
      await Promise.all(affected.map(keepUpToDate));
    }),
  );
  // Starting a process takes longer than all of the above: what waits for this window is drawn first.
  const begin = setTimeout(startKnown, START_AFTER_MS);
  context.subscriptions.push(new vscode.Disposable(() => clearTimeout(begin)));
  return { indexes, results: results.model, panels, engine: () => engine };
}

export async function deactivate(): Promise<void> {
  await stopEngine?.();
}

function storageOf({ globalStorageUri }: vscode.ExtensionContext): StorageFolder {
  return {
    uri: globalStorageUri,
    of: async ({ uri }) =>
      vscode.Uri.file((await folderStorage(globalStorageUri.fsPath, uri.fsPath)).index),
  };
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
