/** The calibration panel in the real workbench: by keyboard alone, in four themes, with axe-core, on this repository's own core. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { until, untilDone } from '../../scripts/harness/patience.ts';
import { quickBox, quickRow } from '../../scripts/harness/quickPick.ts';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { packagedExtension, pictures } from './subject.ts';
import { assertAccessible, THEMES, useTheme, webviewPage } from './webview.ts';

const core = path.resolve(import.meta.dirname, '../../src/core');
/** Measuring, looking for pairs and learning take seconds on an idle machine, and several times that on a loaded one. */
const LONG_MS = 180_000;

describe('calibration panel', () => {
  let bench: Workbench;
  let page: Frame;
  const complaints: string[] = [];

  before(async () => {
    const settings = { 'workbench.editor.enablePreview': false };
    bench = await openWorkbench({
      vsix: packagedExtension(),
      folder: core,
      pictures,
      settings,
      height: 1000,
    });
    bench.page.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy/.test(message.text()))
        complaints.push(message.text());
    });
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
  const keys = keyboard(() => ({ bench, page }));

  step(
    'Show Calibration before anything was read says what ships, and offers to measure',
    async () => {
      await bench.palette('Show Calibration');
      page = await webviewPage(bench, '#calibrate');
      await page.getByText('has not been measured yet').waitFor();
      await bench.picture('calibration-unmeasured');
    },
  );

  step(
    'Calibrate This Workspace reads, measures, and says what each level would show',
    async () => {
      await bench.palette('Calibrate This Workspace');
      await page.locator('#outcome').waitFor({ timeout: LONG_MS });
      await page.locator('.busy').waitFor({ state: 'detached', timeout: LONG_MS });
      assert.match(
        (await page.locator('#outcome').textContent()) ?? '',
        /likely or more: [\d,]+ findings/,
      );
      await bench.picture('calibration');
    },
  );

  step('the slider moves by keys and says what would change before it changes', async () => {
    await keys.tabTo('#threshold');
    const before = await page.locator('#outcome').textContent();
    await bench.page.keyboard.press('Home');
    const strictest = await page.locator('#outcome').textContent();
    assert.notEqual(strictest, before);
    assert.equal(await page.locator('.level.chosen .name').innerText(), ' Strict');
    assert.match(
      (await page.locator('#threshold').getAttribute('aria-valuetext')) ?? '',
      /likely or more/,
    );
    assert.equal(levelSetting(bench), undefined, 'nothing is written before the button is pressed');
    await bench.picture('calibration-slider');
  });

  step('the button writes the level into the settings', async () => {
    await keys.tabTo('#use-level');
    await bench.page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Strict is in use' }).waitFor();
    assert.equal(levelSetting(bench), 'strict');
  });

  step('each chart has its numbers as a table', async () => {
    for (const id of ['histogram', 'reliability', 'precision-recall']) {
      const figure = page.locator(`#${id}`);
      assert.equal(await figure.locator('svg').first().getAttribute('aria-hidden'), 'true');
      await figure.locator('summary').click();
      assert.ok((await figure.locator('tbody tr').count()) >= 3, id);
      await figure.locator('summary').click();
    }
  });

  step('exports the report as JSON and the charts as PNG', async () => {
    await page.getByRole('button', { name: 'Export JSON' }).click();
    const json = await saveAs(bench, 'calibration.json');
    assert.ok(JSON.parse(json.toString('utf8')).channels.length >= 1);
    await page.getByRole('button', { name: 'Export Picture' }).click();
    const png = await saveAs(bench, 'calibration.png');
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.ok(png.length > 20_000, `${png.length} bytes`);
    fs.copyFileSync(
      path.join(bench.folder!, 'calibration.png'),
      path.join(pictures, 'calibration-export.png'),
    );
  });

  step('pairs are labelled by single keys, and kept in the workspace', async () => {
    await page.locator('#tab-thresholds').focus();
    await bench.page.keyboard.press('ArrowRight');
    await page.locator('#tab-labels[aria-selected="true"]').waitFor();
    await keys.tabTo('#load-queue');
    await bench.page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Pair 1 of/ }).waitFor({ timeout: LONG_MS });
    await bench.picture('calibration-labels');
    await keys.tabTo('.verdicts button');
    await bench.page.keyboard.press('m');
    await page.getByRole('heading', { name: /^Pair 2 of/ }).waitFor();
    await page.getByText('Noted: a match.').waitFor();
    await bench.page.keyboard.press('n');
    await page.getByRole('heading', { name: /^Pair 3 of/ }).waitFor();
    await bench.page.keyboard.press('s');
    await page.getByRole('heading', { name: /^Pair 4 of/ }).waitFor();
    await page.getByText('Matches: 1 · not matches: 1 · in use: 2').waitFor();
    const labels = await readLines(path.join(bench.folder!, '.lookalike', 'labels.jsonl'), 2);
    // The file is sorted by the pairs' fingerprints, not by when they were labelled.
    assert.deepEqual(new Set(labels.map((label) => label['isMatch'])), new Set([true, false]));
  });

  step('fine-tuning can be cancelled, and says within a moment that nothing changed', async () => {
    await bench.palette('Fine-Tune for This Workspace');
    await page.locator('#tab-tuning[aria-selected="true"]').waitFor();
    await page.locator('.busy').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.busy').waitFor({ state: 'detached', timeout: 30_000 });
    await page.locator('th', { hasText: 'The encoder as it ships' }).getByText('in use').waitFor();
  });

  step('fine-tuning runs, reports before and after, and one click goes back', async () => {
    await page.getByRole('button', { name: 'Fine-Tune for This Workspace' }).click();
    await page.locator('.busy').waitFor();
    await bench.picture('tuning-progress');
    await page.locator('.busy').waitFor({ state: 'detached', timeout: LONG_MS * 2 });
    await page.locator('#verdict-title').waitFor();
    const verdict = (await page.locator('#verdict-title').textContent()) ?? '';
    assert.match(verdict, /Accepted|Not accepted/);
    const table = page.locator('section[aria-labelledby="before-after-title"] tbody').first();
    assert.ok((await table.locator('tr').count()) >= 2, 'doc to code, and clones at least');
    await bench.picture('tuning');
    if (!(await page.locator('#roll-back').count())) return;
    await page.locator('#roll-back').click();
    await page.locator('th', { hasText: 'The encoder as it ships' }).getByText('in use').waitFor();
  });

  step('axe-core finds nothing, on any tab, in any theme', async () => {
    for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
      await useTheme(bench, page, theme);
      for (const tab of ['thresholds', 'labels', 'tuning']) {
        await page.locator(`#tab-${tab}`).click();
        await bench.page.waitForTimeout(300);
        await assertAccessible(page, `${tab} in ${theme}`);
        await bench.picture(`calibration-${tab}-${theme}`);
      }
    }
  });

  step('a result of a list is labelled from its menu', async () => {
    await bench.openView();
    await bench.palette('Find Duplicates in Workspace');
    await bench.row('cop').first().waitFor({ timeout: LONG_MS });
    // A long list is shown folded.
    await bench.results.locator('.monaco-list-row').first().click();
    await bench.page.keyboard.press('ArrowRight');
    const member = bench.results.locator('.monaco-list-row[aria-level="2"]').nth(1);
    await bench.menuItem(member, 'This Is Not a Match', { picture: 'label-menu' });
    await bench.page.locator('.statusbar-item', { hasText: 'Noted: not a match.' }).waitFor();
    await readLines(path.join(bench.folder!, '.lookalike', 'labels.jsonl'), 3);
  });

  step('the page of how copies differ passes axe-core in every theme, too', async () => {
    const group = bench.results.locator('.monaco-list-row').first();
    await bench.menuItem(group, 'Show How the Copies Differ', { picture: 'drift-menu' });
    await bench.page.locator('.tab.active', { hasText: 'copies of' }).waitFor();
    // What only this page has: the panel before it may still be in sight.
    const drift = await webviewPage(bench, 'ol .variant');
    for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
      await useTheme(bench, drift, theme);
      await assertAccessible(drift, `drift in ${theme}`);
      await bench.picture(`drift-${theme}`);
    }
    await bench.closeTab('copies of');
  });

  step('Choose Head lists what can be put in force', async () => {
    page = await webviewPage(bench, '#calibrate');
    await bench.openView();
    const row = quickRow(bench.page, 'The encoder as it ships');
    // The page before was closed a moment ago: the panel takes the focus once it is drawn again, and with it the list.
    await untilDone('Choose Head', async (timeout) => {
      await bench.palette('Choose Head');
      await row.getByText('in use').waitFor({ timeout });
    });
    await bench.picture('choose-head');
    await bench.page.keyboard.press('Escape');
  });

  step('the panel comes back after the window was reloaded', async () => {
    await bench.reload();
    // A whole window starts, with its extension host and the engine.
    page = await webviewPage(bench, '#calibrate', LONG_MS);
    await page.getByRole('tab', { name: 'Thresholds' }).click();
    await page.locator('#outcome').waitFor({ timeout: LONG_MS });
  });

  step('the content policy was never offended', async () => {
    assert.deepEqual(complaints, []);
  });
});

