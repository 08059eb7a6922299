/** Every command in a real extension host, with the real engine on a small workspace. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import { activated, openAt, paths, run, until, workspaceFile } from './inside.ts';

describe('commands', () => {
  let inside: Inside;
  const hits = () => inside.results.current?.hits ?? [];

  before(async () => {
    inside = await activated();
  });

  it('are registered: every one the manifest names, and no other', async () => {
    const manifest = vscode.extensions.getExtension('lookalike.lookalike')?.packageJSON;
    const named = manifest.contributes.commands.map((one: { command: string }) => one.command);
    const all = await vscode.commands.getCommands(true);
    // The editor adds commands of its own for each view.
    const registered = all.filter((name) => /^lookalike\.[a-zA-Z]+$/.test(name));
    assert.deepEqual(registered.sort(), named.sort());
  });

  it('Rebuild Index reads the workspace', async () => {
    await run('rebuildIndex');
    assert.equal(inside.indexes.state, 'ready');
    const status = await inside.indexes.all[0]?.engine.status();
    assert.ok((status?.snippets ?? 0) >= 8, `${status?.snippets} snippets`);
  });

  it('Find Similar Code finds lookalikes of the function the cursor is in', async () => {
    await openAt('src/cart/total.ts', 'for (const line of lines)');
    await run('findSimilar');
    assert.equal(inside.results.current?.kind, 'similar');
    assert.ok(paths(hits()).slice(0, 3).includes('src/invoice/amount.ts'), paths(hits()).join());
    const itself = hits().filter(
      ({ place }) => place.path === 'src/cart/total.ts' && place.snippet.endLine >= 8,
    );
    assert.deepEqual(itself, [], 'the function itself is no lookalike');
  });

  it('Find Similar Code finds lookalikes of a selection', async () => {
    const editor = await openAt('src/net/retry.ts', 'export async function');
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(editor.selection.start, end);
    await run('findSimilar');
    assert.equal(hits()[0]?.place.path, 'src/net/download.ts');
    assert.equal(hits()[0]?.place.snippet.name, 'persist');
  });

  it('Find Similar Code takes text that was never saved', async () => {
    const source = await vscode.workspace.openTextDocument(workspaceFile('src/cart/total.ts'));
    const content = source.getText().replaceAll('line', 'item').replaceAll('discount', 'rebate');
    const unsaved = await vscode.workspace.openTextDocument({ language: 'typescript', content });
    const editor = await vscode.window.showTextDocument(unsaved);
    editor.selection = new vscode.Selection(7, 0, unsaved.lineCount - 1, 0);
    await run('findSimilar');
    const found = paths(hits()).slice(0, 2);
    assert.ok(found.includes('src/cart/total.ts'), found.join());
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('Find Similar Code to Clipboard takes what was copied from anywhere', async () => {
    const source = await vscode.workspace.openTextDocument(workspaceFile('src/net/retry.ts'));
    await vscode.env.clipboard.writeText(source.getText());
    await run('findSimilarToClipboard');
    assert.equal(hits()[0]?.place.path, 'src/net/retry.ts');
  });

  it('Find Duplicates in Workspace groups copies', async () => {
    await run('findDuplicates');
    assert.equal(inside.results.current?.kind, 'duplicates');
    const groups = new Set(hits().map(({ group }) => group));
    const members = [...groups].map((group) => group?.members.map(({ path }) => path).sort());
    const cart = members.find((group) => group?.includes('src/cart/total.ts'));
    assert.ok(cart?.includes('src/invoice/amount.ts'), JSON.stringify(members));
    const first = hits().filter(({ group }) => group === hits()[0]?.group);
    assert.equal(first.filter(({ isCanonical }) => isCanonical).length, 1);
  });

  it('Find Duplicates in Folder keeps the groups that have a copy there', async () => {
    await run('findDuplicatesInFolder', workspaceFile('src/net'));
    assert.ok(hits().length > 0);
    const groups = new Set(hits().map(({ group }) => group));
    for (const group of groups)
      assert.ok(group?.members.some(({ path }) => path.startsWith('src/net/')));
  });

  it('Search by Meaning with words puts what does it first', async () => {
    await run('searchByMeaning', 'try again after growing pauses');
    assert.equal(inside.results.current?.kind, 'search');
    assert.ok(paths(hits()).slice(0, 3).includes('src/net/retry.ts'), paths(hits()).join());
    assert.ok(hits()[0]?.why, 'says why');
  });

  it('a saved file is searchable as it is now', async () => {
    const uri = workspaceFile('src/text/colors.ts');
    const text =
      '/** Mixes two colours by a share. */\nexport function blendColors(first: number[], second: number[], share: number) {\n' +
      '  const mixed: number[] = [];\n  for (let i = 0; i < first.length; i++) {\n' +
      '    mixed.push(first[i] * (1 - share) + second[i] * share);\n  }\n  return mixed;\n}\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(''));
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
    await editor.document.save();
    const index = inside.indexes.of(uri);
    let found: string[] = [];
    await until('the new function is found', () => {
      void index?.engine.search({ query: 'blendColors', limit: 3 }).then((results) => {
        found = results.map(({ place }) => place.path);
      });
      return found.includes('src/text/colors.ts');
    });
    await vscode.workspace.fs.delete(uri);
    await until('the deleted file is gone', () => {
      void index?.engine.search({ query: 'blendColors', limit: 3 }).then((results) => {
        found = results.map(({ place }) => place.path);
      });
      return !found.includes('src/text/colors.ts');
    });
  });

  it('a changed setting takes effect without a reload', async () => {
    const settings = vscode.workspace.getConfiguration('lookalike');
    await settings.update('exclude', ['src/invoice/**'], vscode.ConfigurationTarget.Workspace);
    await until('indexed anew', () => inside.indexes.state !== 'ready');
    await until('up to date', () => inside.indexes.state === 'ready');
    await run('findDuplicates');
    assert.ok(!paths(hits()).includes('src/invoice/amount.ts'));
    await settings.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    await until('indexed anew', () => inside.indexes.state !== 'ready');
    await until('up to date', () => inside.indexes.state === 'ready');
    await run('findDuplicates');
    assert.ok(paths(hits()).includes('src/invoice/amount.ts'));
  });

  it('Pause Indexing and Resume Indexing leave the index usable', async () => {
    const index = inside.indexes.all[0];
    await index?.pause();
    assert.equal(inside.indexes.state, 'paused');
    await run('resumeIndexing');
    assert.equal(inside.indexes.state, 'ready');
    await run('searchByMeaning', 'slug');
    assert.ok(hits().length > 0);
  });

  it('Show Index Health says what is indexed and what not, without source text', async () => {
    await run('showIndexHealth');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /\d+ files, \d+ snippets/);
    assert.doesNotMatch(text, /function|def |return/);
  });

  it('Show Log and the actions of the status bar answer', async () => {
    await run('showLog');
    const shown = run('showActions');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await shown;
  });
});
