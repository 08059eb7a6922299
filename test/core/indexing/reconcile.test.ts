import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Gate } from '../../../src/core/engine/gate.ts';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { MemoryEmbeddings } from '../../../src/core/index/memoryEmbeddings.ts';
import { MemoryStore } from '../../../src/core/index/memoryStore.ts';
import type { SnippetStore } from '../../../src/core/index/snippetStore.ts';
import { Reconciler } from '../../../src/core/indexing/reconcile.ts';
import { WorkspaceIndex } from '../../../src/core/indexing/workspaceIndex.ts';
import { hashOf } from '../index/storeContract.ts';
import { CountingEncoder, embeddingOf, MemoryWorkspace } from './memoryWorkspace.ts';

function setUp(
  workspace = new MemoryWorkspace(),
  store: SnippetStore = new MemoryStore(),
  embeddings = new MemoryEmbeddings(),
  gate = new Gate(),
) {
  const encoder = new CountingEncoder();
  const vectors = new ExactIndex(encoder.dimensions);
  const index = new WorkspaceIndex(store, { encoder, embeddings, vectors });
  const parts = { files: workspace, analyzer: workspace, store, index };
  let now = 0;
  const reconciler = new Reconciler(parts, {
    now: () => now++,
    rest: (signal) => gate.pass(signal),
  });
  return { workspace, store, embeddings, encoder, vectors, index, reconciler };
}

/** What can be found, by content: independent of ids and of the order of events. */
async function searchable({ index, vectors, store }: ReturnType<typeof setUp>) {
  const { catalog } = index;
  const held = catalog.heldIds().map((id) => catalog.textHash(id));
  const embedded = catalog.heldIds().filter((id) => vectors.has(id));
  return {
    records: catalog.files(),
    stored: await store.files(),
    held: held.sort((a, b) => (a < b ? -1 : 1)),
    vectors: vectors.size,
    embedded: embedded.length,
  };
}

test('a new folder is indexed: records, words, embeddings of each text once', async () => {
  const all = setUp();
  all.workspace.write('a.ts', 'alpha\n\nbeta');
  all.workspace.write('b.ts', 'beta\n\ngamma');
  all.workspace.write('no.skip', 'x');
  const progress: [number, number][] = [];
  const report = await all.reconciler.reconcile((done, total) => progress.push([done, total]));
  assert.deepEqual(
    { ...report, durationMs: 0 },
    {
      filesFound: 3,
      filesIndexed: 2,
      filesUnchanged: 0,
      filesRemoved: 0,
      snippets: 4,
      embeddingsComputed: 3,
      skipped: [{ path: 'no.skip', reason: 'excluded' }],
      failed: [],
      durationMs: 0,
    },
  );
  assert.deepEqual(progress.at(-1), [2, 2]);
  assert.deepEqual([...all.encoder.texts].sort(), ['alpha', 'beta', 'gamma']);
  assert.equal((await all.store.searchWords(['beta'], 9)).length, 2);
  const [nearest] = await all.vectors.search(embeddingOf('gamma'), 1);
  assert.equal(all.index.catalog.textHash(nearest!.id), hashOf('gamma'));
});

test('a second run, and a restart, read no file and encode nothing', async () => {
  const first = setUp();
  for (let i = 0; i < 150; i++) first.workspace.write(`f${i}.ts`, `text ${i}\n\nmore ${i}`);
  await first.reconciler.reconcile();
  assert.equal(first.workspace.analysed.length, 150);
  const second = setUp(first.workspace, first.store, first.embeddings);
  for (const { reconciler } of [first, second]) {
    const report = await reconciler.reconcile();
    assert.equal(report.filesUnchanged, 150);
    assert.equal(report.filesIndexed + report.embeddingsComputed, 0);
  }
  assert.equal(first.workspace.analysed.length, 150);
  assert.equal(first.workspace.hashed, 0);
  assert.deepEqual(second.encoder.texts, []);
  assert.deepEqual(await searchable(second), await searchable(first));
});

test('a touched file is hashed, not cut; a changed one encodes only its new text', async () => {
  const all = setUp();
  all.workspace.write('a.ts', 'alpha\n\nbeta');
  all.workspace.write('b.ts', 'gamma');
  await all.reconciler.reconcile();
  all.workspace.touch('a.ts');
  const touched = await all.reconciler.reconcile();
  assert.equal(touched.filesUnchanged, 2);
  assert.equal(all.workspace.analysed.length, 2);
  await all.reconciler.reconcile();
  assert.equal(all.workspace.hashed, 1, 'the new time was stored');
  all.workspace.write('a.ts', 'alpha\n\ndelta');
  all.encoder.texts.length = 0;
  const changed = await all.reconciler.reconcile();
  assert.equal(changed.filesIndexed, 1);
  assert.deepEqual(all.encoder.texts, ['delta']);
  assert.equal(all.vectors.size, 3);
  assert.deepEqual(await all.store.searchWords(['beta'], 9), []);
});

