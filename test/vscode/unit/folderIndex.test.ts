import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { Engine, IndexReport } from '../../../src/core/engineApi.ts';
import { FolderIndex } from '../../../src/vscode/folderIndex.ts';

const REPORT: IndexReport = {
  filesFound: 1,
  filesIndexed: 0,
  filesUnchanged: 1,
  filesRemoved: 0,
  snippets: 1,
  embeddingsComputed: 0,
  skipped: [],
  failed: [],
  durationMs: 1,
};

/** An engine that only counts how often it is asked to look at the disk. */
function countingEngine() {
  const asked = { index: 0, filesChanged: 0 };
  const engine: Pick<Engine, 'index' | 'filesChanged' | 'dispose'> = {
    index: async () => {
      asked.index++;
      return REPORT;
    },
    filesChanged: async () => {
      asked.filesChanged++;
      return REPORT;
    },
    dispose: async () => undefined,
  };
  return { asked, engine: engine as Engine };
}

function indexOf(engine: Engine) {
  const reported: string[] = [];
  const index = new FolderIndex({
    folder: { name: 'a', index: 0 } as vscode.WorkspaceFolder,
    startEngine: () => engine,
    changed: () => undefined,
    report: (what) => reported.push(what),
    quietMs: 20,
  });
  return { index, reported };
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('after a burst of events the folder is looked over once, for what no event told of', async () => {
  const { asked, engine } = countingEngine();
  const { index, reported } = indexOf(engine);
  await index.upToDate();
  index.fileChanged('a.ts');
  index.fileChanged('b.ts');
  await after(300);
  assert.deepEqual(asked, { index: 2, filesChanged: 1 });
  assert.deepEqual(reported, []);
  await index.stop();
});

test('a stopped index is not looked over any more', async () => {
  const { asked, engine } = countingEngine();
  const { index } = indexOf(engine);
  await index.upToDate();
  index.fileChanged('a.ts');
  await index.stop();
  await after(150);
  assert.equal(asked.index, 1);
});
