/** Composition root of the editor, read by `main.ts`: wires settings, the engine process, the results view and the commands. */
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
import { mcpServers, registerMcpServers } from './vscode/mcpServers.ts';
import { offerRestart } from './vscode/offerRestart.ts';
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
  folderSettings,
  indexesByItself,
  modelChoice,
} from './vscode/settings.ts';
import { letOthersIn } from './vscode/slices.ts';
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
  /** As the editor is offered them. */
  readonly mcpServers: () => vscode.McpStdioServerDefinition[];
}

/** After activation, before anybody could have asked. (guess) */
const START_AFTER_MS = 100;

let stopEngine: (() => Promise<void>) | undefined;

/**
 * In turns of about 2 ms each: all extensions that start with a window share this thread. Whoever waits for the activation
 * (a command, a view, a tool, a panel to restore) waits for the last of them, so commands come when all they need is there.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Inside> {
  const keep = (...made: vscode.Disposable[]) => context.subscriptions.push(...made);
  const log = vscode.window.createOutputChannel('Lookalike', { log: true });
  const makeEngine = () => {
    const made: EngineProcess = new EngineProcess({
      program: context.asAbsolutePath('dist/engine.mjs'),
      setup: { storage: context.globalStorageUri.fsPath, ...modelChoice(), ...budget() },
      log: (line) => log.info(line),
      onState: (state, message) => {
        if (state === 'stopped') void offerRestart(message ?? '', () => made.restart(), log);
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
  const remembered = new RememberedFolders(context.workspaceState, indexes);
  const keepUpToDate = async (index: FolderIndex) => {
    try {
      await index.upToDate();
    } catch (error) {
      if (!isCancelled(error)) log.error(error instanceof Error ? error : String(error));
    }
  };
  const startKnown = () => {
    if (!indexesByItself()) return;
    for (const index of remembered.goOn()) void keepUpToDate(index);
  };
  keep(
    log,
    indexes,
    remembered,
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      indexes.update();
      startKnown();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
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

  await letOthersIn();
  const results = createResultsView(indexes);
  keep(results, showStatus(indexes));

  await letOthersIn();
  const desk = new Desk(indexes, results.model, log);
  const snippets = new SnippetDocuments();
  const documents = new ReportDocuments();
  const drift = new DriftPanel(desk);
  const panels = new CalibrationPanels({
    extensionUri: context.extensionUri,
    memory: context.workspaceState,
    changed: () => void results.model.askAgain(),
    indexes,
    snippets,
    log,
  });
  keep(snippets, documents, drift, panels, watchFiles(indexes));

  await letOthersIn();
  const marks = new Marks(results.model);
  keep(
    marks,
    new RulerMarks(marks),
    new WhileWriting(indexes),
    results.onDidChange(() => marks.update()),
  );

  await letOthersIn();
  const { version } = context.extension.packageJSON as { readonly version: string };
  const mcp = {
    program: context.asAbsolutePath('dist/cli.mjs'),
    storage: context.globalStorageUri.fsPath,
    version,
  };
  keep(registerTools(desk), registerMcpServers(mcp));

  await letOthersIn();
  // Starting a process takes longer than all of the above: what waits for this window is drawn first.
  const begin = setTimeout(startKnown, START_AFTER_MS);
  keep(
    new vscode.Disposable(() => clearTimeout(begin)),
    registerCommands({
      desk,
      actions: new RowActions(results.model, results.view, snippets),
      drift,
      documents,
      panels,
      remembered,
      storage: storageOf(context),
      machine: {
        version,
        processors: os.availableParallelism(),
        memoryBytes: os.totalmem(),
        engineState: () => engine.state,
      },
      memory: context.workspaceState,
    }),
  );
  return {
    indexes,
    results: results.model,
    panels,
    engine: () => engine,
    mcpServers: () => mcpServers(mcp),
  };
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
