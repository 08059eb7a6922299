/** The user's settings as plain values, read anew each time so that a change needs no reload. */
import * as vscode from 'vscode';
import type { FolderSettings } from '../core/engineApi.ts';
import type { Level } from '../core/matching/match.ts';

export const SECTION = 'lookalike';

export interface Preferences {
  readonly level: Level;
  readonly minLines: number;
  /** Off: copies only, nothing that merely does the same job. */
  readonly semantic: boolean;
  readonly resultLimit: number;
  /** What nobody set, so that the folder's `lookalike.config.json` may. */
  readonly unchosen: readonly ('level' | 'minLines' | 'semantic')[];
}

export function preferences(scope: vscode.ConfigurationScope | undefined): Preferences {
  const settings = vscode.workspace.getConfiguration(SECTION, scope);
  return {
    level: settings.get<Level>('level', 'balanced'),
    minLines: settings.get('minLines', 5),
    semantic: settings.get('semantic', true),
    resultLimit: settings.get('resultLimit', 30),
    unchosen: (['level', 'minLines', 'semantic'] as const).filter((key) => isUnset(settings, key)),
  };
}

/** Whether a setting has its default everywhere: neither user nor workspace said anything. */
function isUnset(settings: vscode.WorkspaceConfiguration, key: string): boolean {
  const { globalValue, workspaceValue, workspaceFolderValue } = settings.inspect(key) ?? {};
  return [globalValue, workspaceValue, workspaceFolderValue].every((value) => value === undefined);
}

export function changesLevel(
  event: vscode.ConfigurationChangeEvent,
  folder: vscode.WorkspaceFolder,
): boolean {
  return event.affectsConfiguration(`${SECTION}.level`, folder);
}

/** Sets how sure a finding must be: for this folder where a window has several, else for the workspace. */
export async function chooseLevel(folder: vscode.WorkspaceFolder, level: Level): Promise<void> {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const { Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const settings = vscode.workspace.getConfiguration(SECTION, folder);
  await settings.update('level', level, several ? WorkspaceFolder : Workspace);
}

/** What decides which files are indexed; the editor's own exclusions count too. */
export function folderSettings(folder: vscode.WorkspaceFolder): FolderSettings {
  const settings = vscode.workspace.getConfiguration(SECTION, folder);
  const whole = vscode.workspace.getConfiguration(undefined, folder);
  const excluded = ['files.exclude', 'search.exclude'].flatMap((key) =>
    Object.entries(whole.get<Record<string, unknown>>(key, {}))
      .filter(([, on]) => on === true)
      .map(([glob]) => glob),
  );
  return {
    exclude: [...excluded, ...settings.get<string[]>('exclude', [])],
    include: settings.get<string[]>('include', []),
    maxFileSizeBytes: settings.get('maxFileSizeKB', 1024) * 1024,
    useEncoder: true,
    ...(isUnset(settings, 'maxFileSizeKB') ? { unchosen: ['maxFileSizeBytes'] } : {}),
  };
}

/** Whether a changed setting changes which files are indexed. */
export function changesFiles(
  event: vscode.ConfigurationChangeEvent,
  folder: vscode.WorkspaceFolder,
): boolean {
  const keys = ['exclude', 'include', 'maxFileSizeKB'].map((key) => `${SECTION}.${key}`);
  return [...keys, 'files.exclude', 'search.exclude'].some((key) =>
    event.affectsConfiguration(key, folder),
  );
}

export function indexesByItself(): boolean {
  return vscode.workspace.getConfiguration(SECTION).get('indexing') === 'automatic';
}

export interface ModelChoice {
  /** A folder or `hub:…`; undefined: the encoder that ships. Machine-scoped: never a workspace's choice. */
  readonly model?: string;
  readonly allowDownload: boolean;
}

export function modelChoice(): ModelChoice {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const model = settings.get('model', '').trim();
  const allowDownload = settings.get('allowModelDownload', false);
  return model === '' ? { allowDownload } : { model, allowDownload };
}

export interface Budget {
  readonly effort: 'low' | 'normal' | 'high';
  /** Resident memory above which the engine is started afresh; left out: a quarter of the machine, 1 to 3 GB. */
  readonly memoryLimitBytes?: number;
}

export function budget(): Budget {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const effort = settings.get<Budget['effort']>('effort', 'normal');
  const megabytes = settings.get('memoryLimitMB', 0);
  return megabytes > 0 ? { effort, memoryLimitBytes: megabytes * 1e6 } : { effort };
}

/** Whether the engine has to be started anew: it takes its model and its budget when it starts. */
export function changesEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return ['model', 'allowModelDownload', 'effort', 'memoryLimitMB'].some((key) =>
    event.affectsConfiguration(`${SECTION}.${key}`),
  );
}

export interface WantedMarks {
  readonly codeLens: boolean;
  readonly problems: boolean;
  readonly overviewRuler: boolean;
}

/** Marks among the lines are for those who ask for them; those in the overview ruler disturb nobody. */
export function marksWanted(scope: vscode.Uri): WantedMarks {
  const settings = vscode.workspace.getConfiguration(SECTION, scope);
  return {
    codeLens: settings.get('codeLens', false),
    problems: settings.get('problems', false),
    overviewRuler: settings.get('overviewRuler', true),
  };
}

export function changesMarks(event: vscode.ConfigurationChangeEvent): boolean {
  return ['codeLens', 'problems', 'overviewRuler'].some((key) =>
    event.affectsConfiguration(`${SECTION}.${key}`),
  );
}

export function changesSpeaking(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SECTION}.whileWriting`);
}

export function speaksUp(scope: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration(SECTION, scope).get('whileWriting', true);
}

/** Turns "you already have this" off, for this user. */
export async function silence(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  await settings.update('whileWriting', false, vscode.ConfigurationTarget.Global);
}
