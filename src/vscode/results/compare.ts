/** Shows two snippets side by side in the editor's diff: read-only documents that hold just their lines, so that both start aligned. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { readSpot } from '../places.ts';
import type { Spot } from '../spot.ts';

const SCHEME = 'lookalike-snippet';

/** One side of a comparison: a spot in a file, or text that is in none. */
export type Side = Spot | { readonly text: string; readonly name: string };

export class SnippetDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[];
  /** Texts in no file, by the number in their document's address. */
  readonly #texts = new Map<string, string>();

  constructor() {
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#sourceChanged(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === SCHEME) this.#texts.delete(uri.query);
      }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const text = this.#texts.get(uri.query);
    if (text !== undefined) return text;
    const [startLine = '1', endLine = '1', source = ''] = uri.query.split(' ');
    return readSpot({
      uri: vscode.Uri.parse(source, true),
      startLine: Number(startLine),
      endLine: Number(endLine),
    });
  }

  async compare(left: Side, right: Side): Promise<void> {
    const title = `${name(left)} ↔ ${name(right)}`;
    await vscode.commands.executeCommand('vscode.diff', this.#uri(left), this.#uri(right), title, {
      preview: true,
    });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #uri(side: Side): vscode.Uri {
    if ('text' in side) {
      const query = `text ${this.#texts.size + 1}`;
      this.#texts.set(query, side.text);
      return vscode.Uri.from({ scheme: SCHEME, path: `/${side.name}`, query });
    }
    const query = `${side.startLine} ${side.endLine} ${side.uri.toString()}`;
    return vscode.Uri.from({ scheme: SCHEME, path: side.uri.path, query });
  }

  #sourceChanged(source: vscode.TextDocument): void {
    const address = source.uri.toString();
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === SCHEME && uri.query.endsWith(` ${address}`)) this.#changed.fire(uri);
  }
}

function name(side: Side): string {
  if ('text' in side) return side.name;
  return `${posix.basename(side.uri.path)}:${side.startLine}–${side.endLine}`;
}
