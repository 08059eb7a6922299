import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { indexedFile } from '../core/index/storeContract.ts';
import { STORE_OPTIONS } from '../crash/scenario.ts';

const CHILD = join(fileURLToPath(import.meta.url), '..', '..', 'crash', 'fillingChild.ts');
const root = mkdtempSync(join(tmpdir(), 'lookalike-disk-'));
chmodSync(root, 0o755);
const mounted = join(root, 'small');
mkdirSync(mounted);
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** A disk of 4 MB; only root may mount one. */
const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mounted]);
const skip = mount.status === 0 ? false : 'no right to mount a small disk here';

after(() => {
  if (!skip) spawnSync('umount', [mounted]);
  rmSync(root, { recursive: true, force: true });
});

function fill(folder: string, most: number, user?: number) {
  const options = { encoding: 'utf8' as const, ...(user === undefined ? {} : { uid: user }) };
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [CHILD, folder, String(most)],
    options,
  );
  assert.equal(status, 0, stderr);
  const lines = stdout.trim().split('\n');
  return { lines, acknowledged: lines.filter((line) => line.startsWith('ack ')).length };
}

test('a full disk is said with what to do; all that was acknowledged stays readable', {
  skip,
}, async () => {
  const folder = join(mounted, 'store');
  const { lines, acknowledged } = fill(folder, 5000);
  assert.ok(lines.some((line) => line.startsWith('refused store-unusable Free some disk space')));
  assert.ok(acknowledged > 50);
  assert.ok(lines.includes(`readable ${acknowledged}`));
  assert.ok(lines.includes('closed'));
  // With room again it goes on from there.
  execFileSync('mount', ['-o', 'remount,size=64m', mounted]);
  const store = await openSqliteStore(folder, STORE_OPTIONS);
  assert.deepEqual(store.notices, []);
  assert.equal(await store.fileCount(), acknowledged);
  await store.putFiles([indexedFile('after.ts', ['room again'])]);
  assert.equal((await store.searchWords(['room'], 3)).length, 1);
  await store.close();
});

test('a folder that may not be written is said; the index then lives in memory', async () => {
  const folder = join(root, 'read-only');
  mkdirSync(folder);
  const store = await openSqliteStore(folder, STORE_OPTIONS);
  await store.putFiles([indexedFile('a.ts', ['alpha'])]);
  await store.close();
  const before = readdirSync(folder);
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  for (const file of before) chmodSync(join(folder, file), 0o444);
  chmodSync(folder, 0o555);
  const { lines, acknowledged } = fill(folder, 5, isRoot ? NOBODY : undefined);
  assert.equal(lines.filter((line) => line.startsWith('notice ')).length, 1);
  assert.equal(acknowledged, 5);
  assert.ok(lines.includes('closed'));
  assert.deepEqual(readdirSync(folder), before);
  chmodSync(folder, 0o755);
});
