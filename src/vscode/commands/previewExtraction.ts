/** Preview Extracted Function: what one function in place of a group's copies would look like, as a document; no file is changed. */
import * as vscode from 'vscode';
import type { ExtractionPlan } from '../../core/extraction/extractionPlan.ts';
import { withViewProgress } from '../progress.ts';
import { reportError } from '../report.ts';
import type { ReportDocuments } from '../reportDocuments.ts';
import type { Row } from '../results/grouping.ts';
import type { Desk } from './desk.ts';

export async function previewExtraction(
  desk: Desk,
  documents: ReportDocuments,
  row: Row | undefined,
): Promise<void> {
  const hit = row?.row === 'hit' ? row.hit : row?.hits[0]?.hit;
  const index = desk.indexes.all.find(({ folder }) => folder.uri.toString() === hit?.folderUri);
  const { t } = vscode.l10n;
  if (!hit?.group || !index) {
    void vscode.window.showInformationMessage(
      t('Find duplicates first, then choose one of the groups.'),
    );
    return;
  }
  const { group } = hit;
  const members = group.members.map(({ path, snippet: { startLine, endLine } }) => {
    return { path, startLine, endLine };
  });
  try {
    const plan = await withViewProgress(() => index.engine.extract({ members }));
    if (!plan) {
      const why = t('Functions can be extracted from TypeScript and JavaScript only.');
      void vscode.window.showInformationMessage(why);
      return;
    }
    // An ending of the copies' own, so that the text is coloured as theirs.
    const ending = /\.[a-z]+$/.exec(members[0]?.path ?? '')?.[0] ?? '.ts';
    await documents.show(`${t('Extracted function')}${ending}`, previewText(plan, t));
  } catch (error) {
    reportError(error, desk.log);
  }
}

/** A file of its own: what is said stands in comments. */
export function previewText(
  { obstacles, notes, parameters, functionText, calls }: ExtractionPlan,
  t: typeof vscode.l10n.t,
): string {
  const lines = [comment(t('A preview: no file was changed.'))];
  if (obstacles.length > 0) {
    lines.push('', comment(t('No function can take the place of these copies:')));
    lines.push(...obstacles.map((obstacle) => comment(`- ${obstacle}`)));
  }
  lines.push(...notes.map(comment));
  if (parameters.length > 0) lines.push('', comment(t('Parameters, with what each copy passes:')));
  for (const { name, values } of parameters)
    lines.push(comment(`- ${name}: ${values.join(' | ')}`));
  if (functionText !== '') lines.push('', functionText);
  for (const { path, startLine, endLine, text } of calls) {
    lines.push('', comment(`${path}:${startLine}-${endLine}`), text);
  }
  return `${lines.join('\n')}\n`;
}

function comment(text: string): string {
  return text
    .split('\n')
    .map((line) => `// ${line}`)
    .join('\n');
}
