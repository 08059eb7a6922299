/** Notebooks and text that is in no file, in a real extension host: cells are snippets, asked about and opened as cells. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import { hitRows } from '../../src/vscode/results/grouping.ts';
import { activated, paths, run, until, workspaceFile } from './inside.ts';

const NOTEBOOK = 'notes/orders.ipynb';

describe('notebooks', () => {
  let inside: Inside;
  const hits = () => inside.results.current?.hits ?? [];

  before(async () => {
    inside = await activated();
    const totals = await vscode.workspace.fs.readFile(workspaceFile('scripts/totals.py'));
    const lines = new TextDecoder().decode(totals).trimEnd().split('\n');
    const cell = (type: string, source: readonly string[]) => ({
      cell_type: type,
      metadata: {},
      source: source.map((line, i) => (i < source.length - 1 ? `${line}\n` : line)),
      ...(type === 'code' ? { outputs: [], execution_count: null } : {}),
    });
    const notebook = {
      cells: [cell('markdown', ['# Orders', '', 'How they are summed.']), cell('code', lines)],
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    const text = JSON.stringify(notebook, null, 1);
    await vscode.workspace.fs.writeFile(workspaceFile(NOTEBOOK), new TextEncoder().encode(text));
    await inside.indexes.all[0]?.rebuild();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceFile('notes'), { recursive: true });
    await inside.indexes.all[0]?.rebuild();
  });

  it('Find Similar Code in a cell finds the code elsewhere, and not the cell itself', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(workspaceFile(NOTEBOOK));
    await vscode.window.showNotebookDocument(notebook);
    const editor = await vscode.window.showTextDocument(notebook.cellAt(1).document);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await run('findSimilar');
    assert.equal(paths(hits())[0], 'scripts/totals.py');
    assert.ok(!paths(hits()).includes(NOTEBOOK), paths(hits()).join());
  });

  it('a result in a notebook opens as its cell, at its lines', async () => {
    const totals = await vscode.workspace.openTextDocument(workspaceFile('scripts/totals.py'));
    await vscode.env.clipboard.writeText(totals.getText());
    await run('findSimilarToClipboard');
    const row = hitRows(inside.results.rows).find(({ hit }) => hit.place.path === NOTEBOOK);
    assert.ok(row, paths(hits()).join());
    await run('openResult', row);
    const active = () => vscode.window.activeTextEditor?.document;
    await until('the cell is open', () => active()?.uri.scheme === 'vscode-notebook-cell');
    assert.equal(active()?.getText().split('\n')[0], totals.lineAt(0).text);
  });

  it('Compare shows the cell’s own text, not the file’s quotes and commas', async () => {
    const row = hitRows(inside.results.rows).find(({ hit }) => hit.place.path === NOTEBOOK);
    await run('compareResult', row);
    const input = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    await until('a diff is open', () => input() instanceof vscode.TabInputTextDiff);
    const { modified } = input() as vscode.TabInputTextDiff;
    const text = (await vscode.workspace.openTextDocument(modified)).getText();
    assert.doesNotMatch(text, /\\n"/);
  });
});

describe('text in no file', () => {
  it('an untitled document is asked about as it stands', async () => {
    const inside = await activated();
    const totals = await vscode.workspace.openTextDocument(workspaceFile('scripts/totals.py'));
    const untitled = await vscode.workspace.openTextDocument({
      language: 'python',
      content: totals.getText(),
    });
    await vscode.window.showTextDocument(untitled);
    await run('findSimilar');
    assert.equal(inside.results.current?.hits[0]?.place.path, 'scripts/totals.py');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
