/** The packaged extension in a real workbench: each command by palette, menu and view, with pictures to look at. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { untilDone } from '../../scripts/harness/patience.ts';
import { quickPick } from '../../scripts/harness/quickPick.ts';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { packagedExtension, pictures, workspace } from './subject.ts';

/** A busy machine gives the processor for so short a time in one of several windows. */
const MAX_WINDOWS = 4;
/** What `docs/editor.md` wants of activation. */
const WANTED_MS = 50;

describe('commands in the workbench', () => {
  let bench: Workbench;

  before(async () => {
    bench = await openWorkbench({ vsix: packagedExtension(), folder: workspace, pictures });
  });
  after(async () => {
    await bench.close();
  });
  const step = (name: string, body: () => Promise<void>) =>
    test(name, async () => {
      try {
        await body();
      } catch (error) {
        await bench.picture(`FAILED ${name.replaceAll(/\W+/g, ' ')}`);
        throw error;
      }
    });

  step('an unread workspace is welcomed with what can be done', async () => {
    await bench.openView();
    await bench.page.getByText('This workspace has not been read yet').waitFor();
    const buttons = bench.page.locator('.sidebar .welcome-view-content .monaco-button');
    assert.deepEqual(await buttons.allTextContents(), [
      'Build Index',
      'Find Duplicates in Workspace',
      'Search by Meaning…',
    ]);
    await bench.picture('welcome');
  });

  step(
    'activation starts no engine and reads nothing: the best of several windows is short',
    async () => {
      const times: number[] = [];
      const ownTimes: number[] = [];
      const isOver = () => times.length === MAX_WINDOWS || times.some((ms) => ms <= WANTED_MS);
      for (let window = 0; !isOver(); window++) {
        if (window > 0) await bench.reload();
        const time = await activationTime(bench);
        times.push(time);
        ownTimes.push(Math.round(time * processorShare()));
      }
      const said = `activation: ${times.join(', ')} ms, by the share of a processor that was to be had ${ownTimes.join(', ')} ms; wanted ${WANTED_MS}`;
      process.stdout.write(`${said}\n`);
      // A clock counts what server, browser and other tests take, too: with an engine in it, it was 100 to 540.
      assert.ok(Math.min(...ownTimes) <= 3 * WANTED_MS, said);
    },
  );

  step('Find Similar Code from the palette', async () => {
    await bench.openFile('total.ts');
    await bench.page.locator('.view-line', { hasText: 'for (const line' }).first().click();
    await bench.palette('Find Similar Code');
    await bench.row('invoiceAmount').first().waitFor();
    await bench.page
      .locator('.sidebar .message', { hasText: 'Similar to total.ts:8–19' })
      .waitFor();
    await bench.picture('similar');
  });

  step('Find Similar Code from the editor’s context menu', async () => {
    await bench.openFile('retry.ts');
    const line = bench.page.locator('.view-line', { hasText: 'pause *= 2' }).first();
    await line.click();
    await bench.menuItem(line, 'Find Similar Code', { picture: 'editor-menu' });
    await bench.row('persist').first().waitFor();
  });

  step('Find Duplicates from the view’s title, and a row opens its snippet', async () => {
    await bench.palette('Clear Results');
    const button = bench.page.locator('.sidebar .title-actions, .sidebar .actions-container');
    await button.locator('[aria-label="Find Duplicates in Workspace"]').first().click();
    await bench.row('copies of').first().waitFor();
    await bench.picture('duplicates');
    await bench.row('invoiceAmount').first().click();
    await bench.page.locator('.tab.active', { hasText: 'amount.ts' }).waitFor();
  });

  step('Compare from a row’s inline action shows a diff', async () => {
    await bench.rowButton(bench.row('invoiceAmount').first(), 'Compare');
    await bench.page.locator('.tab.active', { hasText: '↔' }).waitFor();
    await bench.page.locator('.monaco-diff-editor .view-line').first().waitFor();
    await bench.picture('compare');
  });

  step('a row’s context menu offers every action', async () => {
    const dismiss = bench.page.getByRole('menuitem', { name: 'Dismiss from This List' });
    await untilDone('the menu of a row', async (timeout) => {
      await bench.row('invoiceAmount').first().click({ button: 'right', timeout });
      await dismiss.waitFor({ timeout });
    });
    // Its label, not all its text: that has the key in it.
    const names = await bench.page.locator('.monaco-menu .action-label').allTextContents();
    for (const name of ['Open', 'Open to the Side', 'Peek', 'Compare', 'Copy as Markdown'])
      assert.ok(names.includes(name), `${name} in ${names.join()}`);
    await bench.picture('row-menu');
    await bench.page.keyboard.press('Escape');
  });

  step('Dismiss takes a row off the list', async () => {
    const rows = await bench.results.locator('.monaco-list-row').count();
    await bench.rowButton(bench.row('invoiceAmount').first(), 'Dismiss');
    await bench.row('invoiceAmount').first().waitFor({ state: 'detached' });
    assert.ok((await bench.results.locator('.monaco-list-row').count()) < rows);
  });

  step('Find Duplicates in Folder from the explorer', async () => {
    await bench.page.keyboard.press('Control+Shift+E');
    const folder = bench.page.locator('.explorer-folders-view .monaco-list-row', {
      hasText: /^src$/,
    });
    await bench.menuItem(folder, 'Find Duplicates in Folder', { picture: 'explorer-menu' });
    await bench.page.locator('.sidebar .message', { hasText: 'Duplicates in src' }).waitFor();
  });

  step('Search by Meaning answers while one types, and hands over to the view', async () => {
    await bench.palette('Search by Meaning');
    const box = bench.page.getByPlaceholder('Say what the code does');
    await box.waitFor();
    await box.pressSequentially('try again after an error');
    const first = bench.page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'retryWithBackoff',
    });
    await first.first().waitFor();
    await bench.picture('search');
    await bench.page.locator('.quick-input-widget [aria-label="Show in the Results View"]').click();
    // The list before has such a row, too.
    await bench.page
      .locator('.sidebar .message', { hasText: 'try again after an error' })
      .waitFor();
    await bench.row('retryWithBackoff').first().waitFor();
    await bench.picture('search-results');
  });

  step('the keyboard alone opens a result and walks on', async () => {
    const labels = await rowLabels(bench);
    for (const label of labels) assert.match(label, /, lines /);
    const [first, second] = labels.map((label) => /([^/]+), lines/.exec(label)?.[1] ?? '');
    const active = (name: string | undefined) =>
      bench.page.locator('.tab.active', { hasText: name ?? 'no row' }).waitFor();
    // Another file first, so that each step has a tab to wait for.
    await bench.openFile('total.ts');
    assert.ok(!labels.some((label) => label.includes('total.ts')), labels.join('\n'));
    await bench.palette('Go to Next Result');
    await active(first);
    await bench.palette('Go to Next Result');
    await active(second);
    await bench.palette('Go to Previous Result');
    await active(first);
  });

  step('every row says itself to a screen reader', async () => {
    const labels = await rowLabels(bench);
    assert.ok(labels.length > 0);
    for (const label of labels) assert.match(label, /lines \d+ to \d+, (\d+ % likely|certain)/);
  });

  step('every control of the view has a name and a role', async () => {
    const nameless = await bench.page
      .locator('.part.sidebar')
      .locator('a, button, input, [role="button"], [role="treeitem"], [tabindex="0"]')
      .evaluateAll((elements) =>
        elements
          .filter((element) => element.getClientRects().length > 0)
          .filter(
            (element) =>
              !element.getAttribute('aria-label') &&
              !element.getAttribute('title') &&
              !element.getAttribute('aria-labelledby') &&
              !element.textContent?.trim(),
          )
          .map((element) => element.outerHTML.slice(0, 200)),
      );
    assert.deepEqual(nameless, []);
    const snapshot = await bench.page.locator('.part.sidebar').ariaSnapshot();
    assert.match(snapshot, /tree "Results"/);
    assert.match(snapshot, /treeitem "retryWithBackoff, src\/net\/retry\.ts, lines/);
  });

  step('earlier results come back from the history', async () => {
    await bench.palette('Show Earlier Results');
    const row = bench.page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'Similar to retry.ts',
    });
    await row.first().click();
    await bench.page.locator('.sidebar .message', { hasText: 'Similar to retry.ts' }).waitFor();
  });

  step('the list narrows while one types, and widens again', async () => {
    const all = await bench.results.locator('.monaco-list-row').count();
    await bench.palette('Filter Results');
    const box = bench.page.getByPlaceholder('Part of a path');
    await box.waitFor();
    await box.pressSequentially('download');
    await bench.page.locator('.sidebar .message', { hasText: 'filter: download' }).waitFor();
    await bench.page.keyboard.press('Enter');
    assert.ok((await bench.results.locator('.monaco-list-row').count()) <= all);
    await bench.palette('Clear Filter');
    await bench.page.locator('.sidebar .message', { hasNotText: 'filter' }).waitFor();
  });

  step('the status-bar item opens the actions', async () => {
    await bench.page.locator('.statusbar-item', { hasText: 'Lookalike' }).click();
    const rows = bench.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Rebuild Index' }).waitFor();
    await bench.picture('actions');
    await bench.page.keyboard.press('Escape');
  });

  step('Rebuild Index and Show Log from the palette', async () => {
    await bench.palette('Rebuild Index');
    await bench.palette('Show Log');
    await bench.page.locator('.panel .view-line', { hasText: 'snippets' }).first().waitFor();
    await bench.picture('log');
  });

  step('a new window knows the index and brings it up to date by itself', async () => {
    await bench.reload();
    await bench.openView();
    await bench.page.getByText('Right-click a function').waitFor();
  });

  step('no notification was left behind', async () => {
    const errors = bench.page.locator('.notification-list-item .codicon-error');
    assert.equal(await errors.count(), 0);
  });
});

