/** Drives a real workbench window as a user does: palette, quick open, menus, the results view, notifications. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { installVsix, launchBrowser, startServer, windowAddress } from './harness.ts';

/** A loaded machine takes ten times what an idle one does; an idle one answers within 2 s. */
const PATIENCE_MS = Number(process.env['LOOKALIKE_PATIENCE_MS'] ?? 45_000);
/** Within this a window has restored the view it had open. */
const RESTORE_MS = 1500;
/** A menu takes a click within 100–200 ms of its opening for the end of the one that opened it. */
const MENU_SETTLES_MS = 400;

/** A place in the editor, far from where lists and menus open. */
const AWAY = { x: 700, y: 560 };

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
  /** Clicks an item of the context menu that is open; a picture of the menu is kept under this name. */
  menuItem(name: string, pictureName: string): Promise<void>;
  picture(name: string): Promise<string>;
  /** The user's settings as they are written now. */
  userSettings(): string;
  close(): Promise<void>;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'workbench-'));
  const folder = options.folder && copyOf(options.folder, root);
  const extensionsDir = path.join(root, 'extensions');
  const userDataDir = path.join(root, 'user-data');
  installVsix(options.vsix, extensionsDir, userDataDir);
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
  const quickInput = page.locator('.quick-input-widget');
  const quickPick = async (keys: string, words: string, row: Locator, tries = 3) => {
    // A pointer left over the box would have its tooltip cover the row.
    await page.mouse.move(AWAY.x, AWAY.y);
    await page.keyboard.press(keys);
    const box = quickInput.locator('input').first();
    await box.waitFor();
    await box.pressSequentially(words);
    try {
      await row.first().click({ timeout: tries > 1 ? PATIENCE_MS / 5 : PATIENCE_MS });
    } catch (error) {
      // An editor that opened meanwhile took the focus, and with it the list.
      if (tries === 1) throw error;
      await page.keyboard.press('Escape');
      await quickPick(keys, words, row, tries - 1);
    }
  };
  try {
    await page.goto(windowAddress(server, folder));
    await page.locator('.monaco-workbench .part.activitybar').waitFor();
    await page.locator('.activitybar .action-item [aria-label^="Lookalike"]').first().waitFor();
    if (folder !== undefined)
      await page.locator('.statusbar-item', { hasText: 'Lookalike' }).waitFor();
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
    userSettings: () => fs.readFileSync(path.join(userDataDir, 'User', 'settings.json'), 'utf8'),
    row: (text) => results.locator('.monaco-list-row', { hasText: text }),
    menuItem: async (name, pictureName) => {
      const item = page.getByRole('menuitem', { name });
      await item.waitFor();
      await page.waitForTimeout(MENU_SETTLES_MS);
      await picture(pictureName);
      await item.click();
    },
    palette: (title) => {
      const name = `Lookalike: ${title}`;
      const row = quickInput.locator('.monaco-list-row', { hasText: name });
      return quickPick('F1', name, row);
    },
    openFile: async (name) => {
      const base = path.basename(name);
      await quickPick('Control+p', name, quickInput.locator('.monaco-list-row', { hasText: base }));
      await page.locator('.tab.active', { hasText: base }).waitFor();
      await page.locator('.editor-group-container.active .view-lines').first().waitFor();
    },
    openView: async () => {
      const icon = page.locator('.activitybar .action-item [aria-label^="Lookalike"]').first();
      await icon.waitFor();
      const title = page.locator('.sidebar .title-label', { hasText: /lookalike/i });
      const shown = () =>
        title.waitFor({ timeout: RESTORE_MS }).then(
          () => true,
          () => false,
        );
      // A window that restores its sidebar late would have it closed again by the click: look, then click, then look.
      for (let tries = 0; tries < 5 && !(await shown()); tries++) await icon.click();
    },
  };
}

function copyOf(folder: string, root: string): string {
  if (folder.endsWith('.code-workspace')) return folder;
  const copy = path.join(root, path.basename(folder));
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}
