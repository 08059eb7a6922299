/** Decisions about groups in a real extension host: kept in the folder's file, obeyed, taken back, and not stretched to further copies. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { Inside } from '../../src/extension.ts';
import type { BranchRow } from '../../src/vscode/results/grouping.ts';
import { activated, run, until, workspaceFile } from './inside.ts';

const NEW_COPY = 'src/copies/third.ts';

describe('decisions', () => {
  let inside: Inside;
  const groupOf = (path: string): BranchRow | undefined =>
    inside.results.rows.find(
      (row): row is BranchRow =>
        row.row === 'branch' && row.hits.some(({ hit }) => hit.place.path === path),
    );
  const fileText = async () => {
    const uri = workspaceFile('.lookalike/decisions.jsonl');
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  };

  before(async () => {
    inside = await activated();
    await run('groupByGroup');
    await run('findDuplicates');
    assert.ok(groupOf('src/invoice/amount.ts'), 'the group is there');
  });
  after(async () => {
    for (const path of ['.lookalike', 'src/copies'])
      await vscode.workspace.fs
        .delete(workspaceFile(path), { recursive: true })
        .then(undefined, () => undefined);
    // The folder is deleted as a whole; the suites after this one count its copies.
    let found = [NEW_COPY];
    await until('the copy is gone from the index', () => {
      void inside.indexes.all[0]?.engine.search({ query: 'thirdAmount', limit: 3 }).then((all) => {
        found = all.map(({ place }) => place.path);
      });
      return !found.includes(NEW_COPY);
    });
    await run('hideDecided');
    await run('clearResults');
  });

  it('Dismiss as… takes the group off the list and keeps verdict and reason in the folder', async () => {
    const choice = { verdict: 'intentional', reason: 'two taxes' };
    await run('decide', groupOf('src/invoice/amount.ts'), undefined, choice);
    assert.equal(groupOf('src/invoice/amount.ts'), undefined);
    const decision = JSON.parse((await fileText()).trim().split('\n').at(-1)!);
    assert.equal(decision.verdict, 'intentional');
    assert.equal(decision.reason, 'two taxes');
    assert.match(decision.where, /src\/invoice\/amount\.ts:5-16/);
  });

  it('the next list leaves it out, and shows it on request with what was said', async () => {
    await run('findDuplicates');
    assert.equal(groupOf('src/invoice/amount.ts'), undefined);
    assert.match(inside.results.current?.summary ?? '', /1 dismissed/);
    await run('showDecided');
    const { standing } = groupOf('src/invoice/amount.ts')?.group ?? {};
    assert.equal(standing?.kind, 'decided');
    await run('hideDecided');
    assert.equal(groupOf('src/invoice/amount.ts'), undefined);
  });

  it('Undo Last Decision brings it back, and the file says nothing more of it', async () => {
    await run('undoDecision');
    assert.ok(groupOf('src/invoice/amount.ts'));
    assert.doesNotMatch(await fileText(), /two taxes/);
    await run('findDuplicates');
    assert.ok(groupOf('src/invoice/amount.ts'));
  });

  it('Take Back Decision does the same for one that was made before', async () => {
    const choice = { verdict: 'later', reason: '' };
    await run('decide', groupOf('src/invoice/amount.ts'), undefined, choice);
    await run('findDuplicates');
    await run('showDecided');
    await run('reopenGroup', groupOf('src/invoice/amount.ts'));
    assert.equal(groupOf('src/invoice/amount.ts')?.group?.standing?.kind, 'open');
    await run('hideDecided');
    await run('findDuplicates');
    assert.ok(groupOf('src/invoice/amount.ts'));
  });

  it('a decision made in the code, while other results are on show, holds for the earlier list and the marks', async () => {
    const marksIn = (path: string) => vscode.languages.getDiagnostics(workspaceFile(path)).length;
    const settings = vscode.workspace.getConfiguration('lookalike');
    await settings.update('problems', true, vscode.ConfigurationTarget.Workspace);
    await run('findDuplicates');
    const title = inside.results.current?.title;
    const group = groupOf('src/invoice/amount.ts');
    const again = () => {
      inside.results.showAgain(inside.results.history.find((set) => set.title === title)!);
      return groupOf('src/invoice/amount.ts');
    };
    await until('the copy is marked', () => marksIn('src/invoice/amount.ts') === 1);
    await run('searchByMeaning', 'slug');
    await run('decide', group?.hits[0], undefined, { verdict: 'later', reason: '' });
    await until('the mark is gone', () => marksIn('src/invoice/amount.ts') === 0);
    assert.equal(inside.results.current?.title, '“slug”', 'what is on show stays');
    await run('undoDecision');
    await until('the copy is marked again', () => marksIn('src/invoice/amount.ts') === 1);
    await run('decide', group?.hits[0], undefined, { verdict: 'later', reason: '' });
    assert.equal(again(), undefined, 'the earlier list knows');
    await run('undoDecision');
    assert.ok(again());
    await settings.update('problems', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('a copy more than was accepted shows the group again, and which copy is new', async () => {
    const choice = { verdict: 'intentional', reason: 'two taxes' };
    await run('decide', groupOf('src/invoice/amount.ts'), undefined, choice);
    const source = await vscode.workspace.fs.readFile(workspaceFile('src/invoice/amount.ts'));
    const changed = new TextDecoder().decode(source).replaceAll('* 100', '* 1000');
    await vscode.workspace.fs.writeFile(
      workspaceFile(NEW_COPY),
      new TextEncoder().encode(changed.replaceAll('invoiceAmount', 'thirdAmount')),
    );
    await inside.indexes.all[0]?.rebuild();
    await run('findDuplicates');
    const group = groupOf(NEW_COPY);
    assert.equal(group?.group?.standing?.kind, 'grown', JSON.stringify(group?.group?.standing));
    const added = group?.hits.filter(({ hit }) => hit.isAdded).map(({ hit }) => hit.place.path);
    assert.deepEqual(added, [NEW_COPY]);
  });

  it('Go to the Copy to Keep opens the canonical one', async () => {
    const group = groupOf('src/invoice/amount.ts');
    const other = group?.hits.find(({ hit }) => !hit.isCanonical);
    const canonical = group?.hits.find(({ hit }) => hit.isCanonical);
    await run('goToCanonical', other);
    await until('it is open', () => {
      const path = vscode.window.activeTextEditor?.document.uri.path ?? '';
      return path.endsWith(canonical!.hit.place.path);
    });
  });

  it('Show How the Copies Differ opens the n-way view', async () => {
    await run('showDrift', groupOf('src/invoice/amount.ts'));
    const shown = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(
          ({ input }) =>
            input instanceof vscode.TabInputWebview && /lookalike\.drift$/.test(input.viewType),
        );
    await until('the view is open', () => shown() !== undefined);
    assert.match(shown()?.label ?? '', /copies of/);
    await vscode.window.tabGroups.close(shown()!);
  });
});
