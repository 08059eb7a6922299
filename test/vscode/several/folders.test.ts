/** A window with several folders, in a real extension host: asked together, told apart, coming and going. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../../src/extension.ts';
import { activated, run, until } from '../inside.ts';

describe('several folders', () => {
  let inside: Inside;
  const hits = () => inside.results.current?.hits ?? [];
  const folders = () => [...new Set(hits().map(({ folderName }) => folderName))].sort();

  before(async () => {
    inside = await activated();
    assert.equal(vscode.workspace.workspaceFolders?.length, 2);
  });

  it('a search asks both', async () => {
    await run('searchByMeaning', 'try again after growing pauses');
    assert.deepEqual(folders(), ['first', 'second']);
  });

  it('a question about a file of one finds what is like it in the other', async () => {
    const [first] = vscode.workspace.workspaceFolders!;
    const uri = vscode.Uri.joinPath(first!.uri, 'src/cart/total.ts');
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(9, 0, 9, 0);
    await run('findSimilar');
    const copy = hits().find(({ folderName }) => folderName === 'second');
    assert.equal(copy?.place.path, 'src/cart/total.ts');
    assert.equal(copy?.type, 'exact');
  });

  it('duplicates are found in each folder and decided on in its own file', async () => {
    await run('groupByGroup');
    await run('findDuplicates');
    assert.deepEqual(folders(), ['first', 'second']);
    const row = inside.results.rows.find(
      (one) => one.row === 'branch' && one.hits[0]?.hit.folderName === 'second',
    );
    await run('decide', row, undefined, { verdict: 'later', reason: '' });
    const [first, second] = vscode.workspace.workspaceFolders!;
    const has = (folder: vscode.WorkspaceFolder) =>
      vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, '.lookalike/decisions.jsonl')).then(
        () => true,
        () => false,
      );
    assert.deepEqual([await has(first!), await has(second!)], [false, true]);
  });

  it('a folder that leaves the window is asked no more', async () => {
    vscode.workspace.updateWorkspaceFolders(1, 1);
    await until('one index is left', () => inside.indexes.all.length === 1);
    await run('searchByMeaning', 'try again after growing pauses');
    assert.deepEqual(folders(), ['first']);
  });
});
