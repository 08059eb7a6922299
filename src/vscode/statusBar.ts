/** The one status-bar item: what the index does now; a click opens the actions. */
import * as vscode from 'vscode';
import type { FolderIndexes } from './folderIndexes.ts';
import { describeShare, describeTimeLeft } from './indexWords.ts';

export function showStatus(indexes: FolderIndexes): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'lookalike.status',
    vscode.StatusBarAlignment.Left,
    // Right of the problems counter, left of what extensions put at their default 0.
    1,
  );
  item.name = 'Lookalike';
  item.command = 'lookalike.showActions';
  const update = () => {
    const { text, tooltip } = say(indexes);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `Lookalike: ${tooltip}`, role: 'button' };
    if (indexes.all.length > 0) item.show();
    else item.hide();
  };
  update();
  return vscode.Disposable.from(item, indexes.onDidChange(update));
}

function say(indexes: FolderIndexes): { text: string; tooltip: string } {
  const { t } = vscode.l10n;
  const { state, progress } = indexes;
  const percent = describeShare(progress);
  switch (state) {
    case 'indexing':
      return {
        text: `$(sync~spin) ${percent || 'Lookalike'}`,
        tooltip: [t('reading the workspace {0}', percent), describeTimeLeft(progress, t)]
          .filter(Boolean)
          .join(', '),
      };
    case 'paused':
      return {
        text: `$(debug-pause) ${percent || 'Lookalike'}`,
        tooltip: t('indexing is paused'),
      };
    case 'failed':
      return { text: '$(warning) Lookalike', tooltip: t('the index could not be built') };
    case 'empty':
      return { text: '$(copy) Lookalike', tooltip: t('this workspace has not been read yet') };
    case 'ready':
      return { text: '$(copy) Lookalike', tooltip: t('the index is up to date') };
  }
}