/** Keyboard alone: walks on with Tab until the element has the focus. */
function keyboard(now: () => { bench: Workbench; page: Frame }) {
  return {
    tabTo: (selector: string) => {
      const { bench, page } = now();
      const focused = page.locator(`${selector}:focus`);
      // A window that gave the focus to something else gets it back by the key for the first group of editors.
      const back = () => bench.page.keyboard.press('Control+1');
      return untilDone(
        `Tab to ${selector}`,
        async () => {
          for (let i = 0; i < 60; i++) {
            if ((await focused.count()) > 0) return;
            await bench.page.keyboard.press('Tab');
          }
          throw new Error(`Tab never reaches ${selector}`);
        },
        back,
      );
    },
  };
}

function levelSetting({ folder }: Workbench): unknown {
  const file = path.join(folder ?? '', '.vscode', 'settings.json');
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8'))['lookalike.level'];
}

/** Accepts the name in the workbench's own dialog, and reads what was written. */
async function saveAs(bench: Workbench, name: string): Promise<Buffer> {
  await quickBox(bench.page).waitFor();
  await bench.page.locator('.quick-input-widget').getByText('OK').first().click();
  const file = path.join(bench.folder ?? '', name);
  await until(`${name} is written`, () => fs.existsSync(file) && fs.statSync(file).size > 0);
  return fs.readFileSync(file);
}

async function readLines(file: string, count: number): Promise<Record<string, unknown>[]> {
  const lines = () =>
    fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  await until(`${count} lines in ${file}`, () => lines().length >= count);
  assert.equal(lines().length, count);
  return lines().map((line) => JSON.parse(line) as Record<string, unknown>);
}
