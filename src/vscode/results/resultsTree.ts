/** The results tree: rows of any producer, in words, with labels for screen readers and files to drag. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { DuplicateGroup } from '../../core/matching/match.ts';
import { readSpot, spotOf } from '../places.ts';
import type { BranchRow, HitRow, Row } from './grouping.ts';
import type { Hit, ResultSet } from './resultSet.ts';
import { PAGE_ROWS, type ResultsModel } from './resultsModel.ts';
import {
  countResults,
  describeEvidence,
  describeFolded,
  describeGroup,
  describeHit,
  describePlace,
  describeProbability,
  describeSnippet,
  describeStanding,
  describeType,
  iconOf,
  toMarkdown,
} from './words.ts';

/** Lines of code in a row's tooltip; a longer one covers the editor. */
const PREVIEW_LINES = 25;
/** Up to so many branches are shown open; more would bury one another. */
const OPEN_BRANCHES = 30;

export class ResultsTree
  implements vscode.TreeDataProvider<Row>, vscode.TreeDragAndDropController<Row>
{
  readonly dragMimeTypes = ['text/uri-list', 'text/plain'];
  readonly dropMimeTypes = [];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #model: ResultsModel;

  constructor(model: ResultsModel) {
    this.#model = model;
  }

  /** Draws the rows anew. */
  refresh(): void {
    this.#changed.fire();
  }

  getChildren(row?: Row): Row[] {
    if (!row) return [...this.#model.rows];
    return row.row === 'branch' ? [...row.hits] : [];
  }

  getParent(row: Row): Row | undefined {
    return row.row === 'hit' ? row.parent : undefined;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (row.row === 'hit') {
      const item = hitItem(row);
      item.contextValue = placeKind(row.hit, this.#model.current?.kind);
      return item;
    }
    const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    return branchItem(row, this.#model.rows.length <= OPEN_BRANCHES ? Expanded : Collapsed);
  }

  async resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem> {
    if (row.row === 'hit') item.tooltip = await preview(row.hit);
    return item;
  }

  handleDrag(rows: readonly Row[], transfer: vscode.DataTransfer): void {
    const hits = rows.flatMap((row) => (row.row === 'hit' ? [row] : row.hits));
    const uris = hits.map(({ hit }) => {
      const spot = spotOf(hit);
      return spot.uri.with({ fragment: `L${spot.startLine}` }).toString();
    });
    // Editors and chat take addresses; whatever takes text gets the places in words.
    transfer.set('text/uri-list', new vscode.DataTransferItem(uris.join('\r\n')));
    const words = toMarkdown(
      this.#model.current?.title ?? '',
      hits.map(({ hit }) => hit),
      vscode.l10n.t,
    );
    transfer.set('text/plain', new vscode.DataTransferItem(words));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function hitItem({ hit, parent }: HitRow): vscode.TreeItem {
  const { t } = vscode.l10n;
  const item = new vscode.TreeItem(describeSnippet(hit, t));
  item.id = `${parent?.id ?? ''} ${hit.id}`;
  const icon = hit.isCanonical ? 'star-full' : hit.isAdded ? 'diff-added' : iconOf(hit);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.description = hitWords(hit, parent);
  item.accessibilityInformation = { label: describeHit(hit, t), role: 'treeitem' };
  item.command = {
    command: 'lookalike.openResult',
    title: vscode.l10n.t('Open'),
    arguments: [{ row: 'hit', hit, parent }],
  };
  return item;
}

/** What the branch above does not say already; what decides first, because narrow views cut the end off. */
function hitWords(hit: Hit, parent: BranchRow | undefined): string {
  const { t } = vscode.l10n;
  const { startLine, endLine } = hit.place.snippet;
  const where = parent?.file
    ? t('lines {0}–{1}', startLine, endLine)
    : describePlace(hit, severalFolders());
  if (parent?.group) return hit.isAdded ? [t('new copy'), where].join(' · ') : where;
  const probability = describeProbability(hit.probability, hit.type, t);
  if (hit.why) return [probability, where, hit.why].join(' · ');
  const type = parent?.type ? '' : describeType(hit.type, t);
  return [probability, type, where].filter((part) => part !== '').join(' · ');
}

function branchItem(branch: BranchRow, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const { t } = vscode.l10n;
  const item = new vscode.TreeItem('', state);
  item.id = branch.id;
  item.contextValue = branchKind(branch);
  const count = branch.hits.length;
  if (branch.more !== undefined) {
    item.label = t('Show {0} more…', Math.min(branch.more, PAGE_ROWS));
    item.description = t('{0} are not shown', branch.more);
    item.collapsibleState = vscode.TreeItemCollapsibleState.None;
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.contextValue = 'more';
    item.command = { command: 'lookalike.showMoreResults', title: item.label };
    return item;
  }
  if (branch.group) {
    item.label = describeGroup(branch.group, t);
    item.description = [
      describeStanding(branch.group, t),
      describeType(branch.group.type, t),
      describeProbability(branch.group.probability, branch.group.type, t),
      tooMany(branch.group),
    ]
      .filter((part) => part !== '')
      .join(' · ');
    item.tooltip = [describeEvidence(branch.group.evidence, t), describeFolded(branch.group, t)]
      .filter((line) => line !== '')
      .join('\n');
    item.iconPath = groupIcon(branch.group);
  } else if (branch.file) {
    item.label = posix.basename(branch.file.path);
    item.description = posix.dirname(branch.file.path);
    item.resourceUri = vscode.Uri.joinPath(
      vscode.Uri.parse(branch.file.folderUri, true),
      branch.file.path,
    );
    item.iconPath = vscode.ThemeIcon.File;
  } else if (branch.directory !== undefined) {
    item.label = branch.directory === '.' ? t('top folder') : branch.directory;
    item.iconPath = vscode.ThemeIcon.Folder;
    item.description = String(count);
  } else {
    item.label = describeType(branch.type ?? 'meaning', t);
    item.description = String(count);
    item.iconPath = new vscode.ThemeIcon('symbol-misc');
  }
  const label = typeof item.label === 'string' ? item.label : '';
  item.accessibilityInformation = {
    label: [label, item.description, countResults(count, t)].join(', '),
    role: 'treeitem',
  };
  return item;
}

/**
 * What menus of rows ask for. They ask for nothing else: when another context key of theirs changes, the editor draws
 * each row it shows anew, also those that a refresh under way has taken out ("Data tree node not found").
 */
function placeKind(hit: Hit, kind: ResultSet['kind'] | undefined): string {
  if (hit.isCanonical) return 'canonical';
  if (hit.group) return 'member';
  return kind === 'search' ? 'placeOfWords' : 'place';
}

/** What menus ask for: groups that can be decided on, and those that were. */
function branchKind({ group }: BranchRow): string {
  if (!group) return 'branch';
  return group.standing?.kind === 'decided' ? 'decidedGroup' : 'group';
}

function tooMany({ duplicatedLines: lines }: DuplicateGroup): string {
  const { t } = vscode.l10n;
  return lines === 1 ? t('1 line too many') : t('{0} lines too many', lines);
}

function groupIcon({ standing }: DuplicateGroup): vscode.ThemeIcon {
  switch (standing?.kind) {
    case 'grown':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'decided':
      return new vscode.ThemeIcon('pass');
    default:
      return new vscode.ThemeIcon('copy');
  }
}

async function preview(hit: Hit): Promise<vscode.MarkdownString> {
  const { t } = vscode.l10n;
  const words = [
    describeProbability(hit.probability, hit.type, t),
    describeType(hit.type, t),
    describeEvidence(hit.evidence, t),
    hit.why ?? '',
  ];
  const text = new vscode.MarkdownString();
  text.appendText(words.filter((word) => word !== '').join(' · '));
  try {
    const lines = (await readSpot(spotOf(hit))).split('\n');
    const shown = lines.slice(0, PREVIEW_LINES);
    if (lines.length > PREVIEW_LINES) shown.push('…');
    text.appendCodeblock(shown.join('\n'), editorLanguage(hit.place.language));
  } catch {
    text.appendText(`\n\n${t('The file cannot be read any more.')}`);
  }
  return text;
}

/** The editor's name of a language that we call otherwise. */
function editorLanguage(language: string): string {
  return { tsx: 'typescriptreact', bash: 'shellscript' }[language] ?? language;
}

function severalFolders(): boolean {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
}
