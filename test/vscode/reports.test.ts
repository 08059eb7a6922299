/** Reports in a real extension host: what is stored where, and a diagnosis that gives nothing of the workspace away. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import { activated, run, until } from './inside.ts';

describe('reports', () => {
  let inside: Inside;
  const shown = () => vscode.window.activeTextEditor?.document.getText() ?? '';

  before(async () => {
    inside = await activated();
    await run('rebuildIndex');
  });

  it('Show Index Health says what all indexes take on this machine', async () => {
    await run('showIndexHealth');
    assert.match(shown(), /1 indexes, \d+\.\d MB/);
    assert.match(shown(), /embeddings of all folders, \d+\.\d MB/);
  });

  it('Write Diagnosis says machine, settings and counts, and no path, name or text of the workspace', async () => {
    const settings = vscode.workspace.getConfiguration('lookalike');
    await settings.update('exclude', ['secret/**'], vscode.ConfigurationTarget.Workspace);
    await until('up to date', () => inside.indexes.state === 'ready');
    await run('diagnose');
    const text = shown();
    await settings.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    await until('indexed anew', () => inside.indexes.state !== 'ready');
    await until('up to date', () => inside.indexes.state === 'ready');
    assert.match(text, /VS Code \d+\.\d+/);
    assert.match(text, /\d+ files, \d+ snippets/);
    assert.match(text, /a search took [\d.]+ ms/);
    assert.match(text, /lookalike\.exclude: set/);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    for (const secret of [folder!.uri.fsPath, folder!.name, 'total.ts', 'secret', 'function '])
      assert.ok(!text.includes(secret), secret);
  });

  it('a changed effort takes effect without a reload: another engine answers', async () => {
    const before = inside.engine().pid;
    const settings = vscode.workspace.getConfiguration('lookalike');
    await settings.update('effort', 'low', vscode.ConfigurationTarget.Global);
    await until('another engine runs', () => {
      const { pid } = inside.engine();
      return pid !== undefined && pid !== before && inside.indexes.state === 'ready';
    });
    await run('searchByMeaning', 'retry');
    assert.ok((inside.results.current?.hits.length ?? 0) > 0);
    await settings.update('effort', undefined, vscode.ConfigurationTarget.Global);
    await until('ready again', () => inside.indexes.state === 'ready');
  });
});
