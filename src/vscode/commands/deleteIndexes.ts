/** Delete Stored Indexes: what is kept on this machine, how large it is and when it was used last; what is chosen goes. */
import * as vscode from 'vscode';
import type { FolderIndex } from '../folderIndex.ts';
import type { RememberedFolders } from '../rememberedFolders.ts';
import { reportError } from '../report.ts';
import { readStored, type StorageFolder, type Stored } from '../storedIndexes.ts';
import type { Desk } from './desk.ts';

interface StoredItem extends vscode.QuickPickItem {
  readonly remove: () => Promise<void>;
}

const DAY_MS = 86_400_000;

export async function deleteIndexes(
  desk: Desk,
  storage: StorageFolder,
  remembered: RememberedFolders,
): Promise<void> {
  const { t } = vscode.l10n;
  try {
    const stored = await readStored(storage);
    if (stored.indexes.length === 0) {
      void vscode.window.showInformationMessage(t('No index is stored on this machine.'));
      return;
    }
    const items = await itemsOf(stored, { desk, storage, remembered });
    const chosen = await vscode.window.showQuickPick(items, {
      title: t('Delete Stored Indexes'),
      placeHolder: t('Your files stay as they are; an index is built anew when you next ask.'),
      canPickMany: true,
      matchOnDescription: true,
    });
    for (const { remove } of chosen ?? []) await remove();
  } catch (error) {
    reportError(error, desk.log);
  }
}

async function itemsOf(
  stored: Stored,
  parts: { desk: Desk; storage: StorageFolder; remembered: RememberedFolders },
): Promise<StoredItem[]> {
  const { t } = vscode.l10n;
  const { desk, storage, remembered } = parts;
  const open = new Map<string, FolderIndex>();
  for (const index of desk.indexes.all)
    open.set((await storage.of(index.folder)).toString(), index);
  const items = stored.indexes.map((one): StoredItem => {
    const index = open.get(one.uri.toString());
    return {
      label: one.name,
      description: [
        megabytes(one.sizeBytes),
        lastUsed(one.usedAt),
        index && t('open in this window'),
      ]
        .filter(Boolean)
        .join(' · '),
      iconPath: new vscode.ThemeIcon(index ? 'folder-opened' : 'folder'),
      remove: async () => {
        if (index) {
          remembered.forget(index);
          await index.stop();
        }
        await vscode.workspace.fs.delete(one.uri, { recursive: true });
      },
    };
  });
  const shared: StoredItem = {
    label: t('Embeddings of all folders'),
    description: megabytes(stored.embeddingsBytes),
    iconPath: new vscode.ThemeIcon('database'),
    remove: async () => {
      await desk.indexes.stop();
      for (const file of stored.embeddings) await vscode.workspace.fs.delete(file);
    },
  };
  return stored.embeddingsBytes > 0 ? [...items, shared] : items;
}

function megabytes(bytes: number): string {
  return vscode.l10n.t('{0} MB', (bytes / 2 ** 20).toFixed(1));
}

function lastUsed(at: number): string {
  const days = Math.floor((Date.now() - at) / DAY_MS);
  return days === 0 ? vscode.l10n.t('used today') : vscode.l10n.t('last used {0} days ago', days);
}
