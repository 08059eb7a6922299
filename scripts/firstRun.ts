/**
 * A new user's first minutes on a repository nobody here wrote: `node scripts/firstRun.ts <vsix> <folder>`. An empty profile, the
 * packaged extension, a real workbench; says when each step was done and keeps a picture of it in out/pictures/first-run.
 */
import path from 'node:path';
import { openWorkbench } from './harness/workbench.ts';

const [vsix, folder] = process.argv.slice(2);
if (!vsix || !folder) throw new Error('usage: node scripts/firstRun.ts <vsix> <folder>');
const bench = await openWorkbench({
  vsix: path.resolve(vsix),
  folder: path.resolve(folder),
  pictures: path.resolve(import.meta.dirname, '../out/pictures/first-run'),
  settings: { 'editor.minimap.enabled': false, 'workbench.layoutControl.enabled': false },
  width: 1200,
  height: 700,
});
const { page } = bench;
const began = performance.now();
const say = async (what: string, picture: string) => {
  console.log(`${((performance.now() - began) / 1000).toFixed(1)} s  ${what}`);
  await bench.picture(picture);
};
try {
  await bench.openView();
  await page.getByText('This workspace has not been read yet').waitFor();
  await say('the view says what can be done', '1-welcome');
  await page
    .locator('.welcome-view-content .monaco-button', { hasText: 'Search by Meaning' })
    .first()
    .click();
  await page.getByPlaceholder('Say what the code does').waitFor();
  await page.keyboard.type('turn pasted html into nodes');
  await page.waitForTimeout(1500);
  await say('a question is typed; the workspace is being read', '2-reading');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: /likely/ })
    .first()
    .waitFor({ timeout: 300_000 });
  await say('first answer', '3-first-answer');
  await page.keyboard.press('Escape');
  await bench.palette('Find Duplicates in Workspace');
  await page.waitForTimeout(1500);
  await bench.picture('4-looking');
  await bench.row('copies of').first().waitFor({ timeout: 300_000 });
  await say('duplicates are listed', '5-duplicates');
  const group = bench.row('copies of').first();
  await group.hover();
  await group.locator('[aria-label^="Show How the Copies Differ"]').click();
  await page.locator('.tab.active', { hasText: 'copies of' }).waitFor();
  await page.waitForTimeout(4000);
  await say('how the copies of the first group differ', '6-differences');
  await group.hover();
  await group.locator('[aria-label^="Dismiss as"]').click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'later' }).first().waitFor();
  await say('what can be decided about it', '7-decide');
  await page.keyboard.press('Escape');
} catch (error) {
  await say('failed', 'FAILED');
  throw error;
} finally {
  await bench.close();
}
