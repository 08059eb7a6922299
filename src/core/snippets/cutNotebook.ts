/** Cuts Jupyter notebooks: each cell is a snippet, with the lines it has in the file. */
import { cutTree } from './cutTree.ts';
import { languageById, languageByName } from './languages.ts';
import { parseNotebook, placedCells } from './notebookCells.ts';
import { type Cut, SourceText } from './sourceText.ts';
import type { Parse } from './syntax.ts';

/** @returns undefined where the text is no notebook. */
export function cutNotebook(source: SourceText, parse: Parse): Cut[] | undefined {
  const notebook = parseNotebook(source.text);
  if (!notebook) return undefined;
  const cuts: Cut[] = [];
  const inner = languageOf(notebook);
  for (const { cell, text, startLine: first, endLine: last } of placedCells(
    source,
    notebook.cells,
  )) {
    if (text.trim() === '') continue;
    const isProse = cell.cell_type === 'markdown' || cell.cell_type === 'raw';
    const heading = isProse ? /^\s*#{1,6}\s+(.+)$/m.exec(text)?.[1]?.trim() : undefined;
    cuts.push({
      kind: isProse ? (heading ? 'section' : 'paragraph') : 'block',
      name: heading ?? '',
      startLine: first,
      endLine: last,
      doc: '',
      text: text.trim(),
    });
    const grammar = inner?.grammar;
    if (isProse || !inner || !grammar || first === last) continue;
    const cellSource = new SourceText(text.replace(/^[ \t]*[%!].*$/gm, ''));
    const found = parse(cellSource.text, grammar, (root) => cutTree(root, cellSource, inner)) ?? [];
    for (const cut of found) {
      if (cut.kind === 'window' || cut.kind === 'block') continue;
      cuts.push({
        ...cut,
        text: cut.text ?? cellSource.slice(cut.startLine, cut.endLine),
        startLine: Math.min(last, first + cut.startLine - 1),
        endLine: Math.min(last, first + cut.endLine - 1),
      });
    }
  }
  return cuts;
}

function languageOf(notebook: Record<string, unknown>) {
  const metadata = notebook['metadata'] as Record<string, Record<string, unknown>> | undefined;
  const name = metadata?.['language_info']?.['name'] ?? metadata?.['kernelspec']?.['language'];
  return typeof name === 'string' ? languageByName(name) : languageById('python');
}
