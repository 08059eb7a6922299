/** Duplicates where they are in the code, for those who switch it on: a CodeLens over each copy, an entry in Problems. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { DuplicateGroup } from '../core/matching/match.ts';
import { locationOf, rangeOf, spotOf } from './places.ts';
import type { HitRow } from './results/grouping.ts';
import type { Hit, ResultSet } from './results/resultSet.ts';
import type { ResultsModel } from './results/resultsModel.ts';
import { describeProbability, describeSnippet, describeType } from './results/words.ts';
import { changesMarks, marksWanted } from './settings.ts';

export class Marks
  implements vscode.CodeLensProvider, vscode.CodeActionProvider, vscode.Disposable
{
  readonly #model: ResultsModel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #problems = vscode.languages.createDiagnosticCollection('lookalike');
  readonly #disposables: vscode.Disposable[];
  /** The last list of duplicates, by document; kept while other results are on show. Addresses would cost 10 µs a hit. */
  #hits = new Map<string, Hit[]>();
  #byGroup = new Map<DuplicateGroup, Hit[]>();
  #list: ResultSet | undefined;
  #waiting: NodeJS.Immediate | undefined;

  constructor(model: ResultsModel) {
    this.#model = model;
    const files = { scheme: 'file' };
    this.#disposables = [
      this.#changed,
      this.#problems,
      vscode.languages.registerCodeLensProvider(files, this),
      vscode.languages.registerCodeActionsProvider(files, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      // Lines move while one types: a mark that may be wrong is not shown.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#forget(document.uri);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesMarks(event)) this.#refresh();
      }),
    ];
  }

  /** Takes over a new list of duplicates, and changes of it, once the list itself has been drawn. */
  update(): void {
    this.#waiting ??= setImmediate(() => {
      this.#waiting = undefined;
      this.#takeOver();
    });
  }

  #takeOver(): void {
    const { current, history } = this.#model;
    const list = [current, ...history].find((set) => set?.kind === 'duplicates');
    if (!list || list === this.#list) return;
    this.#list = list;
    this.#hits = new Map();
    this.#byGroup = new Map();
    for (const hit of list.hits) {
      append(this.#hits, `${hit.folderUri} ${hit.place.path}`, hit);
      if (hit.group) append(this.#byGroup, hit.group, hit);
    }
    this.#refresh();
  }

  /** Draws anew: the list or the settings have changed. */
  #refresh(): void {
    this.#changed.fire();
    this.#problems.clear();
    // Asked once per folder: there may be thousands of documents, and a setting is not cheap to read.
    const wanted = new Map<string, boolean>();
    const entries: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const hits of this.#hits.values()) {
      const { folderUri } = hits[0]!;
      if (!wanted.has(folderUri))
        wanted.set(folderUri, marksWanted(vscode.Uri.parse(folderUri, true)).problems);
      if (wanted.get(folderUri))
        entries.push([spotOf(hits[0]!).uri, hits.map((hit) => this.#problem(hit))]);
    }
    this.#problems.set(entries);
  }

  /** Copies in a document that has not been changed since they were found. */
  hitsIn(document: vscode.Uri): readonly Hit[] {
    return this.#hits.get(keyOf(document)) ?? [];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!marksWanted(document.uri).codeLens) return [];
    const { t } = vscode.l10n;
    return this.hitsIn(document.uri).map((hit) => {
      const others = this.#others(hit).length;
      const title = t('{0} ({1} more)', describeType(hit.type, t), others);
      const row: HitRow = { row: 'hit', hit, parent: undefined };
      const range = new vscode.Range(
        hit.place.snippet.startLine - 1,
        0,
        hit.place.snippet.startLine - 1,
        0,
      );
      return new vscode.CodeLens(range, {
        title,
        command: 'lookalike.peekResult',
        arguments: [row],
      });
    });
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (!marksWanted(document.uri).problems) return [];
    const here = this.hitsIn(document.uri).filter((hit) =>
      rangeOf(spotOf(hit)).intersection(range),
    );
    return here.flatMap((hit) => {
      const { t } = vscode.l10n;
      const row: HitRow = { row: 'hit', hit, parent: undefined };
      const problems = this.#problems
        .get(document.uri)
        ?.filter((problem) => problem.range.isEqual(rangeOf(spotOf(hit))));
      const action = (title: string, command: string) => {
        const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        made.command = { title, command: `lookalike.${command}`, arguments: [row] };
        if (problems) made.diagnostics = [...problems];
        return made;
      };
      return [
        action(t('Compare with its copy'), 'compareResult'),
        ...(hit.isCanonical ? [] : [action(t('Go to the copy to keep'), 'goToCanonical')]),
        action(t('Peek its copies'), 'peekResult'),
        action(t('Show how the copies differ'), 'showDrift'),
        ...(isScript(document.languageId)
          ? [action(t('Preview the function that could replace the copies'), 'previewExtraction')]
          : []),
        action(t('Dismiss as…'), 'decide'),
        action(t('Dismiss from this list'), 'dismissResult'),
      ];
    });
  }

  dispose(): void {
    clearImmediate(this.#waiting);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #problem(hit: Hit): vscode.Diagnostic {
    const { t } = vscode.l10n;
    const group = hit.group as DuplicateGroup;
    const words = `${describeType(hit.type, t)}, ${describeProbability(hit.probability, hit.type, t)}`;
    const others = this.#others(hit);
    const names = others.map((other) => describeSnippet(other, t)).join(', ');
    const problem = new vscode.Diagnostic(
      rangeOf(spotOf(hit)),
      t('Has {0} copies: {1} ({2})', group.members.length - 1, names, words),
      vscode.DiagnosticSeverity.Information,
    );
    problem.source = 'Lookalike';
    problem.code = hit.type;
    problem.relatedInformation = others.map(
      (other) =>
        new vscode.DiagnosticRelatedInformation(
          locationOf(spotOf(other)),
          describeSnippet(other, t),
        ),
    );
    return problem;
  }

  #others(hit: Hit): Hit[] {
    const all = hit.group ? (this.#byGroup.get(hit.group) ?? []) : [];
    return all.filter((other) => other.id !== hit.id);
  }

  #forget(uri: vscode.Uri): void {
    if (!this.#hits.delete(keyOf(uri))) return;
    this.#problems.delete(uri);
    this.#changed.fire();
  }
}

/** The folder's address and the path in it, as hits have them. */
function keyOf(document: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(document);
  return `${folder?.uri.toString()} ${posix.relative(folder?.uri.path ?? '', document.path)}`;
}

function append<K>(lists: Map<K, Hit[]>, key: K, hit: Hit): void {
  const list = lists.get(key);
  if (list) list.push(hit);
  else lists.set(key, [hit]);
}

function isScript(languageId: string): boolean {
  return /^(typescript|javascript)(react)?$/.test(languageId);
}
