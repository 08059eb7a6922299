import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from '../../../src/core/engine/gate.ts';
import { type EngineParts, LocalEngine } from '../../../src/core/engine/localEngine.ts';
import { DRIFT, DUPLICATES, INDEX_REPORT, RESULTS } from '../../cli/fakeEngine.ts';
import { EXAMPLE_REPORT } from '../calibration/exampleReport.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Ten files, one per turn of the event loop; `log` tells what happened in which order. */
function open(options: { fail?: boolean } = {}) {
  const gate = new Gate();
  const log: string[] = [];
  let files = 0;
  const parts: EngineParts = {
    async update(progress, signal) {
      log.push('update');
      for (let file = 0; file < 10; file++) {
        await gate.pass(signal);
        await turn();
        if (options.fail === true && file === 4) throw new Error('the disk is gone');
        files++;
        log.push(`file ${file}`);
        progress(file + 1, 10, 'index');
      }
      return INDEX_REPORT;
    },
    async updateFiles(paths) {
      log.push(`changed ${[...paths].sort().join()}`);
      await turn();
      log.push('changed done');
      return INDEX_REPORT;
    },
    async forget() {
      files = 0;
      log.push('forget');
    },
    plan: async () => ({ files: ['a'], skipped: [] }),
    async enclosing() {
      return undefined;
    },
    async findSimilar() {
      await turn();
      return [...RESULTS];
    },
    findDuplicates: async () => DUPLICATES,
    decide: async () => ({ verdict: 'later', fingerprints: [], reason: '', where: '' }),
    undecide: async () => 0,
    decisions: async () => [],
    drift: async () => DRIFT,
    extract: async () => undefined,
    calibrate: async () => EXAMPLE_REPORT,
    calibration: async () => EXAMPLE_REPORT,
    label: () => Promise.reject(new Error('no labels here')),
    labelQueue: async () => [],
    async search() {
      log.push('search');
      await turn();
      await turn();
      log.push('searched');
      return [...RESULTS];
    },
    describe: async () => ({
      files,
      snippets: files,
      encoderId: undefined,
      sizeBytes: 0,
      notices: [],
    }),
    async close() {
      log.push('close');
    },
  };
  return { engine: new LocalEngine(parts, gate), log };
}

test('states follow the work: empty, indexing with its coverage, ready', async () => {
  const { engine } = open();
  assert.equal((await engine.status()).state, 'empty');
  const run = engine.index();
  await turn();
  await turn();
  const during = await engine.status();
  assert.equal(during.state, 'indexing');
  assert.equal(during.total, 10);
  assert.ok(during.done > 0 && during.done < 10);
  await run;
  const after = await engine.status();
  assert.deepEqual([after.state, after.done, after.total], ['ready', 10, 10]);
});

test('a query goes before lazy work and is answered from the partial index', async () => {
  const { engine, log } = open();
  const run = engine.index();
  await turn();
  await turn();
  await engine.search({ query: 'x', limit: 1 });
  const [from, to] = [log.indexOf('search'), log.indexOf('searched')];
  // One file may have been under way; none is begun while the query runs.
  assert.ok(to - from <= 2, log.join());
  assert.ok(!log.includes('file 9'), 'the index was partial');
  await run;
});

test('files saved at once share an update, and go before lazy work', async () => {
  const { engine, log } = open();
  const run = engine.index();
  await turn();
  const first = engine.filesChanged(['a']);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.all([first, engine.filesChanged(['b']), engine.filesChanged(['c', 'a'])]);
  const changed = log.filter((line) => line.startsWith('changed '));
  assert.deepEqual(changed, ['changed a', 'changed done', 'changed a,b,c', 'changed done']);
  assert.ok(!log.includes('file 9'), 'lazy work waited');
  await run;
});

test('paused work waits, queries do not; resumed work goes on', async () => {
  const { engine, log } = open();
  const run = engine.index();
  await turn();
  await engine.pause();
  await turn();
  const before = log.length;
  for (let i = 0; i < 20; i++) await turn();
  assert.equal(log.length, before);
  assert.equal((await engine.status()).state, 'paused');
  assert.equal((await engine.search({ query: 'x', limit: 1 })).length, 1);
  await engine.resume();
  await run;
  assert.equal((await engine.status()).state, 'ready');
});

test('a second call joins the run; leaving frees one caller, the last one stops the work', async () => {
  const { engine, log } = open();
  const [first, second] = [new AbortController(), new AbortController()];
  const a = engine.index(undefined, first.signal);
  const b = engine.index(undefined, second.signal);
  await turn();
  first.abort();
  await assert.rejects(a, { name: 'AbortError' });
  await turn();
  assert.equal((await engine.status()).state, 'indexing');
  second.abort();
  await assert.rejects(b, { name: 'AbortError' });
  for (let i = 0; i < 5; i++) await turn();
  assert.equal(log.filter((line) => line === 'update').length, 1);
  assert.ok(!log.includes('file 9'));
  const left = await engine.status();
  assert.equal(left.state, 'ready', 'what was indexed is kept');
  assert.equal((await engine.index()).filesFound, 3, 'and the next call starts anew');
});

test('a failure is a state with a sentence, until the next run', async () => {
  const { engine } = open({ fail: true });
  await assert.rejects(engine.index(), /disk is gone/);
  const status = await engine.status();
  assert.equal(status.state, 'failed');
  assert.match(status.notices[0] ?? '', /disk is gone/);
});

test('a rebuild ends the run under way, forgets, and starts anew', async () => {
  const { engine, log } = open();
  const old = engine.index();
  await turn();
  const rebuilt = engine.rebuild();
  await assert.rejects(old);
  await rebuilt;
  assert.ok(log.indexOf('forget') > log.indexOf('update'));
  assert.equal(log.filter((line) => line === 'update').length, 2);
  assert.equal(log.at(-1), 'file 9');
});

test('closing ends the run first, and once', async () => {
  const { engine, log } = open();
  const run = engine.index();
  await engine.pause();
  await engine.dispose();
  await engine.dispose();
  await assert.rejects(run);
  assert.equal(log.filter((line) => line === 'close').length, 1);
  assert.equal(log.at(-1), 'close');
});
