import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { Engine, IndexReport } from '../../../src/core/engineApi.ts';
import { FolderIndex } from '../../../src/vscode/folderIndex.ts';
import { RememberedFolders } from '../../../src/vscode/rememberedFolders.ts';

const REPORT: IndexReport = {
  filesFound: 0,
  filesIndexed: 0,
  filesUnchanged: 0,
  filesRemoved: 0,
  snippets: 0,
  embeddingsComputed: 0,
  skipped: [],
  failed: [],
  durationMs: 1,
};

/** The workspace's memory, which outlives a window. */
function memory(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
    update: async (key: string, value: unknown) => {
      values.set(key, value);
    },
  };
}

/** A window with one folder whose reading ends when it is told to. */
function openWindow(kept: vscode.Memento) {
  const listeners = new Set<() => void>();
  let finish: () => void = () => {};
  const engine: Pick<Engine, 'index' | 'pause' | 'resume' | 'dispose'> = {
    index: () =>
      new Promise((resolve) => {
        finish = () => resolve(REPORT);
      }),
    pause: async () => undefined,
    resume: async () => undefined,
    dispose: async () => undefined,
  };
  const index = new FolderIndex({
    folder: { uri: { toString: () => 'file:///a' }, name: 'a' } as vscode.WorkspaceFolder,
    startEngine: () => engine as Engine,
    changed: () => {
      for (const listener of listeners) listener();
    },
    report: () => undefined,
  });
  const onDidChange: vscode.Event<void> = (listener) => {
    const call = () => listener();
    listeners.add(call);
    return { dispose: () => listeners.delete(call) };
  };
  const remembered = new RememberedFolders(kept, { all: [index], onDidChange });
  return { index, remembered, finish: () => finish() };
}

test('a folder nobody asked about is not read; one whose reading was cut short goes on in the next window', async () => {
  const kept = memory();
  const first = openWindow(kept);
  assert.deepEqual(first.remembered.goOn(), []);
  void first.index.upToDate();
  // The window closes here, long before all is read.
  const second = openWindow(kept);
  assert.deepEqual(second.remembered.goOn(), [second.index]);
});

test('paused stays paused over a restart, until it is resumed', async () => {
  const kept = memory();
  const first = openWindow(kept);
  void first.index.upToDate();
  await first.index.pause();
  const second = openWindow(kept);
  assert.deepEqual(second.remembered.goOn(), []);
  assert.equal(second.index.state, 'paused');
  const resumed = second.index.resume();
  await new Promise(setImmediate);
  assert.equal(second.index.state, 'indexing');
  second.finish();
  await resumed;
  assert.equal(second.index.state, 'ready');
  await second.index.stop();
  const third = openWindow(kept);
  assert.deepEqual(third.remembered.goOn(), [third.index]);
});

test('a folder whose index was deleted is forgotten', async () => {
  const kept = memory();
  const first = openWindow(kept);
  const read = first.index.upToDate();
  first.finish();
  await read;
  first.remembered.forget(first.index);
  await first.index.stop();
  assert.deepEqual(openWindow(kept).remembered.goOn(), []);
});
