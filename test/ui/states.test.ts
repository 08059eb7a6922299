/** What the view says in windows of every kind: without a folder, in Restricted Mode, with several folders. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openWorkbench, type Workbench } from '../../scripts/harness/workbench.ts';
import { packagedExtension, pictures, workspace } from './subject.ts';

const vsix = packagedExtension();

async function inWorkbench(
  name: string,
  options: { folder?: string; settings?: Record<string, unknown> },
  body: (bench: Workbench) => Promise<void>,
): Promise<void> {
  const { folder, settings = {} } = options;
  const bench = await openWorkbench({ vsix, folder, pictures, settings });
  try {
    await body(bench);
    await bench.picture(name);
  } catch (error) {
    await bench.picture(`FAILED ${name}`);
    throw error;
  } finally {
    await bench.close();
  }
}

describe('states of the view', () => {
  test('without a folder it offers to open one, and no command that cannot run', async () => {
    await inWorkbench('no-folder', {}, async (bench) => {
      await bench.openView();
      const welcome = bench.page.locator('.sidebar .welcome-view-content');
      await welcome.getByText('Open a folder to find similar code in it.').waitFor();
      const buttons = welcome.locator('.monaco-button');
      assert.deepEqual(await buttons.allTextContents(), ['Open Folder']);
      assert.equal(
        await bench.page.locator('.statusbar-item', { hasText: 'Lookalike' }).count(),
        0,
      );
    });
  });

  test('in Restricted Mode it says so and works with the encoder that ships', async () => {
    const settings = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    };
    await inWorkbench('restricted', { folder: workspace, settings }, async (bench) => {
      await bench.openView();
      await bench.page.getByText('This window is in Restricted Mode').waitFor();
      await bench.palette('Find Duplicates in Workspace');
      await bench.row('copies of').first().waitFor();
    });
  });

  test('several folders are asked together and named apart', async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'several-'));
    try {
      for (const name of ['first', 'second'])
        fs.cpSync(workspace, path.join(root, name), { recursive: true });
      const file = path.join(root, 'both.code-workspace');
      fs.writeFileSync(file, JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
      await inWorkbench('several-folders', { folder: file }, async (bench) => {
        await bench.openView();
        await bench.openFile('total.ts');
        await bench.page.locator('.view-line', { hasText: 'for (const line' }).first().click();
        await bench.palette('Find Similar Code');
        await bench.row('first/src/invoice/amount.ts').first().waitFor();
        await bench.row('second/src/invoice/amount.ts').first().waitFor();
      });
    } finally {
      fs.rmSync(root, { recursive: true, force: true });
    }
  });
});
