/** "You already have this": after a paste or a newly written function, a grey note at its first line, with what to do on hover. */
import * as vscode from 'vscode';
import type { Match } from '../core/matching/match.ts';
import type { FolderIndex } from './folderIndex.ts';
import type { FolderIndexes } from './folderIndexes.ts';
import { spotOf } from './places.ts';
import { isWorthAsking, MIN_LINES, MIN_PROBABILITY, worthMentioning } from './quietRules.ts';
import type { HitRow } from './results/grouping.ts';
import { toHits } from './results/hits.ts';
import {
  describePlace,
  describeProbability,
  describeSnippet,
  describeType,
} from './results/words.ts';
import { changesSpeaking, speaksUp } from './settings.ts';

/** A paste is complete at once; what follows it (formatting) arrives within this time. */
const PASTE_SETTLES_MS = 300;
/** Whoever has written some lines and rests so long has come to an end of something (guess). */
const TYPING_RESTS_MS = 1500;

interface Written {
  readonly document: vscode.TextDocument;
  /** 0-based, inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export class WhileWriting implements vscode.Disposable {
  readonly #indexes: FolderIndexes;
  readonly #note = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  readonly #disposables: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #question = new AbortController();
  #typedLines = 0;
  #hintsGiven = 0;

  constructor(indexes: FolderIndexes) {
    this.#indexes = indexes;
    this.#disposables = [
      this.#note,
      vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesSpeaking(event)) this.#fallSilent();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#question.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const editor = vscode.window.activeTextEditor;
    // A change in a document nobody looks at is not writing.
    if (editor?.document !== document || contentChanges.length === 0) return;
    editor.setDecorations(this.#note, []);
    clearTimeout(this.#timer);
    this.#question.abort();
    // Undo and redo bring back what is known.
    if (reason !== undefined) return;
    const [change] = contentChanges;
    const lines = change!.text.split('\n').length - 1;
    if (contentChanges.length === 1 && lines >= MIN_LINES) {
      const firstLine = change!.range.start.line;
      const written = { document, firstLine, lastLine: firstLine + lines };
      this.#timer = setTimeout(() => void this.#ask(written), PASTE_SETTLES_MS);
      return;
    }
    this.#typedLines += lines;
    if (this.#typedLines < MIN_LINES) return;
    this.#timer = setTimeout(() => {
      this.#typedLines = 0;
      const line = editor.selection.active.line;
      void this.#ask({ document, firstLine: line, lastLine: line });
    }, TYPING_RESTS_MS);
  }

  /** Takes away the note that somebody has just said no to. */
  #fallSilent(): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (!speaksUp(editor.document.uri)) editor.setDecorations(this.#note, []);
  }

  async #ask(written: Written): Promise<void> {
    const { document, firstLine, lastLine } = written;
    const index = this.#indexes.of(document.uri);
    // Never starts an engine or waits for one: no answer is a good answer here.
    if (index?.state !== 'ready' || !speaksUp(document.uri)) return;
    const text = document.getText();
    const path = vscode.workspace.asRelativePath(document.uri, false);
    const pasted = text
      .split('\n')
      .slice(firstLine, lastLine + 1)
      .join('\n');
    const isTyped = firstLine === lastLine;
    if (!isWorthAsking(isTyped ? text : pasted, path, this.#hintsGiven)) return;
    this.#question = new AbortController();
    const { signal } = this.#question;
    const { version } = document;
    try {
      const where = { path, startLine: firstLine + 1, endLine: lastLine + 1, unsavedText: text };
      const request = { ...where, limit: 5, minProbability: MIN_PROBABILITY };
      const matches = await index.engine.findSimilar(request, signal);
      const elsewhere = matches.filter(({ place }) => !isBeingEdited(index, place.path));
      const match = worthMentioning(elsewhere);
      const isStillAsked = !signal.aborted && document.version === version;
      // Silenced while the answer was on its way.
      if (match && isStillAsked && speaksUp(document.uri)) this.#mention(match, index, written);
    } catch {
      // A hint that could not be made is not missed.
    }
  }

  #mention(match: Match, index: FolderIndex, written: Written): void {
    const { document } = written;
    const editor = vscode.window.activeTextEditor;
    if (editor?.document !== document) return;
    const { t } = vscode.l10n;
    const [hit] = toHits([match], index.folder);
    const row: HitRow = { row: 'hit', hit: hit!, parent: undefined };
    const name = describeSnippet(hit!, t);
    const probability = describeProbability(match.probability, match.type, t);
    const link = (title: string, command: string, ...input: unknown[]) =>
      `[${title}](command:lookalike.${command}?${encodeURIComponent(JSON.stringify(input))})`;
    const spot = spotOf(hit!);
    const hover = new vscode.MarkdownString(
      [
        `${describeType(match.type, t)}, ${probability}: \`${describePlace(hit!, false)}\``,
        [link(t('Open'), 'openResult', row), link(t('Do not tell me'), 'silence')].join(' · '),
      ].join('\n\n'),
    );
    hover.isTrusted = { enabledCommands: ['lookalike.openResult', 'lookalike.silence'] };
    const contentText = t('you already have this: {0}, line {1}', name, spot.startLine);
    const end = document.lineAt(shortestOf(written)).range.end;
    this.#hintsGiven++;
    editor.setDecorations(this.#note, [
      {
        range: new vscode.Range(end, end),
        hoverMessage: hover,
        renderOptions: { after: { contentText } },
      },
    ]);
  }
}

/** Of the first three lines written: a note behind a long one is out of sight. */
function shortestOf({ document, firstLine, lastLine }: Written): number {
  const lines = [firstLine, firstLine + 1, firstLine + 2].filter((line) => line <= lastLine);
  const length = (line: number) => document.lineAt(line).text.trimEnd().length || Infinity;
  return lines.reduce((best, line) => (length(line) < length(best) ? line : best), firstLine);
}

/** A file with unsaved changes may hold no more what its index says: moved code is not a copy. */
function isBeingEdited(index: FolderIndex, path: string): boolean {
  const uri = vscode.Uri.joinPath(index.folder.uri, path).toString();
  return vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === uri);
}
