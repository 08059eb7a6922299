/** What takes thousands of files to be there at all: pausing the reading, going on, and another page of results; by mouse and by keys. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { VSCODE_VERSION } from '../../scripts/harness/harness.ts';
import { until, untilDone } from '../../scripts/harness/patience.ts';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { manyFiles } from '../../scripts/manyFiles.ts';
import { keyboard, mouse, type Routes } from './routes.ts';
import { packagedExtension, pictures } from './subject.ts';

/** Some seconds of reading for one process, and more groups than a page holds. */
const FILES = 1500;
/** Reading takes 10 s on an idle machine, and several times that on a loaded one. */
const LONG_MS = 240_000;

// The commands are the same in all editors.
const HANDS = VSCODE_VERSION === 'current' ? { mouse, keyboard } : {};

describe('thousands of files', () => {
  let root: string;
  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'many-'));
  });
  after(() => {
    fs.rmSync(root, { recursive: true, force: true });
  });

  for (const [hand, routesOf] of Object.entries(HANDS))
    test(`are read, paused, resumed, and their duplicates turned over by ${hand}`, async () => {
      const bench = await openWorkbench({
        vsix: packagedExtension(),
        folder: manyFiles(path.join(root, hand), FILES),
        pictures,
        settings: { 'lookalike.effort': 'low' },
      });
      try {
        await bench.openView();
        await walkThrough(bench, routesOf(bench), hand);
      } catch (error) {
        await bench.picture(`FAILED many files ${hand}`);
        throw error;
      } finally {
        await bench.close();
      }
    });
});

async function walkThrough(bench: Workbench, routes: Routes, hand: string): Promise<void> {
  const { page } = bench;
  const status = (words: string) =>
    page.locator(`.statusbar-item [aria-label*="${words}"]`).first();
  await routes.palette('Rebuild Index');
  await status('reading the workspace').waitFor();
  await routes.title('Pause Indexing');
  const paused = status('indexing is paused');
  await paused.waitFor();
  const share = await paused.innerText();
  assert.match(share, /\d+ %/);
  await bench.picture(`paused-by-${hand}`);
  await page.waitForTimeout(2000);
  assert.equal(await paused.innerText(), share, 'nothing is read meanwhile');
  await routes.title('Resume Indexing');
  await status('the index is up to date').waitFor({ timeout: LONG_MS });

  await routes.title('Find Duplicates in Workspace');
  const rows = bench.results.locator('.monaco-list-row');
  await rows.first().waitFor({ timeout: LONG_MS });
  const count = async () => Number(await rows.first().getAttribute('aria-setsize'));
  const before = await count();
  await routes.palette('Focus on Results View');
  await bench.results.and(page.locator(':focus')).waitFor();
  const more = rows.filter({ hasText: 'are not shown' }).first();
  await untilDone('the end of the list', async (timeout) => {
    await page.keyboard.press('End');
    await more.waitFor({ timeout });
  });
  await bench.picture(`page-end-by-${hand}`);
  if (hand === 'mouse') await more.click();
  else await page.keyboard.press('Enter');
  await until('another page', async () => (await count()) > before);
}
