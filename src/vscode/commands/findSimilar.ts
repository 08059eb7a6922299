/** Find Similar Code: to the selection, else to the function the cursor is in; in all folders of the window. */
import * as vscode from 'vscode';
import type { FindSimilarRequest } from '../../core/engineApi.ts';
import type { FolderIndex } from '../folderIndex.ts';
import { toHits } from '../results/hits.ts';
import type { Anchor, Hit } from '../results/resultSet.ts';
import { preferences } from '../settings.ts';
import type { Desk } from './desk.ts';

/** What to find lookalikes of: where it stands, if it stands in a file, and its text for the other folders. */
interface Subject {
  readonly anchor: Anchor;
  readonly home: FolderIndex | undefined;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly wholeText: string;
  readonly text: string;
  readonly language: string;
  readonly title: string;
}

export async function findSimilar(desk: Desk): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a file and put the cursor into the code to find lookalikes of.'),
    );
    return;
  }
  await findLookalikes(desk, subjectOf(desk, editor));
}

/** The same for text that was copied from anywhere. */
export async function findSimilarToClipboard(desk: Desk): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    void vscode.window.showInformationMessage(vscode.l10n.t('The clipboard holds no text.'));
    return;
  }
  const language = vscode.window.activeTextEditor?.document.languageId ?? 'plaintext';
  await findLookalikes(desk, {
    ...{ anchor: { text, language }, home: undefined, path: '', startLine: 1, endLine: 1 },
    ...{ wholeText: text, text, language, title: vscode.l10n.t('Similar to the clipboard') },
  });
}

async function findLookalikes(desk: Desk, subject: Subject): Promise<void> {
  const again = () => findLookalikes(desk, subject);
  await desk.ask(again, async (signal) => {
    const { resultLimit } = preferences(vscode.window.activeTextEditor?.document.uri);
    const indexes = await desk.searchable();
    const found = await Promise.all(
      indexes.map(async (index) => {
        const request = requestFor(subject, index, resultLimit);
        return toHits(await index.engine.findSimilar(request, signal), index.folder);
      }),
    );
    const hits = best(found.flat(), resultLimit);
    const files = new Set(hits.map(({ folderUri, place }) => `${folderUri} ${place.path}`)).size;
    return {
      kind: 'similar',
      title: subject.title,
      summary: vscode.l10n.t('{0} results in {1} files', hits.length, files),
      hits,
      anchor: subject.anchor,
    };
  });
}

function subjectOf(desk: Desk, editor: vscode.TextEditor): Subject {
  const { document, selection } = editor;
  const home = desk.indexes.of(document.uri);
  const isWhole = selection.isEmpty;
  // A selection that ends before the first character of a line does not mean that line.
  const last =
    !isWhole && selection.end.character === 0 ? selection.end.line - 1 : selection.end.line;
  const startLine = selection.start.line + 1;
  const endLine = Math.max(last, selection.start.line) + 1;
  const wholeText = document.getText();
  const name = document.uri.path.split('/').at(-1) ?? '';
  const lines = isWhole || startLine === endLine ? `${startLine}` : `${startLine}–${endLine}`;
  const inFile = home && document.uri.scheme === 'file';
  const text = isWhole ? wholeText : document.getText(selection);
  return {
    anchor: inFile
      ? { uri: document.uri.toString(), startLine, endLine }
      : { text, language: document.languageId },
    home: inFile ? home : undefined,
    path: home ? vscode.workspace.asRelativePath(document.uri, false) : '',
    ...{ startLine, endLine, wholeText, text, language: document.languageId },
    title: vscode.l10n.t('Similar to {0}:{1}', name, lines),
  };
}

function requestFor(subject: Subject, index: FolderIndex, limit: number): FindSimilarRequest {
  if (subject.home !== index) return { text: subject.text, language: subject.language, limit };
  const { path, startLine, endLine, wholeText } = subject;
  return { path, startLine, endLine, unsavedText: wholeText, limit };
}

function best(hits: Hit[], limit: number): Hit[] {
  return hits.sort((a, b) => b.probability - a.probability).slice(0, limit);
}
