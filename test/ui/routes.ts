/** The ways to a command: by mouse through menus and buttons, and by the keyboard alone. */
import type { Locator, Page } from 'playwright-core';
import { PATIENCE_MS, untilDone } from '../../scripts/harness/patience.ts';
import { chooseRow, quickPick, walk } from '../../scripts/harness/quickPick.ts';
import type { Workbench } from '../../scripts/harness/workbench.ts';

/** A menu takes a click within 100–200 ms of its opening for the end of the one that opened it. */
const MENU_SETTLES_MS = 400;

export interface Routes {
  /** From the command palette; by mouse its row is clicked, by keys it is chosen with Enter. */
  palette(title: string): Promise<void>;
  /** From the view's title: a button, else the menu behind the three dots; by keys from the palette. */
  title(label: string): Promise<void>;
  /** From the context menu of a row of the results. */
  row(text: string, label: string): Promise<void>;
  /** From the context menu of a line of the active editor. */
  line(text: string, label: string): Promise<void>;
  /** Chooses a row of the quick pick that is open. */
  choose(text: string): Promise<void>;
  /** From the context menu of a folder in the explorer. */
  folder(name: string, label: string): Promise<void>;
  /** The item of the status bar. */
  status(): Promise<void>;
}

export function mouse(bench: Workbench): Routes {
  const { page } = bench;
  const header = page.locator('.part.sidebar .composite.title, .part.sidebar .pane-header');
  return {
    palette: (title) => bench.palette(title),
    title: async (label) => {
      // A button that has a key says so after its name.
      const named = `.action-label[aria-label="${label}"], .action-label[aria-label^="${label} ("]`;
      const button = header.locator(named).first();
      if ((await button.count()) > 0 && (await button.isVisible())) return button.click();
      const more = header.locator('[aria-label^="Views and More Actions"]').first();
      await bench.menuItem(more, label, { button: 'left' });
    },
    row: (text, label) => bench.menuItem(bench.row(text).first(), label),
    line: async (text, label) => {
      const line = page.locator('.view-line', { hasText: text }).first();
      await line.click();
      await bench.menuItem(line, label);
    },
    choose: (text) => chooseRow(page, text, 'mouse', PATIENCE_MS),
    folder: async (name, label) => {
      await page.keyboard.press('Control+Shift+E');
      const named = { hasText: new RegExp(`^${name}$`) };
      const folder = page.locator('.explorer-folders-view .monaco-list-row', named);
      await bench.menuItem(folder, label, { picture: 'explorer-menu' });
    },
    status: () => page.locator('.statusbar-item', { hasText: 'Lookalike' }).click(),
  };
}

export function keyboard(bench: Workbench): Routes {
  const { page } = bench;
  const choose = (title: string) =>
    quickPick(page, { keys: 'F1', words: title, row: { label: title } }, 'keyboard');
  const palette = (title: string) => choose(`Lookalike: ${title}`);
  const leave = () => page.keyboard.press('Escape');
  /** Walks the list that has the focus down from its top, and chooses from the row's context menu. */
  const listMenu = async (list: Locator, text: string, label: string, timeout: number) => {
    await list.and(page.locator(':focus')).first().waitFor({ timeout });
    await page.keyboard.press('Home');
    const focused = list.locator('.monaco-list-row.focused').first();
    const holds = (words: string) => words.includes(text);
    await walk(page, { focused, holds, what: text });
    await menu(page, label, timeout);
  };
  return {
    palette,
    title: palette,
    row: (text, label) =>
      untilDone(
        `${label} of ${text}`,
        async (timeout) => {
          await palette('Focus on Results View');
          await listMenu(bench.results, text, label, timeout);
        },
        leave,
      ),
    line: async (text, label) => {
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Control+F');
      const find = page.locator('.find-widget.visible textarea:focus');
      await find.first().waitFor();
      await page.keyboard.insertText(text);
      await page.locator('.find-widget .matchesCount', { hasText: '1 of' }).waitFor();
      await leave();
      await page.locator('.find-widget.visible').waitFor({ state: 'detached' });
      await page.keyboard.press('ArrowLeft');
      await untilDone(`${label} of a line`, (timeout) => menu(page, label, timeout), leave);
    },
    choose: (text) => chooseRow(page, text, 'keyboard', PATIENCE_MS),
    folder: (name, label) =>
      untilDone(
        `${label} of ${name}`,
        async (timeout) => {
          const list = page.locator('.explorer-folders-view .monaco-list');
          // In the explorer the key goes back to the editor; there its walk is upset by the reveal of a file that opens late.
          const isThere = await list.and(page.locator(':focus')).isVisible();
          if (!isThere) await page.keyboard.press('Control+Shift+E');
          await listMenu(list, name, label, timeout);
        },
        leave,
      ),
    // F6 and the arrow keys walk the status bar, as its own help says.
    status: () =>
      untilDone('the status bar', async () => {
        await choose('View: Focus Status Bar');
        const item = page.locator('.statusbar-item', { hasText: 'Lookalike' });
        const isOurs = () => item.evaluate((one) => one.contains(one.ownerDocument.activeElement));
        for (let i = 0; i < 30 && !(await isOurs()); i++) await page.keyboard.press('ArrowRight');
        if (!(await isOurs())) throw new Error('the keyboard does not come to the item');
        await page.keyboard.press('Enter');
      }),
  };
}

/** Opens the context menu of what has the focus, and chooses from it by keys. */
async function menu(page: Page, label: string, timeout: number): Promise<void> {
  await page.keyboard.press('Shift+F10');
  await page.locator('.monaco-menu').first().waitFor({ timeout });
  await page.waitForTimeout(MENU_SETTLES_MS);
  await page.keyboard.press('ArrowDown');
  await walk(page, {
    focused: page.locator('.monaco-menu .action-item.focused .action-label').first(),
    // Its name is its label, and its text is that once more.
    holds: (words) => words.trim() === label || words.trim() === `${label} ${label}`,
    what: `${label} in the menu`,
  });
  await page.keyboard.press('Enter');
  await page.locator('.monaco-menu').first().waitFor({ state: 'detached', timeout });
}
