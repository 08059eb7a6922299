/** The calibration panels that are open, one per folder, and which folder a command means. */
import * as vscode from 'vscode';
import type { PanelTab } from '../../webview/calibration/messages.ts';
import type { FolderIndex } from '../folderIndex.ts';
import type { FolderIndexes } from '../folderIndexes.ts';
import type { SnippetDocuments } from '../results/compare.ts';
import { CalibrationPanel, PANEL_TYPE } from './calibrationPanel.ts';

export interface PanelsParts {
  readonly extensionUri: vscode.Uri;
  readonly indexes: FolderIndexes;
  readonly snippets: SnippetDocuments;
  readonly log: vscode.LogOutputChannel;
  readonly memory: vscode.Memento;
  /** Told that results may look different now. */
  readonly changed: () => void;
}

export class CalibrationPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #parts: PanelsParts;
  readonly #open = new Map<string, CalibrationPanel>();
  readonly #registered: vscode.Disposable;

  constructor(parts: PanelsParts) {
    this.#parts = parts;
    this.#registered = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this);
  }

  /** Opens the folder's panel or brings it to the front. */
  show(index: FolderIndex, tab?: PanelTab): CalibrationPanel {
    const panel = this.of(index) ?? this.#make(index);
    panel.show(tab);
    return panel;
  }

  /** The folder's panel, if it is open. */
  of(index: FolderIndex): CalibrationPanel | undefined {
    return this.#open.get(index.folder.uri.toString());
  }

  /** The folder of the file in front, the only one, or the one the user picks. */
  async chooseFolder(): Promise<FolderIndex | undefined> {
    const { indexes } = this.#parts;
    const active = vscode.window.activeTextEditor?.document.uri;
    const around = active && indexes.of(active);
    if (around || indexes.all.length < 2) return around ?? indexes.all[0];
    const items = indexes.all.map((index) => ({ label: index.folder.name, index }));
    const title = vscode.l10n.t('Which folder?');
    return (await vscode.window.showQuickPick(items, { title }))?.index;
  }

  /** A window that was reloaded gets its panel back, for the folder it had. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const name = (kept as { readonly folder?: unknown } | undefined)?.folder;
    const { all } = this.#parts.indexes;
    const index = all.find(({ folder }) => folder.name === name) ?? all[0];
    if (index && !this.of(index)) this.#make(index, panel);
    else panel.dispose();
  }

  dispose(): void {
    this.#registered.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #make(index: FolderIndex, restored?: vscode.WebviewPanel): CalibrationPanel {
    const { extensionUri, snippets, log, memory, changed } = this.#parts;
    const key = index.folder.uri.toString();
    const parts = {
      extensionUri,
      log,
      memory,
      changed,
      folder: index.folder,
      engine: () => index.engine,
      compare: (...sides: readonly [vscode.Uri, Lines, vscode.Uri, Lines]) => {
        const [a, aLines, b, bLines] = sides;
        return snippets.compare({ uri: a, ...aLines }, { uri: b, ...bLines });
      },
    };
    const closed = () => this.#open.delete(key);
    const panel = new CalibrationPanel(parts, closed, restored);
    this.#open.set(key, panel);
    return panel;
  }
}

interface Lines {
  readonly startLine: number;
  readonly endLine: number;
}
