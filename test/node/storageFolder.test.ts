import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { folderStorage, userStorage } from '../../src/node/storageFolder.ts';

test('each system keeps caches where its users expect them', () => {
  const home = { HOME: '/home/me' };
  assert.equal(userStorage(home, 'linux'), '/home/me/.cache/lookalike');
  assert.equal(userStorage({ ...home, XDG_CACHE_HOME: '/c' }, 'linux'), '/c/lookalike');
  assert.equal(userStorage({ ...home, XDG_CACHE_HOME: 'c' }, 'linux'), '/home/me/.cache/lookalike');
  assert.equal(userStorage(home, 'darwin'), '/home/me/Library/Caches/lookalike');
  assert.match(userStorage({ LOCALAPPDATA: 'C:/L' }, 'win32'), /^C:.L.lookalike.Cache$/);
});

test('a folder has one storage under all its names, and folders of one name have two', async (t) => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'lookalike-storage-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await mkdir(path.join(root, 'a/app'), { recursive: true });
  await mkdir(path.join(root, 'b/app'), { recursive: true });
  await symlink(path.join(root, 'a/app'), path.join(root, 'link'));
  const [a, b, link] = await Promise.all(
    ['a/app', 'b/app', 'link'].map((name) => folderStorage('/s', path.join(root, name))),
  );
  assert.equal(a?.index, link?.index);
  assert.notEqual(a?.index, b?.index);
  assert.equal(a?.embeddings, b?.embeddings);
  await writeFile(path.join(root, 'file'), '');
  await assert.rejects(folderStorage('/s', path.join(root, 'file')), /is not a folder/);
  await assert.rejects(folderStorage('/s', path.join(root, 'none')), { code: 'no-such-folder' });
});
