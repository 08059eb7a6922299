/** Looks into a webview of the workbench: its page, its accessibility by axe-core, its theme. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import { VSCODE_VERSION } from '../../scripts/harness/harness.ts';
import { PATIENCE_MS } from '../../scripts/harness/patience.ts';
import type { Workbench } from '../../scripts/harness/workbench.ts';

const isOldest = VSCODE_VERSION === 'oldest';
/** The four kinds of theme an editor has, by the names of its own defaults. */
export const THEMES = {
  dark: isOldest ? 'Default Dark Modern' : 'Dark 2026',
  light: isOldest ? 'Default Light Modern' : 'Light 2026',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
} as const;

const BODY_CLASSES: Readonly<Record<keyof typeof THEMES, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast-light',
};

/** The page inside the webview that is in front, once it shows this. */
export async function webviewPage(
  bench: Workbench,
  selector: string,
  timeout = PATIENCE_MS,
): Promise<Frame> {
  const outer = bench.page.locator('iframe.webview.ready').filter({ visible: true }).first();
  const inner = outer.contentFrame().frameLocator('#active-frame');
  const shown = inner.locator(selector).first();
  await shown.waitFor({ timeout });
  const frame = await (await shown.elementHandle())?.ownerFrame();
  if (!frame) throw new Error('the webview is gone');
  return frame;
}

/** Fails with what axe-core finds, each with the element it is about. */
export async function assertAccessible(frame: Frame, where: string): Promise<void> {
  const sandbox = (await (await frame.frameElement()).getAttribute('sandbox')) ?? '';
  const violations = sandbox.includes('allow-scripts')
    ? await violationsIn(frame)
    : await violationsOfCopy(frame);
  assert.deepEqual(violations, [], where);
}

async function violationsIn(frame: Frame): Promise<string[]> {
  // Evaluated by the debugger, so the page's content policy stays as it is.
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations, passes } = await axe.run();
    if (passes.length === 0) return ['axe-core looked at nothing'];
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

/** Where no script may run, no timer does either, and axe-core waits for one: it looks at the same page, of the same size, outside. */
async function violationsOfCopy(frame: Frame): Promise<string[]> {
  const box = await (await frame.frameElement()).boundingBox();
  const copy = await frame.page().context().newPage();
  try {
    if (box) await copy.setViewportSize({ width: box.width | 0, height: box.height | 0 });
    await copy.setContent(await frame.content());
    return await violationsIn(copy.mainFrame());
  } finally {
    await copy.close();
  }
}

/** Changes the window's theme the way a workspace's settings do, and waits until the webview has it. */
export async function useTheme(
  bench: Workbench,
  frame: Frame,
  name: keyof typeof THEMES,
): Promise<void> {
  const file = path.join(bench.folder ?? '', '.vscode', 'settings.json');
  const before = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const settings = { ...before, 'workbench.colorTheme': THEMES[name] };
  fs.writeFileSync(file, JSON.stringify(settings, null, 2));
  await frame.locator(`body.${BODY_CLASSES[name]}`).waitFor();
}
