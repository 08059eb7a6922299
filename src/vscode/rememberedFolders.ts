/** Which folders of this workspace are read without being asked for, over restarts: begun, finished or paused. */
import type * as vscode from 'vscode';
import type { FolderIndex } from './folderIndex.ts';

/** Folders whose reading the user has begun once; one that was cut short goes on in the next window. */
const INDEXED_KEY = 'indexedFolders';
const PAUSED_KEY = 'pausedFolders';

/** The window's folders, as `FolderIndexes` has them. */
export interface Folders {
  readonly all: readonly FolderIndex[];
  readonly onDidChange: vscode.Event<void>;
}

export class RememberedFolders implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #indexes: Folders;
  readonly #watch: vscode.Disposable;

  constructor(memory: vscode.Memento, indexes: Folders) {
    this.#memory = memory;
    this.#indexes = indexes;
    this.#watch = indexes.onDidChange(() => this.#note());
  }

  /** Folders to bring up to date now; those that were paused are shown as paused instead. */
  goOn(): readonly FolderIndex[] {
    const known = this.#read(INDEXED_KEY);
    const paused = this.#read(PAUSED_KEY);
    const waiting = this.#indexes.all.filter(
      (index) => known.has(keyOf(index)) && !index.isRunning && index.state === 'empty',
    );
    for (const index of waiting) if (paused.has(keyOf(index))) index.startPaused();
    return waiting.filter(({ state }) => state === 'empty');
  }

  /** Its index is deleted: it is read again only when the user asks. */
  forget(index: FolderIndex): void {
    for (const key of [INDEXED_KEY, PAUSED_KEY])
      this.#write(
        key,
        [...this.#read(key)].filter((folder) => folder !== keyOf(index)),
      );
  }

  dispose(): void {
    this.#watch.dispose();
  }

  #note(): void {
    const { all } = this.#indexes;
    const begun = all.filter(({ state }) => state === 'ready' || state === 'indexing');
    this.#write(INDEXED_KEY, [...this.#read(INDEXED_KEY), ...begun.map(keyOf)]);
    const paused = all.filter(({ state }) => state === 'paused').map(keyOf);
    // A folder that has not been looked at in this window keeps what was known of it.
    const unknown = all.filter(({ state }) => state === 'empty').map(keyOf);
    const before = [...this.#read(PAUSED_KEY)].filter((key) => unknown.includes(key));
    this.#write(PAUSED_KEY, [...before, ...paused]);
  }

  #read(key: string): ReadonlySet<string> {
    return new Set(this.#memory.get<string[]>(key, []));
  }

  /** Written only where it changes: progress comes ten times a second. */
  #write(key: string, folders: readonly string[]): void {
    const now = [...new Set(folders)];
    const before = this.#read(key);
    if (now.length === before.size && now.every((folder) => before.has(folder))) return;
    void this.#memory.update(key, now);
  }
}

function keyOf(index: FolderIndex): string {
  return index.folder.uri.toString();
}
