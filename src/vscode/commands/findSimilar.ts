/** Find Similar Code: to the selection, else to the function the cursor is in; in all folders of the window. */
import * as vscode from 'vscode';
import type { FindSimilarRequest } from '../../core/engineApi.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { CELL_SCHEME, fileSpot } from '../notebooks.ts';
import { spotOf } from '../places.ts';
import { toHits } from '../results/hits.ts';
import type { Anchor, Hit } from '../results/resultSet.ts';
import { countResults } from '../results/words.ts';
import { preferences } from '../settings.ts';
import type { Spot } from '../spot.ts';
import type { Desk } from './desk.ts';

/** What to find lookalikes of: its text for every folder, and where it stands for its own. */
interface Subject {
  readonly anchor: Anchor;
  readonly home:
    | {
        readonly index: FolderIndex;
        readonly path: string;
        readonly lines: Lines;
        readonly wholeText: string;
      }
    | undefined;
  /** Its own lines in a file that is asked by text: no lookalike of itself. */
  readonly itself?: Spot | undefined;
  readonly text: string;
  readonly language: string;
  readonly title: string;
}

interface Lines {
  /** 1-based, inclusive. */
  readonly startLine: number;
  /** 1-based, inclusive. */
  readonly endLine: number;
}

interface Written {
  readonly document: vscode.TextDocument;
  readonly wholeText: string;
  readonly lines: Lines & { readonly isCursor: boolean };
}

export async function findSimilar(desk: Desk): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a file and put the cursor into the code to find lookalikes of.'),
    );
    return;
  }
  const lines = selectedLines(editor);
  // Taken now: the user may go on to another file while the index is built.
  const written: Written = {
    document: editor.document,
    wholeText: editor.document.getText(),
    lines,
  };
  await ask(desk, () => subjectOf(desk, written));
}

/** The same for text that was copied from anywhere. */
export async function findSimilarToClipboard(desk: Desk): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    void vscode.window.showInformationMessage(vscode.l10n.t('The clipboard holds no text.'));
    return;
  }
  const language = vscode.window.activeTextEditor?.document.languageId ?? 'plaintext';
  const title = vscode.l10n.t('Similar to the clipboard');
  const anchor = { text, language };
  await ask(desk, async () => ({ anchor, home: undefined, text, language, title }));
}

async function ask(desk: Desk, subjectNow: () => Promise<Subject>): Promise<void> {
  const again = () => ask(desk, subjectNow);
  await desk.ask(again, async (signal) => {
    const { resultLimit } = preferences(vscode.window.activeTextEditor?.document.uri);
    const indexes = await desk.searchable();
    const subject = await subjectNow();
    const found = await Promise.all(
      indexes.map(async (index) => {
        const request = requestFor(subject, index, resultLimit);
        return toHits(await index.engine.findSimilar(request, signal), index.folder);
      }),
    );
    const others = found.flat().filter((hit) => !isWithin(spotOf(hit), subject.itself));
    const hits = best(others, resultLimit);
    const files = new Set(hits.map(({ folderUri, place }) => `${folderUri} ${place.path}`)).size;
    return {
      kind: 'similar',
      title: subject.title,
      summary: foundIn(hits.length, files),
      hits,
      anchor: subject.anchor,
    };
  });
}

function foundIn(results: number, files: number): string {
  const { t } = vscode.l10n;
  return `${countResults(results, t)} ${files === 1 ? t('in 1 file') : t('in {0} files', files)}`;
}

async function subjectOf(desk: Desk, written: Written): Promise<Subject> {
  const { document, wholeText } = written;
  const language = document.languageId;
  const index = document.uri.scheme === 'file' ? desk.indexes.of(document.uri) : undefined;
  const name = document.uri.path.split('/').at(-1) ?? '';
  if (!index) {
    // Text in no folder: the selection, or all there is (a notebook's cell, an unsaved file).
    const text = written.lines.isCursor ? wholeText : linesOf(wholeText, written.lines);
    const title = vscode.l10n.t('Similar to {0}:{1}', name, written.lines.startLine);
    const itself = document.uri.scheme === CELL_SCHEME ? await fileSpot(document) : undefined;
    return { anchor: { text, language }, home: undefined, itself, text, language, title };
  }
  const path = vscode.workspace.asRelativePath(document.uri, false);
  const line = written.lines.startLine;
  const around = written.lines.isCursor
    ? await index.engine.enclosing({ path, line, unsavedText: wholeText })
    : undefined;
  const { startLine, endLine } = around ?? written.lines;
  const stretch = startLine === endLine ? `${startLine}` : `${startLine}–${endLine}`;
  return {
    anchor: { uri: document.uri.toString(), startLine, endLine },
    home: { index, path, lines: { startLine, endLine }, wholeText },
    text: linesOf(wholeText, { startLine, endLine }),
    language,
    title: vscode.l10n.t('Similar to {0}:{1}', name, stretch),
  };
}

function selectedLines({ selection }: vscode.TextEditor): Written['lines'] {
  // A selection that ends before the first character of a line does not mean that line.
  const { start, end, isEmpty } = selection;
  const last = !isEmpty && end.character === 0 ? end.line - 1 : end.line;
  return {
    startLine: start.line + 1,
    endLine: Math.max(last, start.line) + 1,
    isCursor: isEmpty,
  };
}

function linesOf(text: string, { startLine, endLine }: Lines): string {
  return text
    .split(/\r?\n/)
    .slice(startLine - 1, endLine)
    .join('\n');
}

function requestFor(subject: Subject, index: FolderIndex, limit: number): FindSimilarRequest {
  const { home, text, language } = subject;
  if (home?.index !== index) return { text, language, limit };
  return { path: home.path, ...home.lines, unsavedText: home.wholeText, limit };
}

function isWithin(spot: Spot, whole: Spot | undefined): boolean {
  return (
    whole?.uri.toString() === spot.uri.toString() &&
    whole.startLine <= spot.startLine &&
    spot.endLine <= whole.endLine
  );
}

function best(hits: Hit[], limit: number): Hit[] {
  return hits.sort((a, b) => b.probability - a.probability).slice(0, limit);
}
