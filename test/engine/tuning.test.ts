/** Fine-tuning through the engine on a real folder: learned, kept, used, rolled back, exported, and bound to its encoder. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Engine, FolderSettings } from '../../src/core/engineApi.ts';
import { UserError } from '../../src/core/userError.ts';
import { EngineProcess } from '../../src/node/engineProcess.ts';
import { openEngine } from '../../src/node/openEngine.ts';
import { ownVocabulary } from '../core/tuning/pairedWords.ts';
import { writeRandomModel } from '../node/randomModel.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-tuning-'));
const workspace = path.join(scratch, 'workspace');
const SETTINGS: FolderSettings = {
  exclude: [],
  include: [],
  maxFileSizeBytes: 1e6,
  useEncoder: true,
};
const opened: Engine[] = [];

/** So many that the shipped encoder, which reads the numbers, leaves something to learn. */
const FUNCTIONS = 420;

/** The functions of the made-up vocabulary, as a person would have written them into files. */
before(() => {
  const files = new Map<string, string[]>();
  for (const { path: file, doc, code } of ownVocabulary(FUNCTIONS, 3)) {
    files.set(file, [...(files.get(file) ?? []), `/** ${doc}. */\n${code}\n`]);
  }
  for (const [file, functions] of files) {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), functions.join('\n'));
  }
});
after(async () => {
  for (const engine of opened) await engine.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

async function open({ model = 'shipped', storage = 'storage', folder = workspace } = {}) {
  const engine = await openEngine(folder, SETTINGS, {
    shipped: [path.join(ROOT, 'models')],
    storage: path.join(scratch, storage),
    model: model === 'shipped' ? undefined : model,
    allowDownload: false,
  });
  opened.push(engine);
  return engine;
}

const question = { query: 'Takes idea3 and idea7 and idea11 into the result', limit: 5 };
/** Functions of the same words tie, and a tie has no order to be kept. */
const answers = async (engine: Engine) =>
  (await engine.search(question)).map(({ place }) => place.snippet.name).sort();
/** A head need not change the first answers to every question. */
const manyAnswers = async (engine: Engine) => {
  const names: string[][] = [];
  for (const { doc } of ownVocabulary(10, 4)) {
    const found = await engine.search({ query: doc, limit: 5 });
    names.push(found.map(({ place }) => place.snippet.name));
  }
  return names;
};

test('a head is learned, used at once, kept over a restart, rolled back; nothing is encoded again', async () => {
  const engine = await open();
  await engine.index();
  const [asShipped, shippedId] = [await answers(engine), (await engine.status()).encoderId];
  const manyAsShipped = await manyAnswers(engine);
  const phases: string[] = [];
  const report = await engine.fineTune({ name: 'orders', kind: 'questions' }, (_, __, what) =>
    phases.push(what),
  );
  assert.equal(report.accepted, true, report.reason);
  assert.equal(report.inUse, true);
  assert.deepEqual([...new Set(phases)], ['reading', 'training', 'measuring']);
  const id = (await engine.status()).encoderId;
  assert.equal(id, report.head?.id);
  assert.ok(id?.startsWith(`${shippedId}+`));
  const tuned = await answers(engine);
  assert.notDeepEqual(await manyAnswers(engine), manyAsShipped);
  assert.equal((await engine.index()).embeddingsComputed, 0);
  await engine.dispose();

  const again = await open();
  assert.equal((await again.status()).encoderId, id);
  assert.deepEqual(await answers(again), tuned);
  const summaries = await again.heads();
  assert.deepEqual(
    summaries.map(({ name, inUse, fits }) => [name, inUse, fits]),
    [['orders', true, true]],
  );
  await again.useHead({ name: undefined });
  assert.equal((await again.status()).encoderId, shippedId);
  assert.deepEqual(await answers(again), asShipped);
  assert.equal((await again.index()).embeddingsComputed, 0);
  await again.useHead({ name: 'orders' });
  assert.deepEqual(await answers(again), tuned);
  await exchange(again, report.head!.id);
  await again.deleteHead({ name: 'orders' });
  assert.deepEqual(
    (await again.heads()).map(({ name }) => name),
    ['copy'],
  );
  assert.deepEqual(await answers(again), asShipped);
  await again.dispose();
});

/** A head is exported and imported, and refused where it is taken, damaged or does not belong. */
async function exchange(engine: Engine, id: string) {
  const file = await engine.exportHead({ name: 'orders' });
  await assert.rejects(engine.importHead({ file }), /already/);
  await assert.rejects(engine.fineTune({ name: 'orders' }), /already/);
  await assert.rejects(engine.fineTune({ name: '../mine' }), UserError);
  await assert.rejects(engine.useHead({ name: 'nobody' }), /no head "nobody"/);
  assert.equal((await engine.importHead({ file, name: 'copy' })).id, id);
  await assert.rejects(engine.importHead({ file: file.slice(0, 400), name: 'x' }), UserError);
  const model = path.join(scratch, 'random');
  await writeRandomModel(model, { dimensions: 256 });
  const other = await open({ model });
  await assert.rejects(other.importHead({ file, name: 'y' }), /belongs to the encoder/);
  await assert.rejects(other.useHead({ name: 'orders' }), /belongs to the encoder/);
  assert.equal((await other.heads()).find(({ name }) => name === 'orders')?.fits, false);
  const { notices } = await other.status();
  assert.ok(notices.some((notice) => notice.includes('belongs to another encoder')));
  await other.dispose();
}

test('a table of tokens encodes the folder anew under its own id, and rolling back costs nothing', async () => {
  const engine = await open();
  await engine.index();
  const asShipped = await answers(engine);
  const manyAsShipped = await manyAnswers(engine);
  const report = await engine.fineTune({ kind: 'tokens' });
  assert.equal(report.accepted, true, report.reason);
  const tuned = await answers(engine);
  assert.notDeepEqual(await manyAnswers(engine), manyAsShipped);
  await engine.dispose();
  const again = await open();
  assert.deepEqual(await answers(again), tuned);
  assert.equal((await again.index()).embeddingsComputed, 0);
  await again.useHead({ name: undefined });
  assert.deepEqual(await answers(again), asShipped);
  await again.deleteHead({ name: report.head!.name });
  await again.dispose();
});

test('a folder model of another kind is fine-tuned the same way', async () => {
  const model = path.join(scratch, 'small');
  await writeRandomModel(model, { dimensions: 32, seed: 4 });
  const engine = await open({ model, storage: 'small-storage' });
  await engine.index();
  const { report, id } = await (async () => {
    const done = await engine.fineTune({});
    return { report: done, id: (await engine.status()).encoderId };
  })();
  assert.equal(report.encoderId.startsWith('small@'), true);
  const doc = report.untouched.find(({ task }) => task === 'docToCode')!;
  assert.ok(doc.after >= doc.before, `${doc.before} → ${doc.after}`);
  assert.equal(report.accepted, id?.includes('+'));
  await engine.dispose();
});

test('the engine process answers a cancel within half a second, and questions meanwhile', async () => {
  const engineProcess = new EngineProcess({
    program: path.join(ROOT, 'src/engine.ts'),
    setup: { storage: path.join(scratch, 'process') },
    log: () => {},
  });
  try {
    const engine = engineProcess.openFolder(workspace, SETTINGS);
    await engine.index();
    for (const phase of ['reading', 'training']) {
      const stop = new AbortController();
      let reached = () => {};
      const there = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const run = engine.fineTune(
        {},
        (_, __, what) => {
          if (what === phase) reached();
        },
        stop.signal,
      );
      run.catch(() => {});
      await Promise.race([there, run]);
      assert.equal((await engine.search(question)).length, 5);
      const asked = performance.now();
      stop.abort();
      await assert.rejects(run, { name: 'AbortError' });
      const took = performance.now() - asked;
      // On a loaded machine the process itself may wait for its turn: a fresh ping says how long.
      const pinged = performance.now();
      await engine.status();
      const turn = performance.now() - pinged;
      assert.ok(took < 500 + 20 * turn, `${phase}: ${Math.round(took)} ms`);
    }
    assert.deepEqual(await engine.heads(), []);
  } finally {
    await engineProcess.dispose();
  }
});
