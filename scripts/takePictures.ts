/**
 * Takes the pictures of README, walkthrough and docs in the real workbench: `node scripts/takePictures.ts <vsix> [theme] [part]`.
 * Looked at by a person before they are checked in; one set per theme, the two high-contrast ones among them.
 */
import fs from 'node:fs';
import path from 'node:path';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

const repository = path.resolve(import.meta.dirname, '..');
const [vsix = 'out/lookalike.vsix', only, onlyPart] = process.argv.slice(2);
const THEMES = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  hc: 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};
/** Large enough to read in a README, small enough to stay under 300 KB. */
const SIZE = { width: 1200, height: 660 };

/** What is shown of which folder; measuring takes a folder of hundreds of functions. */
const PARTS = [
  { part: 'results', folder: 'test/fixtures/shop', walk: tour },
  { part: 'calibration', folder: 'src/core', walk: calibrationTour },
] as const;

for (const [name, theme] of Object.entries(THEMES)) {
  if (only && only !== name) continue;
  const pictures = path.join(repository, 'out/pictures', name);
  for (const { part, folder, walk } of PARTS) {
    if (onlyPart && onlyPart !== part) continue;
    const bench = await openWorkbench({
      ...SIZE,
      vsix: path.resolve(vsix),
      folder: path.join(repository, folder),
      pictures,
      settings: {
        'workbench.colorTheme': theme,
        'window.menuBarVisibility': 'hidden',
        'editor.minimap.enabled': false,
        'diffEditor.useInlineViewWhenSpaceIsLimited': false,
        'workbench.layoutControl.enabled': false,
      },
    });
    try {
      await walk(bench);
    } finally {
      await bench.close();
    }
  }
  keep(pictures, name);
}

async function calibrationTour(bench: Workbench): Promise<void> {
  const { page } = bench;
  const panel = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await bench.palette('Calibrate This Workspace');
  await panel.locator('#outcome').waitFor({ timeout: 180_000 });
  await panel.locator('.busy').waitFor({ state: 'detached', timeout: 180_000 });
  // Room for the panel: the files are not what this is about.
  await page.keyboard.press('Control+b');
  await page.waitForTimeout(1500);
  await bench.picture('calibration');
}

async function tour(bench: Workbench): Promise<void> {
  const { page } = bench;
  const settled = () => page.waitForTimeout(1500);
  await bench.openView();
  await widenSideBar(bench);
  await page.getByText('This workspace has not been read yet').waitFor();
  await settled();
  await bench.picture('read');
  await bench.palette('Rebuild Index');
  await page.getByText('Right-click a function').waitFor();
  await bench.openFile('total.ts');
  await page.locator('.view-line', { hasText: 'for (const line' }).first().click();
  await bench.palette('Find Similar Code');
  await bench.row('invoiceAmount').first().waitFor();
  await settled();
  await bench.picture('similar');
  await bench.palette('Find Duplicates in Workspace');
  await bench.row('copies of').first().waitFor();
  await bench.row('invoiceAmount').first().click();
  await settled();
  await bench.picture('duplicates');
  const row = bench.row('invoiceAmount').first();
  await row.hover();
  await row.locator('[aria-label^="Compare"]').click();
  await page.locator('.tab.active', { hasText: '↔' }).waitFor();
  await page.mouse.move(700, 500);
  await settled();
  await bench.picture('results');
  await bench.palette('Search by Meaning');
  const box = page.getByPlaceholder('Say what the code does');
  await box.waitFor();
  await box.pressSequentially('try again after an error');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'retryWithBackoff' })
    .first()
    .waitFor();
  await settled();
  await bench.picture('search');
  await page.keyboard.press('Escape');
}

async function widenSideBar(bench: Workbench): Promise<void> {
  const box = await bench.page.locator('.part.sidebar').boundingBox();
  if (!box) return;
  const { page } = bench;
  await page.mouse.move(box.x + box.width, 300);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 90, 300, { steps: 5 });
  await page.mouse.up();
}

/** README's picture and the walkthrough's come from the light and the dark set. */
function keep(pictures: string, theme: string): void {
  const to = (folder: string, name: string, from: string) => {
    fs.mkdirSync(path.join(repository, folder), { recursive: true });
    fs.copyFileSync(path.join(pictures, `${from}.png`), path.join(repository, folder, name));
  };
  const made = (name: string) => fs.existsSync(path.join(pictures, `${name}.png`));
  if (theme === 'light' && made('results')) to('docs/pictures', 'results.png', 'results');
  if (theme === 'light' && made('calibration'))
    to('docs/pictures', 'calibration.png', 'calibration');
  for (const name of ['read', 'similar', 'duplicates', 'search', 'calibration'])
    if (made(name) && (theme === 'light' || theme === 'dark'))
      to('media/walkthrough', `${name}-${theme}.png`, name);
}
