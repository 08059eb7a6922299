/** Reviewing duplicates in the packaged extension: the n-way view in four themes, keys in the list, filters as buttons. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { until } from '../../scripts/harness/patience.ts';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { packagedExtension, pictures, workspace } from './subject.ts';
import { assertAccessible, THEMES, useTheme, webviewPage } from './webview.ts';

describe('reviewing duplicates', () => {
  let bench: Workbench;
  let page: Frame;

  before(async () => {
    bench = await openWorkbench({ vsix: packagedExtension(), folder: workspace, pictures });
    await bench.openView();
    await bench.palette('Find Duplicates in Workspace');
    await bench.row('copies of').first().waitFor();
  });
  after(async () => {
    await bench.close();
  });
  const step = (name: string, body: () => Promise<void>) =>
    test(name, async () => {
      try {
        await body();
      } catch (error) {
        await bench.picture(`FAILED ${name.replaceAll(/\W+/g, ' ')}`.slice(0, 80));
        throw error;
      }
    });
  const active = () => bench.page.locator('.tab.active');
  const focusedRow = () => bench.results.locator('.monaco-list-row.focused').first();

  step('the n-way view says what tells the copies apart', async () => {
    const group = bench.row('copies of cartTotal').first();
    await bench.rowButton(group, 'Show How the Copies Differ');
    page = await webviewPage(bench, 'table');
    assert.match((await page.locator('h1').textContent()) ?? '', /copies of cartTotal/);
    assert.ok((await page.locator('ol > li').count()) > 0, 'a finding');
    assert.equal(await page.locator('th').count(), 3);
  });

  for (const name of Object.keys(THEMES) as (keyof typeof THEMES)[])
    step(`it has no accessibility violation in ${name}`, async () => {
      await useTheme(bench, page, name);
      await bench.page.waitForTimeout(500);
      await bench.picture(`drift-${name}`);
      await assertAccessible(page, name);
    });

  step('its links open the lines beside it, by keyboard too', async () => {
    await useTheme(bench, page, 'light');
    await page.locator('h1').click();
    await bench.page.keyboard.press('Tab');
    const link = () => page.locator('a:focus');
    for (let i = 0; i < 10 && (await link().count()) === 0; i++)
      await bench.page.keyboard.press('Tab');
    assert.equal(await link().count(), 1);
    await bench.page.keyboard.press('Enter');
    await bench.page.locator('.editor-group-container').nth(1).waitFor();
    await active().filter({ hasText: '.ts' }).first().waitFor();
    await bench.closeTab('.ts');
  });

  step('F4 and Shift+F4 walk the list, and the keyboard stays in it', async () => {
    await bench.palette('Focus on Results View');
    await bench.results.and(bench.page.locator(':focus')).waitFor();
    await bench.page.keyboard.press('Home');
    const seen: string[] = [];
    for (const key of ['F4', 'F4', 'Shift+F4']) {
      const before = (await focusedRow().getAttribute('aria-label')) ?? '';
      await bench.page.keyboard.press(key);
      await bench.page.waitForFunction((label) => {
        const { document } = globalThis as unknown as {
          document: { querySelector(selector: string): { ariaLabel: string | null } | null };
        };
        const row = document.querySelector('.sidebar .monaco-list-row.focused');
        return row !== null && row.ariaLabel !== label;
      }, before);
      seen.push((await focusedRow().getAttribute('aria-label')) ?? '');
    }
    assert.equal(seen[2], seen[0]);
    assert.notEqual(seen[1], seen[0]);
  });

  step('Delete takes the row off the list', async () => {
    const label = (await focusedRow().getAttribute('aria-label')) ?? '';
    await bench.page.keyboard.press('Delete');
    await bench.results.locator(`.monaco-list-row[aria-label="${label}"]`).waitFor({
      state: 'detached',
    });
  });

  step('a filter is a button, and goes into the words', async () => {
    await bench.palette('Search by Meaning');
    const box = bench.page.getByPlaceholder('Say what the code does');
    await box.waitFor();
    await box.pressSequentially('try again after an error');
    const widget = bench.page.locator('.quick-input-widget');
    const words = (expected: RegExp) =>
      until(String(expected), async () => expected.test(await box.inputValue()));
    await widget.locator('[aria-label="Functions only"]').click();
    await words(/kind:function/);
    await widget.locator('.monaco-list-row', { hasText: 'retryWithBackoff' }).first().waitFor();
    await bench.picture('search-filter');
    await widget.locator('[aria-label="Take out: Functions only"]').click();
    await words(/^(?!.*kind:)/);
    await bench.page.keyboard.press('Escape');
  });
});
