/** The window's folders, one index each: which folder a document belongs to, and what to say of all of them together. */
import * as vscode from 'vscode';
import type { IndexState } from '../core/engineApi.ts';
import { FolderIndex, type FolderIndexOptions, type IndexProgress } from './folderIndex.ts';

/** The least finished folder speaks for the window. */
const ORDER: readonly IndexState[] = ['failed', 'indexing', 'paused', 'empty', 'ready'];

export type MakeOptions = (
  folder: vscode.WorkspaceFolder,
) => Omit<FolderIndexOptions, 'folder' | 'changed'>;

export class FolderIndexes implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** After a change of any folder's state or progress, and of the folders themselves. */
  readonly onDidChange = this.#changed.event;
  readonly #indexes = new Map<string, FolderIndex>();
  readonly #makeOptions: MakeOptions;

  constructor(makeOptions: MakeOptions) {
    this.#makeOptions = makeOptions;
    this.update();
  }

  get all(): readonly FolderIndex[] {
    return [...this.#indexes.values()];
  }

  /** The index of the folder that holds this document, if any does. */
  of(uri: vscode.Uri): FolderIndex | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder && this.#indexes.get(folder.uri.toString());
  }

  get state(): IndexState {
    const states = this.all.map((index) => index.state);
    return ORDER.find((state) => states.includes(state)) ?? 'empty';
  }

  get progress(): IndexProgress | undefined {
    const all = this.all.flatMap(({ progress }) => (progress ? [progress] : []));
    if (all.length === 0) return undefined;
    const sum = (pick: (progress: IndexProgress) => number) =>
      all.reduce((total, progress) => total + pick(progress), 0);
    const left = all.flatMap(({ leftMs }) => (leftMs === undefined ? [] : [leftMs]));
    return {
      done: sum(({ done }) => done),
      total: sum(({ total }) => total),
      // Folders share one engine: what is left of each adds up.
      leftMs: left.length > 0 ? left.reduce((total, ms) => total + ms, 0) : undefined,
    };
  }

  /** Takes note of folders added to and removed from the window; only folders on a disk have an index. */
  update(): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === 'file',
    );
    const present = new Set(folders.map(({ uri }) => uri.toString()));
    for (const [key, index] of this.#indexes)
      if (!present.has(key)) {
        this.#indexes.delete(key);
        void index.stop();
      }
    for (const folder of folders) {
      const key = folder.uri.toString();
      if (this.#indexes.has(key)) continue;
      const changed = () => this.#changed.fire();
      const options = { ...this.#makeOptions(folder), folder, changed };
      this.#indexes.set(key, new FolderIndex(options));
    }
    this.#changed.fire();
  }

  /** Ends all engines; resolves when their processes are gone. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((index) => index.stop()));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
