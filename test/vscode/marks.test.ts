/** Marks in the code: none by default; on request over each copy and in Problems; gone while the file is being changed. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activated, openAt, run, until, workspaceFile } from './inside.ts';

describe('marks in the code', () => {
  const uri = () => workspaceFile('src/cart/total.ts');
  const problems = () =>
    vscode.languages.getDiagnostics(uri()).filter(({ source }) => source === 'Lookalike');
  const lenses = async () => {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri(),
    );
    return all.filter(({ command }) => command?.command.startsWith('lookalike.'));
  };
  const set = (key: string, value: boolean | undefined) =>
    vscode.workspace
      .getConfiguration('lookalike')
      .update(key, value, vscode.ConfigurationTarget.Workspace);

  before(async () => {
    await activated();
    // The editor asks for marks of documents that are open only.
    await openAt('src/cart/total.ts', 'export interface');
    await run('findDuplicates');
  });
  after(async () => {
    await set('codeLens', undefined);
    await set('problems', undefined);
  });

  it('are not there unless asked for', async () => {
    assert.deepEqual(problems(), []);
    assert.deepEqual(await lenses(), []);
  });

  it('say over a copy how many others there are', async () => {
    await set('codeLens', true);
    const [lens] = await lenses();
    assert.match(lens?.command?.title ?? '', /copy \(2 more\)$/);
    assert.equal(lens?.range.start.line, 7);
  });

  it('are information in Problems, with the other copies and quick fixes', async () => {
    await set('problems', true);
    await until('a problem is shown', () => problems().length > 0);
    const [problem] = problems();
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Information);
    assert.match(problem?.relatedInformation?.[0]?.location.uri.path ?? '', /invoice\/amount\.ts$/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri(),
      problem?.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Compare with its copy'), titles.join());
  });

  it('are gone as soon as the file is changed', async () => {
    const editor = await openAt('src/cart/total.ts', 'export interface');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
    assert.deepEqual(problems(), []);
    assert.deepEqual(await lenses(), []);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
