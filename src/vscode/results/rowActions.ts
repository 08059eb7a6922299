/** What can be done with a row: open, peek, compare, copy, dismiss, go on to the next. */
import * as vscode from 'vscode';
import { LatestOnly } from '../latestOnly.ts';
import { anchorSpot, locationOf, type ShowOptions, show, spotOf } from '../places.ts';
import type { Spot } from '../spot.ts';
import type { Side, SnippetDocuments } from './compare.ts';
import { type HitRow, hitRows, type Row } from './grouping.ts';
import type { Anchor, Hit } from './resultSet.ts';
import type { ResultsModel } from './resultsModel.ts';
import { toMarkdown } from './words.ts';

export class RowActions {
  readonly #model: ResultsModel;
  readonly #view: vscode.TreeView<Row>;
  readonly #snippets: SnippetDocuments;
  #lastShown: string | undefined;
  readonly #steps = new LatestOnly();

  constructor(model: ResultsModel, view: vscode.TreeView<Row>, snippets: SnippetDocuments) {
    this.#model = model;
    this.#view = view;
    this.#snippets = snippets;
  }

  /** The row a command is about: the one it was called on, else (from a key) the one selected in the view. */
  rowFor(row: Row | undefined): Row | undefined {
    return row ?? this.#view.selection[0];
  }

  /** The selection, where several rows are selected and a key was pressed rather than one of them clicked. */
  rowsFor(row: Row | undefined, selected: readonly Row[] | undefined): readonly Row[] {
    return selected ?? (row ? [] : this.#view.selection);
  }

  /** A click previews and keeps the keyboard in the tree, as in the search view. */
  async open(row: Row, options: ShowOptions = { keepFocus: true }): Promise<void> {
    const hit = firstHit(row);
    if (!hit) return;
    this.#lastShown = hit.id;
    await show(spotOf(hit), options);
  }

  async peek(row: Row): Promise<void> {
    const hits = row.row === 'branch' ? row.hits.map(({ hit }) => hit) : this.#peers(row.hit);
    const origin = anchorSpot(this.#model.current?.anchor) ?? first(hits.map(spotOf));
    if (!origin) return;
    await show(origin);
    await vscode.commands.executeCommand(
      'editor.action.peekLocations',
      origin.uri,
      new vscode.Position(origin.startLine - 1, 0),
      hits.map((hit) => locationOf(spotOf(hit))),
      'peek',
    );
  }

  /** Two selected rows with each other; else a copy with its canonical one, a lookalike with what was asked. */
  async compare(row: Row, selected: readonly Row[] = []): Promise<void> {
    const pair = this.pair(row, selected);
    if (pair) return this.#snippets.compare(...pair);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Select two results to compare them with each other.'),
    );
  }

  /** What a row is about: two selected rows; else a copy with its canonical one, a lookalike with what was asked. */
  pair(row: Row | undefined, selected: readonly Row[] = []): [Side, Side] | undefined {
    const [one, two, more] = selected.filter((each): each is HitRow => each.row === 'hit');
    if (one && two && !more) return [spotOf(one.hit), spotOf(two.hit)];
    const hit =
      row?.row === 'branch' ? row.hits.find((each) => !each.hit.isCanonical)?.hit : row?.hit;
    const other = hit && this.#counterpart(hit);
    return hit && other && [other, spotOf(hit)];
  }

  /** Opens the copy the others should be compared with: of what stays, the best. */
  async goToCanonical(row: Row): Promise<void> {
    const member = firstHit(row);
    const canonical = member && this.#peers(member).find(({ isCanonical }) => isCanonical);
    if (!canonical) return;
    await show(spotOf(canonical));
    await this.#select(canonical.id);
  }

  async copy(row: Row, selected: readonly Row[] = []): Promise<void> {
    const rows = selected.length > 1 ? selected : [row];
    const hits = rows.flatMap((one) =>
      one.row === 'hit' ? [one.hit] : one.hits.map((r) => r.hit),
    );
    await this.#copy(hits);
  }

  async copyAll(): Promise<void> {
    await this.#copy(this.#model.current?.hits ?? []);
  }

  dismiss(row: Row, selected: readonly Row[] = []): void {
    const rows = selected.length > 1 ? selected : [row];
    const ids = rows.flatMap((one) =>
      one.row === 'hit' ? [one.hit.id] : one.hits.map(({ hit }) => hit.id),
    );
    this.#model.dismiss(new Set(ids));
  }

  /**
   * Opens the next (1) or previous (−1) result and selects its row; from the view, the keyboard stays there.
   * Steps faster than the editor opens files are taken in order, and of those that wait only the last is shown.
   */
  step(step: 1 | -1, options: ShowOptions = {}): Promise<void> {
    const selected = this.#view.selection.find((row): row is HitRow => row.row === 'hit');
    const next = this.#model.neighborOf(this.#lastShown ?? selected?.hit.id, step);
    if (!next) return Promise.resolve();
    this.#lastShown = next.hit.id;
    return this.#steps.run(async () => {
      if (this.#view.visible)
        await this.#view.reveal(next, { select: true, focus: options.keepFocus ?? false });
      await show(spotOf(next.hit), options);
    });
  }

  async #select(id: string): Promise<void> {
    const row = hitRows(this.#model.rows).find(({ hit }) => hit.id === id);
    if (row && this.#view.visible) await this.#view.reveal(row, { select: true, focus: false });
  }

  async #copy(hits: readonly Hit[]): Promise<void> {
    const title = this.#model.current?.title ?? '';
    await vscode.env.clipboard.writeText(toMarkdown(title, hits, vscode.l10n.t));
  }

  /** The results that belong with this one: its group, or the whole list. */
  #peers(hit: Hit): Hit[] {
    const { hits = [], decided = [] } = this.#model.current ?? {};
    return [...hits, ...decided].filter((other) => other.group === hit.group);
  }

  #counterpart(hit: Hit): Side | undefined {
    if (!hit.group) return anchorSide(this.#model.current?.anchor);
    const canonical = this.#peers(hit).find((other) => other.isCanonical && other.id !== hit.id);
    const other = canonical ?? this.#peers(hit).find((one) => one.id !== hit.id);
    return other && spotOf(other);
  }
}

function anchorSide(anchor: Anchor | undefined): Side | undefined {
  if (anchor && 'text' in anchor) return { text: anchor.text, name: vscode.l10n.t('unsaved text') };
  return anchorSpot(anchor);
}

function firstHit(row: Row): Hit | undefined {
  return row.row === 'hit' ? row.hit : row.hits[0]?.hit;
}

function first(spots: readonly Spot[]): Spot | undefined {
  return spots[0];
}
