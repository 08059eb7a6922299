/** The HTML report in a real browser: hostile text stays text, keyboard and filter work, no accessibility finding. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, launchBrowser } from '../../scripts/harness/harness.ts';
import type { DuplicateGroup, MatchType } from '../../src/core/matching/match.ts';
import { writeHtml } from '../../src/terminal/reports/html.ts';
import { DUPLICATES, placeAt } from '../cli/fakeEngine.ts';
import { HOSTILE } from '../cli/hostileStrings.ts';
import { pictures } from './subject.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core');

const copy = (name: string, list: string, check: string) => `// A copy of the sums.
export function ${name}(${list}: Item[]): number {
${check}  let sum = 0;
  for (const item of ${list}) {
    // Nothing of it, nothing to pay.
    if (item.amount <= 0) continue;
    sum += item.price * item.amount;
  }
  return Math.round(sum * 100) / ${name === 'd' ? 1000 : 100};
}
`;

const group = (id: string, type: MatchType, members: DuplicateGroup['members']) => ({
  ...DUPLICATES.groups[0]!,
  id,
  type,
  members,
  canonical: 0,
});

describe('the page of duplicates', () => {
  let browser: Browser;
  let folder: string;
  const requests: string[] = [];

  const open = async (groups: DuplicateGroup[], files: Record<string, string>) => {
    const report = { ...DUPLICATES, groups };
    const html = await writeHtml(report, 'shop', async (name) => files[name] ?? '');
    const file = path.join(folder, 'page.html');
    fs.writeFileSync(file, html);
    await browser.page.goto(pathToFileURL(file).href);
  };
  const picture = (name: string) =>
    browser.page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
    fs.mkdirSync(pictures, { recursive: true });
    browser = await launchBrowser(1400, 900);
    browser.page.on('request', (request) => requests.push(request.url()));
  });
  after(async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const openShop = () => {
    const check = (list: string) => `  if (${list} == null) return 0;\n`;
    const files = {
      'src/cart.ts': copy('a', 'items', check('items')),
      'src/order.ts': copy('b', 'rows', ''),
      'src/deep/invoice.ts': copy('c', 'lines', check('lines')),
      'src/offer.ts': copy('d', 'parts', check('parts')),
    };
    const members = Object.entries(files).map(([file, text]) =>
      placeAt(file, 1, text.split('\n').length - 1, 'sum'),
    );
    return open(
      [
        group('one', 'edited', members),
        group('two', 'exact', [placeAt('src/cart.ts', 4, 10), placeAt('src/offer.ts', 4, 10)]),
        group('three', 'meaning', [placeAt('lib/gone.ts', 1, 3), placeAt('src/cart.ts', 1, 3)]),
      ],
      files,
    );
  };

  test('copies stand side by side, the line one of them lacks is marked, others can be chosen', async () => {
    await openShop();
    const { page } = browser;
    const first = page.locator('.group').first();
    await first.locator('summary').click();
    await first.getByText('3 of 4 copies have this, 1 lacks it').click();
    const only = first.locator('tr.only');
    assert.equal(await only.count(), 1);
    assert.match((await only.textContent()) ?? '', /−\s*$|if \(items == null\) return 0;−/);
    await picture('page-lacks');
    await first.getByText('other values: 2 versions in 4 copies').click();
    assert.equal(await first.locator('select').inputValue(), '3');
    assert.deepEqual(await first.locator('tr.apart mark').allTextContents(), ['100', '1000']);
    await picture('page-value');
  });

  test('filter and kinds narrow the list and say how many are left', async () => {
    await openShop();
    const { page } = browser;
    const shown = () => page.locator('.group:visible').count();
    await page.keyboard.press('/');
    await page.keyboard.type('INVOICE');
    assert.equal(await shown(), 1);
    assert.equal(await page.locator('#count').textContent(), '1 of 3 groups shown');
    await page.keyboard.press('Escape');
    assert.equal(await shown(), 3);
    await page.getByLabel('Identical').uncheck();
    assert.equal(await shown(), 2);
  });

  test('all of it works from the keyboard', async () => {
    await openShop();
    const { page } = browser;
    for (const key of ['j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
    const first = page.locator('.group').first();
    await first.locator('table').waitFor();
    const head = () => first.locator('th').last().textContent();
    assert.match((await head()) ?? '', /order\.ts/);
    await page.keyboard.press(']');
    assert.match((await head()) ?? '', /invoice\.ts/);
    await page.keyboard.press('[');
    assert.match((await head()) ?? '', /order\.ts/);
  });

  test('fifty hostile names and lines of code are shown as they are and do nothing', async () => {
    const files: Record<string, string> = {};
    const groups = HOSTILE.map((text, at) => {
      files[`${at}/${text}`] = `call("${text}", 1);\nsame(1);\n`;
      files[`${at}/other`] = 'call("x", 1);\nsame(1);\n';
      return group(text, 'edited', [
        placeAt(`${at}/${text}`, 1, 2, text),
        placeAt(`${at}/other`, 1, 2),
      ]);
    });
    const { page } = browser;
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.addInitScript('window.hits = 0; window.hit = () => { window.hits++; }');
    requests.length = 0;
    await open(groups, files);
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.equal(await page.evaluate('window.hits'), 0);
    assert.deepEqual(dialogs, []);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith('file:')),
      [],
    );
    assert.equal(requests.length, 1, 'the page itself and nothing else');
    const cells = await page.locator('td.code-left').allTextContents();
    for (const text of HOSTILE)
      assert.ok(
        cells.some((cell) => cell.includes(text)),
        text,
      );
    await picture('page-hostile');
  });

  for (const [name, media] of Object.entries({
    light: { colorScheme: 'light' },
    dark: { colorScheme: 'dark' },
    'more-contrast': { colorScheme: 'light', contrast: 'more' },
    'high-contrast': { colorScheme: 'dark', forcedColors: 'active' },
  } as const)) {
    test(`axe-core finds nothing, ${name}`, async () => {
      const { page } = browser;
      await page.emulateMedia({ contrast: null, forcedColors: null, ...media });
      await openShop();
      for (const summary of await page.locator('summary').all()) await summary.click();
      await picture(`page-${name}`);
      // The page's own policy lets no other script in, so this one goes in through the debugger.
      await page.evaluate(fs.readFileSync(AXE, 'utf8'));
      const { violations, passes } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; nodes: { html: string }[] }[];
        passes: unknown[];
      };
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      );
      assert.ok(passes.length > 15, `${passes.length} rules passed`);
    });
  }
});
