import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { STORE_OPTIONS } from '../crash/scenario.ts';

const CHILD = join(fileURLToPath(import.meta.url), '..', '..', 'crash', 'writerChild.ts');
const root = mkdtempSync(join(tmpdir(), 'lookalike-writers-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** A process on the store of `folder`, its lines, and a wait for one of them. */
function writer(folder: string, name: string, count: number) {
  const child: ChildProcess = spawn(process.execPath, [CHILD, folder, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    lines.push(line);
    waiting.get(line)?.();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = (line: string) =>
    new Promise<void>((resolve) => {
      if (lines.includes(line)) resolve();
      else waiting.set(line, resolve);
    });
  const acknowledged = () =>
    lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice(4));
  return { child, lines, said, exited, acknowledged };
}

async function stored(folder: string): Promise<Set<string>> {
  const store = await openSqliteStore(folder, STORE_OPTIONS);
  const paths = new Set((await store.files()).map(({ path }) => path));
  assert.deepEqual(store.notices, []);
  await store.close();
  return paths;
}

test('of two processes one writes at a time, and neither loses anything', async () => {
  const folder = join(root, 'two');
  const both = ['a', 'b'].map((name) => writer(folder, name, 150));
  assert.deepEqual(await Promise.all(both.map(({ exited }) => exited)), [0, 0]);
  const paths = await stored(folder);
  assert.equal(paths.size, 300);
});

test('when the writer is killed the reader takes over, with all that was acknowledged', async () => {
  const folder = join(root, 'killed');
  const first = writer(folder, 'first', 0);
  await first.said('ack first/20.ts');
  const second = writer(folder, 'second', 30);
  await second.said('open');
  await first.said('ack first/60.ts');
  assert.ok(!second.lines.includes('writer'));
  first.child.kill('SIGKILL');
  const killed = performance.now();
  await second.said('writer');
  assert.ok(performance.now() - killed < 10_000);
  assert.equal(await second.exited, 0);
  await first.exited;
  const paths = await stored(folder);
  for (const path of [...first.acknowledged(), ...second.acknowledged()]) {
    assert.ok(paths.has(path), path);
  }
});