/** What a screen reader says of each result. */
function rowLabels(bench: Workbench): Promise<string[]> {
  return bench.results
    .locator('.monaco-list-row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
}

/** How much of a processor a busy thread gets now: processor time by the clock's, 0 to 1. */
function processorShare(): number {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let used = 0;
  while (used < 100_000) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
  return Math.min(1, used / 1000 / (performance.now() - start));
}

/** Milliseconds of `activate()` as the Running Extensions editor shows them. */
async function activationTime(bench: Workbench): Promise<number> {
  const { page } = bench;
  const title = 'Developer: Show Running Extensions';
  await quickPick(page, { keys: 'F1', words: title, row: { label: title } }, 'mouse');
  const ours = page.locator('.runtime-extensions-editor .extension', { hasText: 'Lookalike' });
  const list = page.locator('.runtime-extensions-editor .monaco-list');
  await list.hover();
  // Slowest first, and only what is in sight is there.
  for (let i = 0; i < 20 && (await ours.count()) === 0; i++) {
    await page.mouse.wheel(0, 200);
    await page.waitForTimeout(200);
  }
  const time = ours.locator('.activation-time');
  await bench.picture('running-extensions');
  const milliseconds = /(\d+)\s*ms/.exec((await time.textContent()) ?? '')?.[1];
  // In a dialog in newer editors, in a tab in older ones.
  await untilDone('close the running extensions', async (timeout) => {
    if (await list.isVisible()) await page.keyboard.press('Control+w');
    await list.waitFor({ state: 'detached', timeout });
  });
  return Number(milliseconds);
}
