/** The workbench's quick pick, as palette, as list of files and as our own: opened, filled and chosen from by mouse or by keys. */
import type { Locator, Page } from 'playwright-core';
import { until, untilDone } from './patience.ts';

/** A place in the editor, far from where lists and menus open. */
const AWAY = { x: 700, y: 560 };
/** More rows than any list of ours shows. */
const MAX_ROWS = 60;
/** A list filters within 50 ms of the last letter. */
const STILL_MS = 100;

export interface Opened {
  /** The keys that open it. */
  readonly keys: 'F1' | 'Control+p';
  /** Words to type. */
  readonly words: string;
  /** The row to choose. */
  readonly row: RowName;
}

export type Hand = 'mouse' | 'keyboard';

export function quickBox(page: Page): Locator {
  return page.locator('.quick-input-widget .quick-input-box input').first();
}

/** Part of a row's text, or all of its label, with or without the dots of what asks on. */
export type RowName = string | { readonly label: string };

export function quickRow(page: Page, name: RowName): Locator {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  if (typeof name === 'string') return rows.filter({ hasText: name });
  const label = name.label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const hasText = new RegExp(`^${label}…?$`);
  return rows.filter({ has: page.locator('.label-name', { hasText }) });
}

/** Opens the pick, types, chooses; once more where something took the focus meanwhile. */
export async function quickPick(
  page: Page,
  { keys, words, row }: Opened,
  hand: Hand,
): Promise<void> {
  // A pointer left over the box would have its tooltip cover the row.
  if (hand === 'mouse') await page.mouse.move(AWAY.x, AWAY.y);
  const box = quickBox(page);
  const choose = async (timeoutMs: number) => {
    await page.keyboard.press(keys);
    await box.and(page.locator(':focus')).waitFor({ timeout: timeoutMs });
    // At once, as from a clipboard: the list is filtered once and not by every letter.
    await page.keyboard.insertText(words);
    const typed = async () => (await box.inputValue()).endsWith(words);
    await until(`“${words}” in the box`, typed, timeoutMs);
    await chooseRow(page, row, hand, timeoutMs);
    const isTaken = async () => !((await box.isVisible()) && (await typed()));
    await until(`${describe(row)} taken`, isTaken, timeoutMs);
  };
  await untilDone(`${keys} ${words}`, choose, () => page.keyboard.press('Escape'));
}

/** Chooses a row of the pick that is open. */
export async function chooseRow(
  page: Page,
  name: RowName,
  hand: Hand,
  timeoutMs: number,
): Promise<void> {
  const row = quickRow(page, name).first();
  await row.waitFor({ timeout: timeoutMs });
  await settle(page, timeoutMs);
  if (hand === 'mouse') return row.click({ timeout: timeoutMs });
  const focused = quickRow(page, name).and(page.locator('.focused'));
  for (let i = 0; (await focused.count()) === 0; i++) {
    if (i === MAX_ROWS) throw new Error(`the keyboard does not come to ${describe(name)}`);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

/** A list that is still being filtered has another row under the pointer by the time of the click. */
async function settle(page: Page, timeoutMs: number): Promise<void> {
  const list = page.locator('.quick-input-list').first();
  let before = '';
  await until(
    'the list stands still',
    async () => {
      await page.waitForTimeout(STILL_MS);
      const last = before;
      before = await list.innerText({ timeout: timeoutMs });
      return before === last;
    },
    timeoutMs,
  );
}

function describe(name: RowName): string {
  return typeof name === 'string' ? name : name.label;
}

export interface Walk {
  /** What has the focus now. */
  readonly focused: Locator;
  /** Whether its name and text are those looked for. */
  readonly holds: (words: string) => boolean;
  /** Named in the error. */
  readonly what: string;
}

/** A row that is drawn a moment late is waited for so long. */
const DRAWN_MS = 3000;

/** Presses the down arrow until the focus is there. @throws when it never comes there, or is nowhere. */
export async function walk(page: Page, { focused, holds, what }: Walk): Promise<void> {
  for (let i = 0; i < MAX_ROWS; i++) {
    const name = await focused.evaluate(
      (row) => `${row.ariaLabel ?? ''} ${row.textContent ?? ''}`,
      undefined,
      { timeout: DRAWN_MS },
    );
    if (holds(name)) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the keyboard does not come to ${what}`);
}
