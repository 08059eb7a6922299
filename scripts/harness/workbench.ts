/** Drives a real workbench window as a user does: palette, quick open, menus, the results view, notifications. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { installedExtensions, launchBrowser, startServer, windowAddress } from './harness.ts';
import { PATIENCE_MS, untilDone } from './patience.ts';
import { quickPick } from './quickPick.ts';

/** A window starts a server, an extension host and all built-in extensions: 3 s on an idle machine. */
const OPENING_MS = 4 * PATIENCE_MS;
/** Within this a window has restored the view it had open. */
const RESTORE_MS = 1500;
/** A menu takes a click within 100–200 ms of its opening for the end of the one that opened it. */
const MENU_SETTLES_MS = 400;

export interface WorkbenchOptions {
  readonly vsix: string;
  /** Copied first, so that a test may write into it; a `.code-workspace` file is opened as it is; none: an empty window. */
  readonly folder: string | undefined;
  /** Pictures go here. */
  readonly pictures: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
}

export interface MenuOptions {
  readonly button?: 'left' | 'right';
  readonly picture?: string;
}

export interface Workbench {
  readonly page: Page;
  /** The copy of the folder that is open. */
  readonly folder: string | undefined;
  readonly results: Locator;
  palette(title: string): Promise<void>;
  openFile(name: string): Promise<void>;
  /** Opens the extension's view by its activity-bar icon. */
  openView(): Promise<void>;
  row(text: string | RegExp): Locator;
  /** Opens a menu, by the right button if no other is named, and chooses from it; a picture may be kept of it. */
  menuItem(on: Locator, name: string, options?: MenuOptions): Promise<void>;
  /** Clicks a button that a row shows while the pointer is over it. */
  rowButton(row: Locator, name: string): Promise<void>;
  /** Closes the active tab of this title by its key. */
  closeTab(title: string): Promise<void>;
  picture(name: string): Promise<string>;
  /** The user's settings as they are written now. */
  userSettings(): string;
  /** Loads the window anew, and its extension host with it. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'workbench-'));
  const folder = options.folder && copyOf(options.folder, root);
  const extensionsDir = path.join(root, 'extensions');
  const userDataDir = path.join(root, 'user-data');
  installedExtensions(options.vsix, extensionsDir);
  const { settings = {} } = options;
  const server = await startServer({ extensionsDir, userDataDir, settings });
  const browser = await launchBrowser(options.width ?? 1280, options.height ?? 800);
  const { page } = browser;
  page.setDefaultTimeout(PATIENCE_MS);
  fs.mkdirSync(options.pictures, { recursive: true });
  const picture = async (name: string) => {
    const file = path.join(options.pictures, `${name}.png`);
    await page.screenshot({ path: file });
    return file;
  };
  const close = async () => {
    await browser.close();
    await server.stop();
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  const results = page.locator('.sidebar .pane-body .monaco-list[aria-label="Results"]');
  const opened = async () => {
    const timeout = OPENING_MS;
    await page.locator('.monaco-workbench .part.activitybar').waitFor({ timeout });
    await page.locator('.activitybar .action-item [aria-label^="Lookalike"]').first().waitFor();
    if (folder !== undefined)
      await page.locator('.statusbar-item', { hasText: 'Lookalike' }).waitFor({ timeout });
  };
  try {
    await page.goto(windowAddress(server, folder), { waitUntil: 'commit', timeout: OPENING_MS });
    await opened();
  } catch (error) {
    await picture('did-not-open');
    await close();
    throw error;
  }
  return {
    page,
    folder,
    results,
    picture,
    close,
    reload: async () => {
      await page.reload({ waitUntil: 'commit', timeout: OPENING_MS });
      await opened();
    },
    userSettings: () => fs.readFileSync(path.join(userDataDir, 'User', 'settings.json'), 'utf8'),
    row: (text) => results.locator('.monaco-list-row', { hasText: text }),
    menuItem: (on, name, options = {}) =>
      untilDone(
        `${name} in a menu`,
        async (timeoutMs) => {
          await on.click({ button: options.button ?? 'right', timeout: timeoutMs });
          // Its text, not its name: that has the key in it.
          const labels = page.locator('.monaco-menu .action-label');
          const item = labels.getByText(name, { exact: true }).first();
          await item.waitFor({ timeout: timeoutMs });
          await page.waitForTimeout(MENU_SETTLES_MS);
          if (options.picture) await picture(options.picture);
          await item.click({ timeout: timeoutMs });
          await page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
        },
        () => page.keyboard.press('Escape'),
      ),
    palette: (title) => {
      const name = `Lookalike: ${title}`;
      return quickPick(page, { keys: 'F1', words: name, row: { label: name } }, 'mouse');
    },
    openFile: (name) => {
      const base = path.basename(name);
      const lines = page.locator('.editor-group-container.active .view-lines').first();
      return untilDone(`open ${name}`, async (timeout) => {
        await quickPick(page, { keys: 'Control+p', words: name, row: { label: base } }, 'mouse');
        await page.locator('.tab.active', { hasText: base }).waitFor({ timeout });
        await lines.waitFor({ timeout });
      });
    },
    rowButton: (row, name) =>
      untilDone(`${name} on a row`, async (timeout) => {
        // A row that is drawn anew has lost the pointer.
        await page.mouse.move(0, 0);
        await row.hover({ timeout });
        await row.locator(`[aria-label^="${name}"]`).click({ timeout });
      }),
    closeTab: async (title) => {
      const tab = page.locator('.tab.active', { hasText: title }).first();
      await tab.waitFor();
      await untilDone(`close ${title}`, async (timeout) => {
        // A webview that is still being loaded swallows the key.
        if (await tab.isVisible()) await page.keyboard.press('Control+w');
        await tab.waitFor({ state: 'detached', timeout });
      });
    },
    openView: async () => {
      const icon = page.locator('.activitybar .action-item [aria-label^="Lookalike"]').first();
      await icon.waitFor();
      const title = page.locator('.sidebar .title-label', { hasText: /lookalike/i });
      // A window that restores its sidebar late would have it closed again by the click: look, then click, then look.
      await untilDone('open the view', async (timeout) => {
        if (!(await appears(page.locator('.sidebar .title-label'), title))) await icon.click();
        await title.waitFor({ timeout });
      });
    },
  };
}

/** Whether the sidebar, once it has been restored, is ours. */
async function appears(any: Locator, ours: Locator): Promise<boolean> {
  await any
    .first()
    .waitFor({ timeout: RESTORE_MS })
    .catch(() => {});
  return ours.isVisible();
}

function copyOf(folder: string, root: string): string {
  if (folder.endsWith('.code-workspace')) return folder;
  const copy = path.join(root, path.basename(folder));
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}