test('a file that goes takes its texts with it, but not those that others hold', async () => {
  const all = setUp();
  all.workspace.write('a.ts', 'alpha\n\nbeta');
  all.workspace.write('b.ts', 'beta');
  await all.reconciler.reconcile();
  all.workspace.files.delete('a.ts');
  const report = await all.reconciler.reconcile();
  assert.equal(report.filesRemoved, 1);
  assert.equal(all.vectors.size, 1);
  all.workspace.write('c.ts', 'alpha');
  all.encoder.texts.length = 0;
  await all.reconciler.filesChanged(['c.ts']);
  assert.deepEqual(all.encoder.texts, [], 'its embedding was kept by content');
  assert.equal(all.vectors.size, 2);
});

test('bad files are collected and counted, and stop nothing', async () => {
  const all = setUp();
  all.workspace.write('bad.ts', 'fine');
  await all.reconciler.reconcile();
  all.workspace.write('bad.ts', 'THROWS');
  all.workspace.write('image.ts', 'BINARY');
  all.workspace.write('odd.ts', 'NAN\n\neven');
  all.workspace.write('good.ts', 'good');
  const report = await all.reconciler.reconcile();
  assert.deepEqual(report.failed, [{ path: 'bad.ts', reason: 'cannot be cut' }]);
  assert.deepEqual(report.skipped, [{ path: 'image.ts', reason: 'binary' }]);
  assert.equal(report.filesIndexed, 2);
  assert.equal(report.filesRemoved, 1);
  assert.equal(all.vectors.size, 2);
  assert.equal((await all.store.searchWords(['nan'], 9)).length, 1);
  all.workspace.analysed.length = 0;
  await all.reconciler.reconcile();
  assert.ok(!all.workspace.analysed.includes('image.ts'), 'a skipped file is not read again');
});

test('hints are as good as a look at everything', async () => {
  const all = setUp();
  all.workspace.write('a.ts', 'alpha');
  all.workspace.write('b.ts', 'beta');
  await all.reconciler.reconcile();
  all.workspace.write('a.ts', 'alpha two');
  all.workspace.files.delete('b.ts');
  all.workspace.write('c.ts', 'gamma');
  const report = await all.reconciler.filesChanged(['a.ts', 'b.ts', 'c.ts', 'd.ts', 'a.ts']);
  assert.equal(report.filesIndexed, 2);
  assert.equal(report.filesRemoved, 1);
  const fresh = setUp(all.workspace);
  await fresh.reconciler.reconcile();
  assert.deepEqual(await searchable(all), await searchable(fresh));
});

test('a folder that is gone takes its files with it; one that is there, and its neighbours, stay', async () => {
  const all = setUp();
  for (const path of ['a/b/one.ts', 'a/b/c/two.ts', 'a/bc.ts', 'd/three.ts', 'd/e/four.ts'])
    all.workspace.write(path, path);
  await all.reconciler.reconcile();
  for (const path of ['a/b/one.ts', 'a/b/c/two.ts']) all.workspace.files.delete(path);
  const report = await all.reconciler.filesChanged(['a/b', 'd', 'nowhere']);
  assert.equal(report.filesRemoved, 2);
  const fresh = setUp(all.workspace);
  await fresh.reconciler.reconcile();
  assert.deepEqual(await searchable(all), await searchable(fresh));
});

test('a cancelled run keeps what was stored; the next one goes on from there', async () => {
  const all = setUp();
  for (let i = 0; i < 300; i++) all.workspace.write(`f${i}.ts`, `text ${i}`);
  const controller = new AbortController();
  const progress = (done: number) => {
    if (done >= 100) controller.abort();
  };
  await assert.rejects(all.reconciler.reconcile(progress, controller.signal), {
    name: 'AbortError',
  });
  const stored = await all.store.fileCount();
  assert.ok(stored >= 100 && stored < 300);
  const encoded = all.encoder.texts.length;
  const report = await all.reconciler.reconcile();
  assert.equal(report.filesUnchanged, stored);
  assert.equal(report.embeddingsComputed, 300 - encoded);
  const fresh = setUp(all.workspace);
  await fresh.reconciler.reconcile();
  assert.deepEqual(await searchable(all), await searchable(fresh));
});

