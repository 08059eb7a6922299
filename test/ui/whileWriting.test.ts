/** "You already have this" as a user meets it: paste code that exists elsewhere, see the note, silence it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../scripts/harness/patience.ts';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { packagedExtension, pictures, workspace } from './subject.ts';

const NOTE = 'you already have this';

describe('while writing', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({ vsix: packagedExtension(), folder: workspace, pictures });
    await bench.openView();
    await bench.palette('Rebuild Index');
    await bench.page.getByText('Right-click a function').waitFor();
  });
  after(async () => {
    await bench.close();
  });

  test('pasted code that exists elsewhere gets a note with its place', async () => {
    const { page } = bench;
    await bench.openFile('retry.ts');
    await page.locator('.view-line').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await bench.openFile('slug.ts');
    await page.locator('.view-line').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+V');
    await until('a note', () => noteShown(bench));
    await bench.picture('while-writing');
  });

  test('silenced, it takes its note away and makes none again', async () => {
    await bench.palette('Do Not Tell Me While Writing');
    const isOff = () => /"lookalike\.whileWriting": false/.test(bench.userSettings());
    await until('silence is written', isOff);
    await until('the note is gone', async () => !(await noteShown(bench)));
    await bench.page.keyboard.press('Control+Z');
    await bench.page.keyboard.press('Control+V');
    await bench.page.waitForTimeout(3000);
    assert.equal(await noteShown(bench), false, 'a note in spite of it');
  });
});

/** The note is drawn by style sheets (`::after`), so it is in no element's text. */
function noteShown(bench: Workbench): Promise<boolean> {
  return bench.page.locator('.view-line span').evaluateAll(
    (spans, note) =>
      spans.some((span) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(element: unknown, part: string): { content: string };
        };
        return getComputedStyle(span, '::after').content.includes(note);
      }),
    NOTE,
  );
}
