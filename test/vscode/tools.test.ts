/** The tools for language models, called as the editor calls them. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activated, run, workspaceFile } from './inside.ts';

async function invoke(name: string, input: object): Promise<string> {
  const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return result.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
}

describe('tools for language models', () => {
  before(async () => {
    await activated();
    await run('rebuildIndex');
  });

  it('are there under the names of the manifest', () => {
    const names = vscode.lm.tools
      .map(({ name }) => name)
      .filter((name) => /^lookalike_/.test(name));
    assert.deepEqual(names.sort(), [
      'lookalike_find_duplicates',
      'lookalike_find_similar_code',
      'lookalike_search_code',
    ]);
  });

  it('find similar code by its place, relative and absolute', async () => {
    for (const file of ['src/cart/total.ts', workspaceFile('src/cart/total.ts').path]) {
      const input = { file, startLine: 8, endLine: 19, limit: 3 };
      const text = await invoke('lookalike_find_similar_code', input);
      assert.match(text, /^src\/invoice\/amount\.ts:5-16 invoiceAmount, /m);
      assert.ok(text.split('\n').length <= 3);
    }
  });

  it('find similar code by its text', async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile('src/net/retry.ts'));
    const input = { text: document.getText(), language: 'typescript' };
    assert.match(await invoke('lookalike_find_similar_code', input), /^src\/net\/retry\.ts:/);
  });

  it('list duplicates under a path', async () => {
    const all = await invoke('lookalike_find_duplicates', {});
    assert.match(all, /^\d+ groups, \d+ shown\n/);
    assert.match(all, /src\/invoice\/amount\.ts:5-16/);
    const some = await invoke('lookalike_find_duplicates', { path: 'src/net' });
    assert.match(some, /src\/net\/retry\.ts/);
    assert.doesNotMatch(some, /invoice/);
  });

  it('search by meaning, and never answer with source text', async () => {
    const text = await invoke('lookalike_search_code', { query: 'try again after growing pauses' });
    assert.match(text, /src\/net\/retry\.ts:\d+-\d+/);
    assert.doesNotMatch(text, /setTimeout|await|=>/);
  });

  it('say what is missing from an incomplete question', async () => {
    await assert.rejects(invoke('lookalike_find_similar_code', { limit: 2 }), /startLine/);
  });
});
