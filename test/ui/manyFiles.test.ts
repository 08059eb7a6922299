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
const skip = VSCODE_VERSION !== 'current';

describe('thousands of files', { skip }, () => {
  let root: string;
  let bench: Workbench;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'many-'));
    bench = await openWorkbench({
      vsix: packagedExtension(),
      folder: manyFiles(path.join(root, 'many'), FILES),
      pictures,
      settings: { 'lookalike.effort': 'low' },
    });
    await bench.openView();
  });
  after(async () => {
    await bench.close();
    fs.rmSync(root, { recursive: true, force: true });
  });
  const step = (name: string, body: () => Promise<void>) =>
    test(name, async () => {
      try {
        await body();
      } catch (error) {
        await bench.picture(`FAILED ${name}`);
        throw error;
      }
    });
  const status = (words: string) =>
    bench.page.locator(`.statusbar-item [aria-label*="${words}"]`).first();
  const pauseAndResume = async (routes: Routes) => {
    await status('reading the workspace').waitFor();
    await routes.title('Pause Indexing');
    const paused = status('indexing is paused');
    await paused.waitFor();
    const share = await paused.innerText();
    assert.match(share, /\d+ %/);
    await bench.page.waitForTimeout(1500);
    assert.equal(await paused.innerText(), share, 'nothing is read meanwhile');
    await routes.title('Resume Indexing');
    await paused.waitFor({ state: 'detached' });
  };

  step('reading is paused and resumed by mouse', async () => {
    await bench.palette('Rebuild Index');
    await pauseAndResume(mouse(bench));
  });

  step('and by keys', async () => {
    await pauseAndResume(keyboard(bench));
    await status('the index is up to date').waitFor({ timeout: LONG_MS });
  });

  step('more than a page of duplicates is turned over by mouse and by keys', async () => {
    const { page } = bench;
    await bench.palette('Find Duplicates in Workspace');
    const rows = bench.results.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: LONG_MS });
    const count = async () => Number(await rows.first().getAttribute('aria-setsize'));
    const more = rows.filter({ hasText: 'are not shown' }).first();
    for (const open of [() => more.click(), () => page.keyboard.press('Enter')]) {
      const before = await count();
      await bench.palette('Focus on Results View');
      await bench.results.and(page.locator(':focus')).waitFor();
      await untilDone('the end of the list', async (timeout) => {
        await page.keyboard.press('End');
        await more.waitFor({ timeout });
      });
      await open();
      await until('another page', async () => (await count()) > before);
    }
    await bench.picture('pages');
  });
});
