import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FolderSettings } from '../../src/core/engineApi.ts';
import { UserError } from '../../src/core/userError.ts';
import { EngineProcess, type EngineProcessOptions } from '../../src/node/engineProcess.ts';

const SETTINGS: FolderSettings = {
  exclude: [],
  include: [],
  maxFileSizeBytes: 1e6,
  useEncoder: true,
};

function start(t: TestContext, options: Partial<EngineProcessOptions> = {}) {
  const states: string[] = [];
  const log: string[] = [];
  const engineProcess = new EngineProcess({
    program: path.join(import.meta.dirname, 'obedientEngine.ts'),
    setup: { storage: '' },
    log: (line) => log.push(line),
    onState: (state, message) =>
      states.push(message === undefined ? state : `${state}: ${message}`),
    firstPauseMs: 10,
    ...options,
  });
  t.after(() => engineProcess.dispose());
  return { engineProcess, states, log, engine: engineProcess.openFolder('/somewhere', SETTINGS) };
}

test('questions are answered over the wire, several folders by one process', async (t) => {
  const { engineProcess, engine } = start(t);
  const other = engineProcess.openFolder('/elsewhere', SETTINGS);
  const [results, status] = await Promise.all([
    engine.search({ query: '5', limit: 3 }),
    other.status(),
  ]);
  assert.equal(results[0]?.place.path, 'src/queue.ts');
  assert.equal(status.state, 'ready');
});

test('what the engine refuses keeps its code and remedy; a defect is an error with its stack', async (t) => {
  const { engineProcess, engine } = start(t);
  await assert.rejects(engine.search({ query: 'refuse', limit: 1 }), (error) => {
    assert.ok(error instanceof UserError);
    assert.deepEqual(
      [error.code, error.message, error.remedy],
      ['bad-input', 'No such filter.', 'Use lang:.'],
    );
    return true;
  });
  await assert.rejects(engine.search({ query: 'defect', limit: 1 }), /TypeError: a defect/);
  const missing = engineProcess.openFolder('/missing', SETTINGS);
  await assert.rejects(missing.status(), { code: 'no-such-folder' });
});

test('a long list comes in parts and is whole again, also when several are asked for at once', async (t) => {
  const { engine } = start(t);
  const idsOf = async (minLines: number, signal?: AbortSignal) =>
    (
      await engine.findDuplicates({ level: 'strict', semantic: false, minLines }, undefined, signal)
    ).groups.map(({ id }) => Number(id));
  const stop = new AbortController();
  const cancelled = assert.rejects(idsOf(5000, stop.signal), { name: 'AbortError' });
  const asked = [0, 1, 100, 101, 1234].map((length) => idsOf(length));
  stop.abort();
  await cancelled;
  for (const [i, ids] of (await Promise.all(asked)).entries())
    assert.deepEqual(ids, [...Array([0, 1, 100, 101, 1234][i]).keys()]);
});

test('progress arrives, and a cancelled request answers within 100 ms', async (t) => {
  const { engine } = start(t);
  await engine.status();
  const stop = new AbortController();
  let last = -1;
  let abortedAt = 0;
  const indexing = engine.index((done) => {
    assert.ok(done >= last);
    last = done;
    if (done > 20 && abortedAt === 0) {
      abortedAt = performance.now();
      stop.abort();
    }
  }, stop.signal);
  await assert.rejects(indexing, { name: 'AbortError' });
  assert.ok(performance.now() - abortedAt < 100);
  assert.ok(last > 20);
  const late = AbortSignal.abort();
  await assert.rejects(engine.search({ query: 'x', limit: 1 }, late), { name: 'AbortError' });
});

test('killed 20 times during queries, every query is still answered within 5 s', async (t) => {
  const { engineProcess, engine, states } = start(t, { maxCrashes: 100, crashWindowMs: 500 });
  for (let kill = 0; kill < 20; kill++) {
    await engine.status();
    const pid = engineProcess.pid;
    assert.ok(pid !== undefined);
    const asked = performance.now();
    const answer = engine.search({ query: '200', limit: 1 });
    setTimeout(() => process.kill(pid, 'SIGKILL'), (kill * 7) % 45);
    assert.equal((await answer).length, 1);
    assert.ok(performance.now() - asked < 5000);
    assert.notEqual(engineProcess.pid, pid);
  }
  assert.ok(states.filter((state) => state === 'restarting').length >= 20);
});

test('a request that always kills the engine is refused after three tries', async (t) => {
  const { engine, log } = start(t);
  await assert.rejects(engine.search({ query: 'die', limit: 1 }), { code: 'engine-stopped' });
  assert.equal(log.filter((line) => /exit status 7/.test(line)).length, 3);
  assert.equal((await engine.search({ query: '1', limit: 1 })).length, 1);
});

test('an engine that keeps crashing is given up with a plain message, until restarted', async (t) => {
  const { engineProcess, engine, states } = start(t);
  const die = () => engine.search({ query: 'die', limit: 1 });
  await assert.rejects(die());
  await assert.rejects(die(), /crashed 5 times/);
  const asked = performance.now();
  await assert.rejects(engine.status(), { code: 'engine-stopped' });
  assert.ok(performance.now() - asked < 50, 'no further start is tried');
  assert.match(states.at(-1) ?? '', /^stopped: The engine crashed 5 times/);
  assert.equal(engineProcess.state, 'stopped');
  engineProcess.restart();
  assert.equal((await engine.status()).state, 'ready');
});

test('an engine that hangs is noticed, ended and replaced', async (t) => {
  const { engineProcess, engine, log } = start(t, { hangMs: 2000 });
  await engine.status();
  const pid = engineProcess.pid;
  await assert.rejects(engine.search({ query: 'hang', limit: 1 }), { code: 'engine-stopped' });
  assert.ok(log.some((line) => line.includes(`${pid} does not answer`)));
  assert.equal((await engine.status()).state, 'ready');
});

test('a program that cannot start is an error, not a wait', async (t) => {
  const { engine } = start(t, { program: '/nowhere/engine.js' });
  await assert.rejects(engine.status(), { code: 'engine-stopped' });
});

test('the engine ends when the process that asked is gone', async (t) => {
  const { engineProcess, engine } = start(t);
  await engine.status();
  const pid = engineProcess.pid ?? 0;
  await engineProcess.dispose();
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  await assert.rejects(engine.status(), { code: 'engine-stopped' });
});
