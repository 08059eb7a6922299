/** The three jobs as tools for language models in the editor. What they answer is `core/agents`. */
import * as vscode from 'vscode';
import { runTool, type ToolFolder } from '../core/agents/runTool.ts';
import type { ToolName } from '../core/agents/toolDefinitions.ts';
import { UserError } from '../core/userError.ts';
import type { Desk } from './commands/desk.ts';
import type { FolderIndex } from './folderIndex.ts';
import { abortSignal } from './progress.ts';
import { preferences } from './settings.ts';

export function registerTools(desk: Desk): vscode.Disposable {
  const { t } = vscode.l10n;
  return vscode.Disposable.from(
    tool(desk, 'find_similar_code', t('Finding similar code')),
    tool(desk, 'find_duplicates', t('Finding duplicates')),
    tool(desk, 'search_code', t('Searching by meaning')),
  );
}

function tool(desk: Desk, name: ToolName, invocationMessage: string): vscode.Disposable {
  return vscode.lm.registerTool<object>(`lookalike_${name}`, {
    prepareInvocation: () => {
      // Reading a workspace for the first time takes a while: the user is asked, not surprised.
      if (desk.indexes.state !== 'empty') return { invocationMessage };
      const message = vscode.l10n.t('Lookalike will read this workspace once, on this machine.');
      return { invocationMessage, confirmationMessages: { title: invocationMessage, message } };
    },
    invoke: async ({ input }, token) => {
      const folders = (await desk.readWhole()).map(toolFolder);
      try {
        const text = await runTool(name, input, { folders, signal: abortSignal(token) });
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      } catch (error) {
        // A model sees the message only.
        if (error instanceof UserError) throw new Error(`${error.message} ${error.remedy}`);
        throw error;
      }
    },
  });
}

function toolFolder({ folder, engine }: FolderIndex): ToolFolder {
  return {
    name: folder.name,
    path: folder.uri.path,
    engine,
    preferences: preferences(folder),
  };
}
