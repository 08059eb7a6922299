/** The engine program itself, asked as the editor asks it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { FolderSettings } from '../../src/core/engineApi.ts';
import { EngineProcess } from '../../src/node/engineProcess.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-engine-'));
const workspace = path.join(scratch, 'workspace');
cpSync(path.join(ROOT, 'test/fixtures/workspace'), workspace, { recursive: true });
const SETTINGS: FolderSettings = {
  exclude: [],
  include: [],
  maxFileSizeBytes: 1e6,
  useEncoder: true,
};
const log: string[] = [];
const engineProcess = new EngineProcess({
  program: path.join(ROOT, 'src/engine.ts'),
  setup: { storage: path.join(scratch, 'storage') },
  log: (line) => log.push(line),
});
after(async () => {
  await engineProcess.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

test('a folder is indexed, asked, and kept current when a file is saved', async () => {
  const engine = engineProcess.openFolder(workspace, SETTINGS);
  assert.equal((await engine.status()).state, 'empty');
  const report = await engine.index();
  assert.ok(report.filesIndexed >= 5);
  assert.equal((await engine.status()).state, 'ready');
  const duplicates = await engine.findDuplicates({
    level: 'balanced',
    minLines: 5,
    semantic: true,
  });
  assert.ok(duplicates.groups.length > 0);
  const similar = await engine.findSimilar({
    path: 'src/cart.ts',
    startLine: 8,
    endLine: 20,
    limit: 3,
  });
  assert.equal(similar[0]?.place.path, 'src/basket.ts');
  writeFileSync(
    path.join(workspace, 'lib/zebra.py'),
    'def count_zebra_stripes(zebra):\n    return len(zebra.stripes)\n',
  );
  await engine.filesChanged(['lib/zebra.py']);
  const found = await engine.search({ query: 'zebra stripes', limit: 3 });
  assert.equal(found[0]?.place.path, 'lib/zebra.py');
});

test('after a crash the stored index answers, with nothing encoded again', async () => {
  const engine = engineProcess.openFolder(workspace, SETTINGS);
  await engine.index();
  process.kill(engineProcess.pid ?? 0, 'SIGKILL');
  assert.equal((await engine.search({ query: 'zebra stripes', limit: 1 })).length, 1);
  const report = await engine.index();
  assert.deepEqual([report.filesIndexed, report.embeddingsComputed], [0, 0]);
  assert.ok(log.some((line) => line.includes('SIGKILL')));
});

test('a folder that is not there is an error with a remedy, and stops nothing else', async () => {
  const gone = engineProcess.openFolder(path.join(scratch, 'gone'), SETTINGS);
  await assert.rejects(gone.index(), { code: 'no-such-folder' });
  const engine = engineProcess.openFolder(workspace, SETTINGS);
  await engine.index();
  assert.equal((await engine.status()).state, 'ready');
});

test('an engine that uses more memory than it may ends itself, and says so', async (t) => {
  const states: string[] = [];
  const hungry = new EngineProcess({
    program: path.join(ROOT, 'src/engine.ts'),
    setup: { storage: path.join(scratch, 'hungry'), memoryLimitBytes: 1_000_000 },
    log: () => {},
    onState: (state, message) => states.push(`${state} ${message ?? ''}`),
  });
  t.after(() => hungry.dispose());
  await hungry.openFolder(workspace, SETTINGS).status();
  for (let waited = 0; waited < 20_000 && states.length < 2; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.match(states[1] ?? '', /^restarting The engine used more than 1 MB/);
});

test('a model that may not be fetched leaves text and structure, with a notice', async (t) => {
  const without = new EngineProcess({
    program: path.join(ROOT, 'src/engine.ts'),
    setup: { storage: path.join(scratch, 'without'), model: 'hub:org/name' },
    log: () => {},
  });
  t.after(() => without.dispose());
  const engine = without.openFolder(workspace, SETTINGS);
  await engine.index();
  const status = await engine.status();
  assert.equal(status.encoderId, undefined);
  assert.match(status.notices.join(), /consent/);
  assert.ok((await engine.search({ query: 'retry', limit: 1 })).length > 0);
});

test('the engine ends when its parent is killed', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { EngineProcess } from ${JSON.stringify(path.join(ROOT, 'src/node/engineProcess.ts'))};
       const engine = new EngineProcess({ program: ${JSON.stringify(path.join(ROOT, 'src/engine.ts'))},
         setup: { storage: ${JSON.stringify(path.join(scratch, 'orphan'))} }, log() {} });
       await engine.openFolder(${JSON.stringify(workspace)}, ${JSON.stringify(SETTINGS)}).status();
       console.log(engine.pid);
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (data) => resolve(Number(String(data)))),
  );
  parent.kill('SIGKILL');
  for (let waited = 0; waited < 5000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
  }
  process.kill(pid, 'SIGKILL');
  assert.fail('the engine outlived its parent');
});
