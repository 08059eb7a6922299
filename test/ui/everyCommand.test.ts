/** Every command of the manifest in the packaged extension, once by mouse and once by the keyboard alone. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { VSCODE_VERSION } from '../../scripts/harness/harness.ts';
import { until, untilDone } from '../../scripts/harness/patience.ts';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { keyboard, mouse, type Routes } from './routes.ts';
import { packagedExtension, pictures, workspace } from './subject.ts';
import { webviewPage } from './webview.ts';

/** Those of the calibration panel have a test of their own. */
const ELSEWHERE =
  /^(showCalibration|calibrate|fineTune|chooseHead|labelMatch|labelNoMatch|previewExtraction|markMatch|markNoMatch)$/;
const MEMBER = 'invoiceAmount';
const GROUP = 'copies of';

/** Minutes long, and the manifest is the same for all editors: in the current one only (VSCODE_HARNESS_VERSION). */
const HANDS =
  VSCODE_VERSION === 'current'
    ? ([
        ['mouse', mouse],
        ['keyboard', keyboard],
      ] as const)
    : [];

for (const [hand, routesOf] of HANDS)
  describe(`every command by ${hand}`, () => {
    let bench: Workbench;
    let routes: Routes;
    const done = new Set<string>();
    let failed = '';

    before(async () => {
      bench = await openWorkbench({ vsix: packagedExtension(), folder: workspace, pictures });
      routes = routesOf(bench);
      await bench.openView();
    });
    after(async () => {
      await bench.close();
    });
    const command = (names: string, body: () => Promise<void>) =>
      test(names, async () => {
        // Each goes on where the one before it stopped.
        assert.equal(failed, '', 'an earlier one failed');
        try {
          await body();
          for (const name of names.split(' ')) done.add(name);
        } catch (error) {
          failed = names;
          await bench.picture(`FAILED ${hand} ${names}`.slice(0, 80));
          throw error;
        }
      });
    const message = (text: string) =>
      bench.page.locator('.sidebar .message', { hasText: text }).first().waitFor();
    const tab = (text: string) => bench.page.locator('.tab.active', { hasText: text }).waitFor();
    const rows = () =>
      bench.results
        .locator('.monaco-list-row')
        .evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
    const duplicates = async () => {
      await routes.title('Find Duplicates in Workspace');
      await bench.row(GROUP).first().waitFor();
    };
    const closePick = () => bench.page.keyboard.press('Escape');
    const quick = (text: string) =>
      bench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
    const document = (text: string) =>
      bench.page.locator('.editor-group-container.active .view-line', { hasText: text }).first();

    command('rebuildIndex', async () => {
      await routes.palette('Rebuild Index');
      await bench.page.getByText('Right-click a function').waitFor();
    });

    command('findDuplicates', async () => {
      await duplicates();
      await message('Duplicates');
    });

    command('openResult', async () => {
      await routes.row(MEMBER, 'Open');
      await tab('amount.ts');
    });

    command('openResultToSide', async () => {
      await routes.row(MEMBER, 'Open to the Side');
      const beside = bench.page.locator('.editor-group-container').nth(1);
      await beside.waitFor();
      await untilDone('close the editor beside', async (timeout) => {
        if (await beside.isVisible()) await bench.page.keyboard.press('Control+w');
        await beside.waitFor({ state: 'detached', timeout });
      });
    });

    command('compareResult', async () => {
      await routes.row(MEMBER, 'Compare');
      await tab('↔');
    });

    command('goToCanonical', async () => {
      await routes.row(MEMBER, 'Go to the Copy to Keep');
      await tab('.ts');
      await bench.page.locator('.tab.active', { hasNotText: '↔' }).waitFor();
    });

    command('showDrift', async () => {
      await routes.row(GROUP, 'Show How the Copies Differ');
      await webviewPage(bench, 'table');
      await bench.closeTab('copies of');
    });

    command('peekResult', async () => {
      await routes.row(MEMBER, 'Peek');
      await bench.page.locator('.peekview-widget').waitFor();
      await bench.page.keyboard.press('Escape');
    });

    command('copyResult', async () => {
      await routes.row(MEMBER, 'Copy as Markdown');
      await clipboardHas(bench, 'src/invoice/amount.ts:5-16');
    });

    command('copyResults', async () => {
      await routes.title('Copy All as Markdown');
      await clipboardHas(bench, '**Duplicates**');
    });

    command('groupByFile groupByFolder groupByType groupByGroup', async () => {
      await routes.title('Group by File');
      await bench.row('total.ts').first().waitFor();
      await routes.title('Group by Folder');
      await bench.row('src/invoice').first().waitFor();
      await routes.title('Group by Kind of Match');
      await bench.row('copy').first().waitFor();
      await routes.title('Group by Duplicate Group');
      await bench.row(GROUP).first().waitFor();
    });

    command('sortByPlace sortBySize sortByProbability sortByBest', async () => {
      const best = await rows();
      for (const label of ['Sort by Place', 'Sort by Size', 'Sort by Likelihood']) {
        await routes.title(label);
        await bench.row(GROUP).first().waitFor();
        assert.equal((await rows()).length, best.length, label);
      }
      await routes.title('Sort by Best First');
      await bench.row(GROUP).first().waitFor();
      assert.deepEqual(await rows(), best);
    });

    command('filterResults clearFilter', async () => {
      await routes.title('Filter Results…');
      await bench.page.getByPlaceholder('Part of a path').waitFor();
      await bench.page.keyboard.type('invoice');
      await message('filter: invoice');
      await bench.page.keyboard.press('Enter');
      await routes.title('Clear Filter');
      await bench.page.locator('.sidebar .message', { hasNotText: 'filter' }).first().waitFor();
    });

    command('nextResult previousResult', async () => {
      // Another file first, so that each step has a tab to wait for.
      await bench.openFile('guide.md');
      await routes.title('Go to Next Result');
      await tab('.ts');
      await bench.openFile('guide.md');
      await routes.title('Go to Previous Result');
      await tab('.ts');
    });

    command('decide undoDecision', async () => {
      await routes.row(GROUP, 'Dismiss as…');
      await routes.choose('intentional');
      await bench.page.getByText('Why are these copies intentional?').waitFor();
      await bench.page.keyboard.type('two taxes');
      await bench.page.keyboard.press('Enter');
      await message('1 dismissed');
      await routes.title('Undo Last Decision');
      await message('0 dismissed');
    });

    command('showDecided reopenGroup hideDecided', async () => {
      await routes.row(GROUP, 'Dismiss as…');
      await routes.choose('later');
      await message('1 dismissed');
      await routes.title('Show Dismissed Groups');
      await bench.row('later').first().waitFor();
      if (hand === 'mouse') await bench.picture('decided');
      await routes.title('Hide Dismissed Groups');
      await bench.row('later').first().waitFor({ state: 'detached' });
      await routes.title('Show Dismissed Groups');
      await routes.row('later', 'Take Back Decision');
      await message('0 dismissed');
    });

    command('dismissResult refreshResults', async () => {
      await routes.row(MEMBER, 'Dismiss from This List');
      await bench.row(MEMBER).first().waitFor({ state: 'detached' });
      await routes.title('Run Again');
      await bench.row(MEMBER).first().waitFor();
    });

    command('findSimilar', async () => {
      await bench.openFile('total.ts');
      await routes.line('for (const line', 'Find Similar Code');
      await message('Similar to total.ts');
    });

    command('findSimilarToClipboard', async () => {
      await routes.palette('Find Similar Code to Clipboard');
      await message('Similar to the clipboard');
    });

    command('showHistory', async () => {
      await routes.title('Show Earlier Results…');
      await routes.choose('Similar to total.ts');
      await message('Similar to total.ts');
    });

    command('clearResults', async () => {
      await routes.title('Clear Results');
      await bench.page.getByText('Right-click a function').waitFor();
    });

    command('searchByMeaning', async () => {
      await routes.title('Search by Meaning…');
      await bench.page.getByPlaceholder('Say what the code does').waitFor();
      // At once: a list that is answered by every letter moves under the pointer.
      await bench.page.keyboard.insertText('try again after an error');
      await quick('retryWithBackoff');
      await routes.choose('retryWithBackoff');
      await tab('retry.ts');
      await document('retryWithBackoff').waitFor();
    });

    command('findDuplicatesInFolder', async () => {
      await routes.folder('src', 'Find Duplicates in Folder');
      await message('Duplicates in src');
    });

    command('showIndexHealth', async () => {
      await routes.title('Show Index Health');
      await document('Index health').waitFor();
    });

    command('diagnose', async () => {
      await routes.title('Write Diagnosis');
      await document('Lookalike diagnosis').waitFor();
    });

    command('showActions', async () => {
      await routes.status();
      await quick('Rebuild Index');
      await closePick();
    });

    command('showLog', async () => {
      await routes.title('Show Log');
      await bench.page
        .locator('.panel .view-line', { hasText: 'engine process' })
        .first()
        .waitFor();
    });

    command('silence', async () => {
      await routes.palette('Do Not Tell Me While Writing');
      const isOff = () => /"lookalike\.whileWriting": false/.test(bench.userSettings());
      await until('silence is written', isOff);
    });

    command('deleteIndexes', async () => {
      await routes.palette('Delete Stored Indexes…');
      await quick('open in this window');
      if (hand === 'mouse') await bench.picture('stored-indexes');
      await bench.page.keyboard.press('ArrowDown');
      await bench.page.keyboard.press('Space');
      await bench.page.keyboard.press('Enter');
      await bench.openView();
      await routes.palette('Clear Results');
      await bench.page.getByText('This workspace has not been read yet').waitFor();
    });

    test('that was every command, but those that need thousands of files', () => {
      const manifest = JSON.parse(
        fs.readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'),
      );
      const named: string[] = manifest.contributes.commands
        .map((one: { command: string }) => one.command.replace('lookalike.', ''))
        .filter((name: string) => !ELSEWHERE.test(name));
      const left = new Set(named.filter((name) => !done.has(name)));
      assert.deepEqual(left, new Set(['pauseIndexing', 'resumeIndexing', 'showMoreResults']));
    });
  });

async function clipboardHas(bench: Workbench, text: string): Promise<void> {
  let held = '';
  for (let i = 0; i < 50 && !held.includes(text); i++) {
    held = await bench.page.evaluate(() => {
      const { navigator } = globalThis as unknown as {
        navigator: { clipboard: { readText(): Promise<string> } };
      };
      return navigator.clipboard.readText();
    });
    await bench.page.waitForTimeout(100);
  }
  assert.ok(held.includes(text), `${text} is not in ${held}`);
}
