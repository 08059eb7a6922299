/** The results view: the tree with its title, message, badge and the context keys that menus and welcome texts ask for. */
import * as vscode from 'vscode';
import type { FolderIndexes } from './folderIndexes.ts';
import { describeShare, describeTimeLeft } from './indexWords.ts';
import type { Row } from './results/grouping.ts';
import type { ResultSet } from './results/resultSet.ts';
import { ResultsModel } from './results/resultsModel.ts';
import { ResultsTree } from './results/resultsTree.ts';

export interface ResultsView extends vscode.Disposable {
  readonly model: ResultsModel;
  readonly view: vscode.TreeView<Row>;
  /** After every change of what is on show. */
  readonly onDidChange: vscode.Event<void>;
}

export function createResultsView(indexes: FolderIndexes): ResultsView {
  const keys = new ContextKeys();
  const changed = new vscode.EventEmitter<void>();
  const model = new ResultsModel(() => changed.fire());
  const tree = new ResultsTree(model);
  const view = vscode.window.createTreeView<Row>('lookalike.results', {
    treeDataProvider: tree,
    dragAndDropController: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const update = () => {
    const { current, rows, filter } = model;
    tree.refresh();
    // An empty list shows its welcome text, which a message would hide: the question stands beside the title.
    const read = [
      describeShare(indexes.progress),
      describeTimeLeft(indexes.progress, vscode.l10n.t),
    ];
    const isEmpty = current && current.hits.length === 0;
    // Each setting is a message to the window, also of what it shows already.
    const description = isEmpty ? current.title : read.filter(Boolean).join(' · ');
    if (description !== (view.description ?? '')) view.description = description;
    const said = message(model, indexes) ?? '';
    if (said !== (view.message ?? '')) view.message = said;
    const count = current?.hits.length ?? 0;
    const value = current?.kind === 'duplicates' ? countGroups(current) : count;
    if (value > 0 || view.badge)
      view.badge = value > 0 ? { value, tooltip: current?.summary ?? '' } : undefined;
    keys.set('hasResults', count > 0);
    keys.set('nothingFound', current !== undefined && count === 0);
    keys.set('resultKind', current?.kind ?? '');
    keys.set('grouping', model.grouping);
    keys.set('sorting', model.sorting);
    keys.set('filtered', filter !== '');
    const last = rows.at(-1);
    keys.set('hasMore', last?.row === 'branch' && last.more !== undefined);
    keys.set('hasDecided', (current?.decided?.length ?? 0) > 0);
    keys.set('showsDecided', model.showsDecided);
    keys.set('hasHistory', model.history.length > 1);
    keys.set('state', indexes.state);
  };
  const shown = changed.event(update);
  const indexesChanged = indexes.onDidChange(update);
  update();
  return {
    model,
    view,
    onDidChange: changed.event,
    dispose: () => {
      for (const one of [tree, view, shown, changed, indexesChanged]) one.dispose();
    },
  };
}

/** One line over the rows: what they amount to, whether they cover everything, what is filtered. */
function message(model: ResultsModel, indexes: FolderIndexes): string | undefined {
  const { t } = vscode.l10n;
  if (!model.current || model.current.hits.length === 0) return undefined;
  const parts = [model.current.title, model.current.summary];
  if (model.filter !== '') parts.push(t('filter: {0}', model.filter));
  const { progress } = indexes;
  if (progress && progress.total > 0) {
    const percent = Math.floor((100 * progress.done) / progress.total);
    parts.push(t('{0} % of the files have been read so far', percent));
    const left = describeTimeLeft(progress, t);
    if (left !== '') parts.push(left);
  }
  return parts.join(' · ');
}

function countGroups(set: ResultSet): number {
  return new Set(set.hits.map((hit) => hit.group)).size;
}

/** Sets a context key only when its value changes: each setting is a message to the window. */
class ContextKeys {
  readonly #values = new Map<string, unknown>();

  set(key: string, value: string | boolean): void {
    // A key that was never set is false and '' already.
    if ((this.#values.get(key) ?? (value === '' ? '' : false)) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand('setContext', `lookalike.${key}`, value);
  }
}
