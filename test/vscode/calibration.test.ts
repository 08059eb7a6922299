/** The calibration panel's commands in a real extension host, with the real engine on a small workspace. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import type { BranchRow } from '../../src/vscode/results/grouping.ts';
import { activated, run, until, workspaceFile } from './inside.ts';

describe('calibration', () => {
  let inside: Inside;
  const panel = () => inside.panels.of(inside.indexes.all[0]!);
  const tabs = () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview)
      .filter(({ input }) => (input as vscode.TabInputWebview).viewType.includes('calibration'));
  const labelsFile = workspaceFile('.lookalike/labels.jsonl');
  const readLabels = async () => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(labelsFile));
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as { isMatch: boolean });
  };

  const group = () =>
    inside.results.rows.find(
      (row): row is BranchRow =>
        row.row === 'branch' &&
        row.hits.some(({ hit }) => hit.place.path === 'src/invoice/amount.ts'),
    );
  const member = () => group()?.hits.find(({ hit }) => !hit.isCanonical);

  before(async () => {
    inside = await activated();
    await run('rebuildIndex');
  });

  it('Show Calibration opens one panel per folder, and only one', async () => {
    await run('showCalibration');
    await run('showCalibration');
    await until('its tab is there', () => tabs().length === 1);
    await until('the panel has its report', () => panel()?.state.report !== undefined);
    assert.ok(panel()!.state.report!.channels.length > 0);
    assert.equal(panel()!.state.problem, undefined);
  });

  it('Calibrate This Workspace ends with a report or with what to do, and leaves nothing running', async () => {
    await run('calibrate');
    assert.equal(panel()!.state.busy, undefined);
    assert.ok(panel()!.state.report);
  });

  it('a level chosen elsewhere is what the panel shows', async () => {
    const settings = vscode.workspace.getConfiguration('lookalike');
    await settings.update('level', 'strict', vscode.ConfigurationTarget.Workspace);
    await until('the panel shows it', () => panel()?.state.level === 'strict');
    await settings.update('level', undefined, vscode.ConfigurationTarget.Workspace);
    await until('the panel shows the default', () => panel()?.state.level === 'balanced');
  });

  it('Fine-Tune says of a small workspace that it is too small, in the panel', async () => {
    await run('fineTune');
    assert.equal(panel()!.state.busy, undefined);
    assert.match(panel()!.state.problem ?? '', /functions.*larger folder/);
  });

  it('Match and Not a Match take down a judgement of a copy and its canonical one', async () => {
    await run('findDuplicates');
    await run('labelMatch', member());
    assert.deepEqual(
      (await readLabels()).map(({ isMatch }) => isMatch),
      [true],
    );
    await until('the panel counts it', () => panel()?.state.report?.labels.matches === 1);
    await run('labelNoMatch', member());
    assert.deepEqual(
      (await readLabels()).map(({ isMatch }) => isMatch),
      [false],
      'the last word counts',
    );
    await until('the panel counts the other', () => {
      const labels = panel()?.state.report?.labels;
      return labels?.matches === 0 && labels.nonMatches === 1;
    });
  });

  it('a judgement against a decision is shown as a contradiction, until the decision is taken back', async () => {
    const contradictions = () => panel()?.state.report?.labels.contradictions ?? [];
    assert.deepEqual(contradictions(), []);
    await run('showDecided');
    await run('decide', group(), undefined, { verdict: 'not-a-duplicate', reason: '' });
    await run('labelMatch', member());
    await until('the contradiction is shown', () => contradictions().length === 1);
    assert.match(contradictions()[0]!.what, /dismissed/);
    await run('undoDecision');
    await run('labelMatch', member());
    await until('nothing contradicts it', () => contradictions().length === 0);
    assert.equal(panel()?.state.report?.labels.matches, 1);
    await run('hideDecided');
  });

  it('a decision made elsewhere is shown at once, and so is taking it back', async () => {
    const contradictions = () => panel()?.state.report?.labels.contradictions.length;
    assert.equal(contradictions(), 0);
    await run('decide', group(), undefined, { verdict: 'not-a-duplicate', reason: '' });
    await until('the contradiction is shown', () => contradictions() === 1);
    await run('undoDecision');
    await until('it is gone', () => contradictions() === 0);
  });

  it('a judgement without a pair says what to select, and writes nothing', async () => {
    const before = await readLabels();
    await run('labelMatch', undefined);
    assert.deepEqual(await readLabels(), before);
  });

  it('closing the panel ends what it runs', async () => {
    // Asked of the panel itself: a calibration by command may be over before one looks.
    const running = panel()!.calibrate();
    assert.notEqual(panel()!.state.busy, undefined, 'it runs');
    await vscode.window.tabGroups.close(tabs());
    await running;
    assert.equal(panel(), undefined);
    await vscode.workspace.fs.delete(workspaceFile('.lookalike'), { recursive: true });
  });
});
