/** The tools for language models as MCP servers of the editor: one per folder, run by the editor's own Node. */
import * as vscode from 'vscode';
import {
  changesEngine,
  changesFiles,
  folderSettings,
  modelChoice,
  preferences,
} from './settings.ts';

/** As in the manifest. */
export const MCP_PROVIDER_ID = 'lookalike';

export interface McpServersOptions {
  /** The terminal program as it ships. */
  readonly program: string;
  /** Where the editor keeps indexes: the server reads what the editor indexed. */
  readonly storage: string;
  readonly version: string;
}

export function registerMcpServers(options: McpServersOptions): vscode.Disposable {
  // Editors made from VS Code may lack it.
  if (typeof vscode.lm.registerMcpServerDefinitionProvider !== 'function') {
    return new vscode.Disposable(() => {});
  }
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const folders = vscode.workspace.workspaceFolders ?? [];
      if (changesEngine(event) || folders.some((folder) => changesFiles(event, folder)))
        changed.fire();
    }),
    vscode.lm.registerMcpServerDefinitionProvider(MCP_PROVIDER_ID, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => mcpServers(options),
    }),
  );
}

/** A server for each folder on disk. */
export function mcpServers({
  program,
  storage,
  version,
}: McpServersOptions): vscode.McpStdioServerDefinition[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file',
  );
  return folders.map((folder) => {
    const { exclude, include, maxFileSizeBytes, unchosen: open = [] } = folderSettings(folder);
    const { level, minLines, unchosen } = preferences(folder);
    const { model, allowDownload } = modelChoice();
    const words = [
      ...['mcp', folder.uri.fsPath, '--storage', storage],
      // What nobody set is left to the folder's configuration.
      ...(unchosen.includes('level') ? [] : ['--level', level]),
      ...(unchosen.includes('minLines') ? [] : ['--min-lines', `${minLines}`]),
      ...(open.includes('maxFileSizeBytes') ? [] : ['--max-file-size', `${maxFileSizeBytes}`]),
      ...exclude.flatMap((glob) => ['--exclude', glob]),
      ...include.flatMap((glob) => ['--include', glob]),
      ...(model === undefined ? [] : ['--model', model]),
      ...(allowDownload ? ['--allow-download'] : []),
    ];
    const label = folders.length > 1 ? `Lookalike (${folder.name})` : 'Lookalike';
    return new vscode.McpStdioServerDefinition(
      label,
      process.execPath,
      [program, ...words],
      { ELECTRON_RUN_AS_NODE: '1' },
      version,
    );
  });
}
