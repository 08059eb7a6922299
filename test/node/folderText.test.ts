import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readFolderText } from '../../src/node/folderText.ts';

test('files inside the folder are read, no others, by whatever way', async (t) => {
  const scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lookalike-text-')));
  t.after(() => rm(scratch, { recursive: true, force: true }));
  const root = path.join(scratch, 'root');
  await mkdir(path.join(root, 'src'), { recursive: true });
  await writeFile(path.join(root, 'src/a.ts'), 'text');
  await writeFile(path.join(scratch, 'secret'), 'secret');
  await symlink(path.join(scratch, 'secret'), path.join(root, 'link'));
  assert.equal(await readFolderText(root, 'src/a.ts'), 'text');
  for (const file of ['../secret', 'link', 'src/../../secret', '.', '', 'none.ts', 'a\0b']) {
    await assert.rejects(readFolderText(root, file), { code: 'no-such-file' }, file);
  }
});
