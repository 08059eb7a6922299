import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { effectiveId } from '../../src/core/tuning/head.ts';
import { freeName, isHeadName } from '../../src/core/tuning/headStore.ts';
import { headFolder } from '../../src/node/headFolder.ts';
import { headOf } from '../core/tuning/randomHead.ts';
import { killTuning } from '../crash/killTuning.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-heads-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const named = (name: string, seed: number, day = '2026-01-01') => ({
  name,
  head: headOf('linear', seed),
  loss: 'infoNce',
  createdAt: `${day}T00:00:00.000Z`,
  untouched: [],
});

test('heads are kept, listed newest first, and one is in force after a restart', async () => {
  const folder = path.join(scratch, 'kept');
  assert.deepEqual(await headFolder(folder).list(), []);
  assert.equal(await headFolder(folder).inUse(), undefined);
  await headFolder(folder).save(named('Grüße 1', 1));
  await headFolder(folder).save(named('tuned-2', 2, '2026-02-01'));
  await headFolder(folder).setInUse(named('Grüße 1', 1));
  assert.deepEqual(
    (await headFolder(folder).list()).map(({ name }) => name),
    ['tuned-2', 'Grüße 1'],
  );
  const inUse = await headFolder(folder).inUse();
  assert.equal(inUse && effectiveId(inUse.head), effectiveId(headOf('linear', 1)));
  await headFolder(folder).setInUse(undefined);
  assert.equal(await headFolder(folder).inUse(), undefined);
});

test('a head that is damaged, gone or exchanged is not in force', async () => {
  const folder = path.join(scratch, 'damaged');
  const heads = headFolder(folder);
  await heads.save(named('a', 1));
  await heads.setInUse(named('a', 1));
  const file = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.head'))!);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length / 2));
  assert.equal(await heads.inUse(), undefined);
  assert.deepEqual(await heads.list(), []);
  await heads.save(named('a', 2));
  assert.equal(await heads.inUse(), undefined, 'another head of the same name');
  await heads.remove('a');
  assert.equal(await heads.inUse(), undefined);
  writeFileSync(path.join(folder, 'in-use.json'), 'not JSON');
  assert.equal(await heads.inUse(), undefined);
});

test('names are names of files on every system', () => {
  for (const good of ['tuned-1', 'Orders 2026', 'é', 'a.b_c']) assert.ok(isHeadName(good), good);
  for (const bad of ['', '..', '../x', 'a/b', 'a\\b', 'none', 'None', ' a', 'a ', 'x'.repeat(61)]) {
    assert.ok(!isHeadName(bad), bad);
  }
  assert.equal(freeName(['tuned-1', 'tuned-3']), 'tuned-2');
});

test('a process killed while it fine-tunes leaves the old head in force, or the new one', async () => {
  const { rounds, whole, damaged, leftovers } = await killTuning(4, 11);
  assert.deepEqual({ rounds, whole, damaged }, { rounds: 4, whole: 4, damaged: 0 });
  assert.equal(leftovers, 0);
});
