/** Tells each folder's index of files that were saved, created, changed or deleted; hints only, the engine checks for itself. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FolderIndexes } from './folderIndexes.ts';

/** Never source files, and noisy: version control's own files, installed packages. */
const QUIET = /(^|\/)(\.git|\.hg|\.svn|node_modules)(\/|$)/;

export function watchFiles(indexes: FolderIndexes): vscode.Disposable {
  const changed = (uri: vscode.Uri) => {
    const index = indexes.of(uri);
    if (!index) return;
    const path = posix.relative(index.folder.uri.path, uri.path);
    if (!QUIET.test(path)) index.fileChanged(path);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    // A save is told at once; the watcher may need a second.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => changed(uri)),
  );
}