test('while it rests a run stands still, a saved file is still taken, and a cancel is heard', async () => {
  const gate = new Gate();
  gate.pause();
  const all = setUp(new MemoryWorkspace(), new MemoryStore(), new MemoryEmbeddings(), gate);
  for (let i = 0; i < 100; i++) all.workspace.write(`f${i}.ts`, `text ${i}`);
  const run = all.reconciler.reconcile();
  await all.reconciler.filesChanged(['f7.ts']);
  assert.equal(await all.store.fileCount(), 1);
  const controller = new AbortController();
  const second = all.reconciler.reconcile(undefined, controller.signal);
  controller.abort();
  await assert.rejects(second, { name: 'AbortError' });
  gate.resume();
  await run;
  assert.equal(await all.store.fileCount(), 100);
});

test('a hint that comes while the same file is being indexed wins', async () => {
  const all = setUp();
  all.workspace.write('a.ts', 'old');
  const analyse = all.workspace.analyse.bind(all.workspace);
  let hint: Promise<unknown> | undefined;
  all.workspace.analyse = async (path) => {
    const file = await analyse(path);
    if (!hint) {
      all.workspace.write('a.ts', 'new');
      hint = all.reconciler.filesChanged(['a.ts']);
      await hint;
    }
    return file;
  };
  await all.reconciler.reconcile();
  assert.equal(all.index.catalog.file('a.ts')!.fileHash, hashOf('new'));
  assert.deepEqual(await all.store.files(), all.index.catalog.files());
});

test('a store that lost an embedding gets it again', async () => {
  const first = setUp();
  first.workspace.write('a.ts', 'alpha\n\nbeta');
  await first.reconciler.reconcile();
  const fresh = new MemoryEmbeddings();
  await fresh.put(first.encoder.id, [hashOf('alpha')], embeddingOf('alpha'));
  const second = setUp(first.workspace, first.store, fresh);
  await second.reconciler.reconcile();
  assert.deepEqual(second.encoder.texts, ['beta']);
  assert.equal(second.vectors.size, 2);
});

test('while another process writes, a run reads what it stores, or waits its turn', async () => {
  const workspace = new MemoryWorkspace();
  workspace.write('a.ts', 'alpha');
  const store = new MemoryStore();
  await setUp(workspace, store).reconciler.reconcile();
  workspace.write('b.ts', 'beta');
  let refusals = 3;
  store.acquireWriter = async () => refusals-- <= 0;
  const index = new WorkspaceIndex(store);
  const parts = { files: workspace, analyzer: workspace, store, index };
  const read = await new Reconciler(parts, { now: () => 0 }).reconcile();
  assert.equal(read.filesUnchanged, 1);
  assert.equal(await store.fileCount(), 1);
  const generations: number[] = [];
  const awaitWriter = async (generation: number) => generations.push(generation) > 0;
  const report = await new Reconciler(parts, { now: () => 0, awaitWriter }).reconcile();
  assert.equal(report.filesIndexed, 1);
  assert.deepEqual(generations, [store.generation - 1, store.generation - 1]);
});

test('without an encoder everything but meaning is there', async () => {
  const workspace = new MemoryWorkspace();
  workspace.write('a.ts', 'alpha');
  const store = new MemoryStore();
  const index = new WorkspaceIndex(store);
  const parts = { files: workspace, analyzer: workspace, store, index };
  const report = await new Reconciler(parts, { now: () => 0 }).reconcile();
  assert.equal(report.embeddingsComputed, 0);
  assert.equal((await store.searchWords(['alpha'], 3)).length, 1);
});

test('after any changes the index equals one made anew, whoever told of them', async () => {
  const change = fc.record({
    path: fc.constantFrom('a.ts', 'b.ts', 'c.ts', 'd.skip'),
    text: fc.option(fc.constantFrom('x', 'x\n\ny', 'y\n\nz\n\ny', 'BINARY', 'THROWS', '')),
    told: fc.constantFrom('hint', 'look', 'no'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const all = setUp();
      for (const { path, text, told } of changes) {
        if (text === null) all.workspace.files.delete(path);
        else all.workspace.write(path, text);
        if (told === 'hint') await all.reconciler.filesChanged([path]);
        if (told === 'look') await all.reconciler.reconcile();
      }
      await all.reconciler.reconcile();
      const fresh = setUp(all.workspace);
      await fresh.reconciler.reconcile();
      assert.deepEqual(await searchable(all), await searchable(fresh));
    }),
    { numRuns: 60 },
  );
});
