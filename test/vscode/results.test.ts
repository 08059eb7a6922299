/** What can be done with results, in a real extension host. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import type { HitRow } from '../../src/vscode/results/grouping.ts';
import { hitRows } from '../../src/vscode/results/grouping.ts';
import { activated, openAt, run, until } from './inside.ts';

describe('results', () => {
  let inside: Inside;
  const rows = () => hitRows(inside.results.rows);
  const activePath = () => vscode.window.activeTextEditor?.document.uri.path ?? '';

  before(async () => {
    inside = await activated();
    await openAt('src/cart/total.ts', 'for (const line of lines)');
    await run('findSimilar');
    assert.ok(rows().length >= 2, `${rows().length} results`);
  });

  const firstRow = (): HitRow =>
    rows().find(({ hit }) => hit.place.path === 'src/invoice/amount.ts')!;

  it('Open shows the snippet selected', async () => {
    await run('openResult', firstRow());
    await until('the file is open', () => activePath().endsWith('src/invoice/amount.ts'));
    const { startLine, endLine } = firstRow().hit.place.snippet;
    const selection = vscode.window.activeTextEditor!.selection;
    assert.deepEqual([selection.start.line + 1, selection.end.line + 1], [startLine, endLine]);
  });

  it('Open to the Side uses a second column', async () => {
    await run('openResultToSide', firstRow());
    assert.equal(vscode.window.tabGroups.all.length, 2);
    await vscode.commands.executeCommand('workbench.action.closeEditorsInGroup');
    await vscode.commands.executeCommand('workbench.action.joinAllGroups');
  });

  it('Compare shows what was asked and the lookalike side by side', async () => {
    await run('compareResult', firstRow());
    const input = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    await until('a diff is open', () => input() instanceof vscode.TabInputTextDiff);
    const { original, modified } = input() as vscode.TabInputTextDiff;
    assert.match(original.path, /src\/cart\/total\.ts$/);
    assert.match(modified.path, /src\/invoice\/amount\.ts$/);
    const document = await vscode.workspace.openTextDocument(modified);
    assert.match(document.getText(), /^export function invoiceAmount/);
    assert.equal(document.languageId, 'typescript');
  });

  it('Compare takes two selected rows with one another', async () => {
    const [first, second] = rows();
    await run('compareResult', first, [first, second]);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.ok(input.original.path.endsWith(first!.hit.place.path));
    assert.ok(input.modified.path.endsWith(second!.hit.place.path));
  });

  it('Copy as Markdown puts place and words on the clipboard', async () => {
    await run('copyResult', firstRow());
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /src\/invoice\/amount\.ts:\d+-\d+` invoiceAmount/);
    await run('copyResults');
    const all = await vscode.env.clipboard.readText();
    assert.equal(all.match(/^- /gm)?.length, rows().length);
  });

  it('Next and Previous walk the results', async () => {
    await run('openResult', rows()[0]);
    await run('nextResult');
    await until('the second is open', () => activePath().endsWith(rows()[1]!.hit.place.path));
    await run('previousResult');
    await until('the first is open', () => activePath().endsWith(rows()[0]!.hit.place.path));
  });

  it('steps faster than files open end at the last', async () => {
    await run('openResult', rows()[0]);
    for (let round = 0; round < 5; round++) {
      await Promise.all([run('nextResult'), run('previousResult'), run('nextResult')]);
      assert.ok(activePath().endsWith(rows()[1]!.hit.place.path), activePath());
      await run('previousResult');
    }
  });

  it('Peek opens at what was asked', async () => {
    await run('peekResult', firstRow());
    await until('the subject is open', () => activePath().endsWith('src/cart/total.ts'));
    await vscode.commands.executeCommand('closeReferenceSearch');
  });

  it('grouping and filtering rearrange the rows', async () => {
    await run('groupByFile');
    assert.ok(inside.results.rows.every((row) => row.row === 'branch' && row.file));
    await run('groupByFolder');
    assert.ok(inside.results.rows.every((row) => row.row === 'branch' && row.directory));
    await run('groupByType');
    assert.ok(inside.results.rows.every((row) => row.row === 'branch' && row.type));
    await run('groupByGroup');
    inside.results.narrow('invoice');
    assert.ok(rows().length > 0 && rows().every(({ hit }) => hit.place.path.includes('invoice')));
    await run('clearFilter');
    assert.ok(rows().length > 1);
  });

  it('Dismiss takes a row off this list only; Run Again brings it back', async () => {
    const before = rows().length;
    const gone = firstRow();
    await run('dismissResult', gone);
    assert.equal(rows().length, before - 1);
    assert.ok(!rows().some(({ hit }) => hit.id === gone.hit.id));
    await run('refreshResults');
    assert.equal(rows().length, before);
  });

  it('an older question never overwrites a newer answer', async () => {
    await Promise.all([run('searchByMeaning', 'slug'), run('searchByMeaning', 'retry')]);
    assert.equal(inside.results.current?.title, '“retry”');
  });

  it('Clear Results empties the view', async () => {
    await run('clearResults');
    assert.equal(inside.results.current, undefined);
    assert.equal(inside.results.rows.length, 0);
  });
});
