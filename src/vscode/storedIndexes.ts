/** What Lookalike keeps on this machine: an index for each folder ever read, and the embeddings they share. */
import { posix } from 'node:path';
import * as vscode from 'vscode';

export interface StoredIndex {
  readonly uri: vscode.Uri;
  /** Name of the folder it is of. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970; when it was written to last. */
  readonly usedAt: number;
}

export interface Stored {
  readonly indexes: readonly StoredIndex[];
  /** Embeddings by content, of all folders. */
  readonly embeddings: readonly vscode.Uri[];
  readonly embeddingsBytes: number;
}

/** Where the composition root keeps indexes; the names are those of `folderStorage`. */
export interface StorageFolder {
  readonly uri: vscode.Uri;
  /** The index of an open folder. */
  of(folder: vscode.WorkspaceFolder): Promise<vscode.Uri>;
}

export async function readStored({ uri }: StorageFolder): Promise<Stored> {
  const folders = vscode.Uri.joinPath(uri, 'folders');
  const indexes = await Promise.all(
    (await entries(folders)).map(async ([entry]) => {
      const at = vscode.Uri.joinPath(folders, entry);
      const files = await filesIn(at);
      return {
        uri: at,
        name: entry.replace(/-[0-9a-f]{16}$/, ''),
        sizeBytes: files.reduce((total, { size }) => total + size, 0),
        usedAt: Math.max(0, ...files.map(({ mtime }) => mtime)),
      };
    }),
  );
  const shared = (await filesIn(uri)).filter(({ name }) => name.startsWith('embeddings.sqlite'));
  return {
    indexes: indexes.sort((a, b) => b.usedAt - a.usedAt),
    embeddings: shared.map((file) => file.uri),
    embeddingsBytes: shared.reduce((total, { size }) => total + size, 0),
  };
}

async function filesIn(folder: vscode.Uri) {
  const files = (await entries(folder)).filter(([, type]) => type === vscode.FileType.File);
  const found = await Promise.all(
    files.map(async ([name]) => {
      const file = vscode.Uri.joinPath(folder, name);
      try {
        const { size, mtime } = await vscode.workspace.fs.stat(file);
        return [{ uri: file, name: posix.basename(file.path), size, mtime }];
      } catch {
        // Written and removed again by an engine at work.
        return [];
      }
    }),
  );
  return found.flat();
}

async function entries(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // Nothing has been stored yet.
    return [];
  }
}
