/** The ways to a command: by mouse through menus and buttons, and by the keyboard alone. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../../scripts/harness/workbench.ts';

/** A menu takes a click within 100–200 ms of its opening for the end of the one that opened it. */
const MENU_SETTLES_MS = 400;
/** An idle machine opens a menu within 100 ms. */
const MENU_PATIENCE_MS = Number(process.env['LOOKALIKE_PATIENCE_MS'] ?? 45_000) / 4;

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
  /** Opens the row itself. */
  open(text: string): Promise<void>;
}

export function mouse(bench: Workbench): Routes {
  const { page } = bench;
  const header = page.locator('.part.sidebar .composite.title, .part.sidebar .pane-header');
  /** Opens a menu and clicks; an editor that opens late takes the focus, and with it the menu: then once more. */
  const menuItem = async (open: () => Promise<void>, name: string) => {
    for (let tries = 1; ; tries++) {
      await open();
      try {
        // Its text, not its name: that has the key in it.
        const label = page.locator('.monaco-menu .action-label').getByText(name, { exact: true });
        await label.first().waitFor({ timeout: MENU_PATIENCE_MS });
        await page.waitForTimeout(MENU_SETTLES_MS);
        await label.first().click({ timeout: MENU_PATIENCE_MS });
        return;
      } catch (error) {
        if (tries === 3) throw error;
        await page.keyboard.press('Escape');
      }
    }
  };
  return {
    palette: (title) => bench.palette(title),
    title: async (label) => {
      // A button that has a key says so after its name.
      const named = `.action-label[aria-label="${label}"], .action-label[aria-label^="${label} ("]`;
      const button = header.locator(named).first();
      if ((await button.count()) > 0 && (await button.isVisible())) return button.click();
      const more = header.locator('[aria-label^="Views and More Actions"]').first();
      await menuItem(() => more.click(), label);
    },
    row: async (text, label) => {
      await menuItem(() => bench.row(text).first().click({ button: 'right' }), label);
    },
    line: async (text, label) => {
      const line = page.locator('.view-line', { hasText: text }).first();
      await line.click();
      await menuItem(() => line.click({ button: 'right' }), label);
    },
    choose: (text) => quickRow(bench, text).first().click(),
    open: (text) => bench.row(text).first().click(),
  };
}

export function keyboard(bench: Workbench): Routes {
  const { page } = bench;
  const palette = async (title: string) => {
    const words = title.startsWith('>') ? title.slice(1) : `Lookalike: ${title}`;
    for (let tries = 1; ; tries++) {
      await page.keyboard.press('F1');
      try {
        const input = page.locator('.quick-input-widget input').first();
        await input.waitFor({ timeout: MENU_PATIENCE_MS });
        await page.keyboard.type(words);
        await quickRow(bench, words).first().waitFor({ timeout: MENU_PATIENCE_MS });
        break;
      } catch (error) {
        // An editor that opened meanwhile took the focus, and with it the list.
        if (tries === 3) throw error;
        await page.keyboard.press('Escape');
      }
    }
    await page.keyboard.press('Enter');
  };
  /** Down from the top until the focus is on it. */
  const goTo = async (text: string) => {
    await palette('Focus on Results View');
    await page.keyboard.press('Home');
    await down(bench.results.locator('.monaco-list-row.focused'), text);
  };
  const down = async (focused: Locator, text: string) => {
    for (let i = 0; i < 60; i++) {
      const label = (await focused.first().getAttribute('aria-label')) ?? '';
      const words = `${label} ${(await focused.first().textContent()) ?? ''}`;
      if (words.includes(text)) return;
      await page.keyboard.press('ArrowDown');
    }
    assert.fail(`the keyboard does not come to ${text}`);
  };
  const menu = async (label: string) => {
    await page.keyboard.press('Shift+F10');
    const focused = page.locator('.monaco-menu .action-item.focused');
    await page.locator('.monaco-menu').first().waitFor();
    await page.waitForTimeout(MENU_SETTLES_MS);
    await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 60; i++) {
      const name = (await focused.locator('.action-label').first().textContent()) ?? '';
      if (name.trim() === label) return page.keyboard.press('Enter');
      await page.keyboard.press('ArrowDown');
    }
    assert.fail(`no ${label} in the menu`);
  };
  return {
    palette,
    title: palette,
    row: async (text, label) => {
      await goTo(text);
      await menu(label);
    },
    line: async (text, label) => {
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Control+F');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.keyboard.press('ArrowLeft');
      await menu(label);
    },
    choose: async (text) => {
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: text }).first().waitFor();
      const focused = page.locator('.quick-input-list .monaco-list-row.focused');
      for (let i = 0; i < 30; i++) {
        if (
          (
            (await focused
              .first()
              .textContent()
              .catch(() => '')) ?? ''
          ).includes(text)
        )
          return page.keyboard.press('Enter');
        await page.keyboard.press('ArrowDown');
      }
      assert.fail(`the keyboard does not come to ${text}`);
    },
    open: async (text) => {
      await goTo(text);
      await page.keyboard.press('Enter');
    },
  };
}

function quickRow(bench: Workbench, text: string): Locator {
  return bench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
}
