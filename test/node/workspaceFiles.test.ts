import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { isSkipped } from '../../src/core/indexing/workspaceFiles.ts';
import { DiskWorkspaceFiles } from '../../src/node/workspaceFiles.ts';

const SETTINGS = { exclude: [], include: [], maxFileSizeBytes: 1000 };

async function withFolder(
  files: Readonly<Record<string, string>>,
  check: (root: string) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'lookalike-walk-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await check(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function walk(root: string, settings: Partial<typeof SETTINGS> | object = {}) {
  const taken: string[] = [];
  const skipped: Record<string, string> = {};
  const files = new DiskWorkspaceFiles(root, { ...SETTINGS, ...settings });
  for await (const file of files.list()) {
    if (isSkipped(file)) skipped[file.path] = file.reason;
    else taken.push(file.path);
    if (!file.path.endsWith('/')) {
      const again = await files.stat(file.path);
      assert.deepEqual(again, file, `stat and list agree on ${file.path}`);
    }
  }
  return { taken, skipped };
}

test('nested ignore files are honoured, the innermost deciding', () =>
  withFolder(
    {
      '.gitignore': '*.txt\nout/\n',
      'a.ts': 'x',
      'a.txt': 'x',
      'out/b.ts': 'x',
      'deep/.gitignore': '!keep.txt\n',
      'deep/keep.txt': 'x',
      'deep/other.txt': 'x',
      'deep/.lookalikeignore': 'private.ts\n',
      'deep/private.ts': 'x',
    },
    async (root) => {
      const { taken, skipped } = await walk(root);
      assert.ok(taken.includes('a.ts') && taken.includes('deep/keep.txt'));
      assert.equal(skipped['a.txt'], 'ignored');
      assert.equal(skipped['out/'], 'ignored');
      assert.equal(skipped['deep/other.txt'], 'ignored');
      assert.equal(skipped['deep/private.ts'], 'ignored');
    },
  ));

test('a folder that itself lives under an ignored-sounding name is walked', () =>
  withFolder({ 'build/node_modules/project/main.py': 'x' }, async (root) => {
    const { taken } = await walk(join(root, 'build/node_modules/project'));
    assert.deepEqual(taken, ['main.py']);
  }));

test('excludes leave out, includes bring back what an ignore file names', () =>
  withFolder(
    { '.gitignore': 'gen/\n', 'gen/a.ts': 'x', 'gen/b.ts': 'x', 'c.ts': 'x', 'sub/c.ts': 'x' },
    async (root) => {
      const { taken, skipped } = await walk(root, { exclude: ['sub'], include: ['gen/a.ts'] });
      assert.deepEqual(taken, ['.gitignore', 'c.ts', 'gen/a.ts']);
      assert.equal(skipped['gen/b.ts'], 'ignored');
      assert.equal(skipped['sub/'], 'excluded');
    },
  ));

test('links, nested checkouts, images, empty and large files are left out with their reason', () =>
  withFolder(
    {
      'a.ts': 'x',
      'empty.ts': '',
      'logo.png': 'x',
      'yarn.lock': 'x',
      'trees/one/.git': 'gitdir: elsewhere',
      'trees/one/a.ts': 'x',
      'node_modules/m/index.js': 'x',
    },
    async (root) => {
      await writeFile(join(root, 'sparse.ts'), '');
      await truncate(join(root, 'sparse.ts'), 2 ** 31);
      await symlink(root, join(root, 'loop'));
      await symlink(join(root, 'a.ts'), join(root, 'link.ts'));
      const { taken, skipped } = await walk(root);
      assert.deepEqual(taken, ['a.ts']);
      assert.deepEqual(skipped, {
        'empty.ts': 'empty',
        'link.ts': 'symlink',
        'logo.png': 'not-text',
        loop: 'symlink',
        'node_modules/': 'excluded',
        'sparse.ts': 'too-large',
        'trees/one/': 'nested-worktree',
        'yarn.lock': 'not-text',
      });
    },
  ));

test('paths that point outside are nobody’s files', () =>
  withFolder({ 'a.ts': 'x' }, async (root) => {
    const files = new DiskWorkspaceFiles(root, SETTINGS);
    for (const path of ['../a.ts', '/etc/passwd', 'x/../../a.ts', '', 'a.ts/', './a.ts']) {
      assert.equal(await files.stat(path), undefined, path);
    }
  }));

test('hundreds of folders, read ahead of their turn, come by name, files before what is below', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const folders = names.flatMap((one) =>
    names.flatMap((two) => names.map((three) => `${one}/${two}/${three}`)),
  );
  const files = folders.flatMap((folder) => [`${folder}/x.ts`, `${folder}/y.ts`]);
  const above = names.flatMap((one) => names.map((two) => `${one}/${two}/z.ts`));
  return withFolder(
    Object.fromEntries([...files, ...above].map((path) => [path, 'x'])),
    async (root) => {
      const { taken } = await walk(root);
      const expected = names.flatMap((one) =>
        names.flatMap((two) => [
          `${one}/${two}/z.ts`,
          ...names.flatMap((three) => ['x', 'y'].map((x) => `${one}/${two}/${three}/${x}.ts`)),
        ]),
      );
      assert.deepEqual(taken, expected);
    },
  );
});

test('cancelling ends the walk', () =>
  withFolder({ 'a/b.ts': 'x', 'c/d.ts': 'x' }, async (root) => {
    const files = new DiskWorkspaceFiles(root, SETTINGS);
    const controller = new AbortController();
    await assert.rejects(async () => {
      for await (const _ of files.list(controller.signal)) controller.abort();
    }, /abort/i);
  }));

test(
  'an unreadable folder is named and the walk goes on',
  { skip: process.getuid?.() === 0 && 'root reads everything' },
  () =>
    withFolder({ 'a.ts': 'x', 'locked/b.ts': 'x' }, async (root) => {
      await chmod(join(root, 'locked'), 0);
      const { taken, skipped } = await walk(root);
      await chmod(join(root, 'locked'), 0o755);
      assert.deepEqual(taken, ['a.ts']);
      assert.equal(skipped['locked/'], 'unreadable');
    }),
);

test('a folder inside a checkout is under the ignore files above it', () =>
  withFolder(
    {
      '.git/info/exclude': 'secret.ts\n',
      '.gitignore': '/packages/app/out/\n*.log\n',
      'packages/.gitignore': 'tmp/\n',
      'packages/app/a.ts': 'x',
      'packages/app/a.log': 'x',
      'packages/app/secret.ts': 'x',
      'packages/app/out/b.ts': 'x',
      'packages/app/tmp/c.ts': 'x',
    },
    async (root) => {
      const { taken, skipped } = await walk(join(root, 'packages/app'));
      assert.deepEqual(taken, ['a.ts']);
      assert.deepEqual(skipped, {
        'a.log': 'ignored',
        'secret.ts': 'ignored',
        'out/': 'ignored',
        'tmp/': 'ignored',
      });
    },
  ));

test('a folder that its checkout ignores is walked when it is opened itself', () =>
  withFolder(
    { '.git/HEAD': 'x', '.gitignore': 'out\n*.js\n', 'out/site/a.ts': 'x', 'out/site/b.js': 'x' },
    async (root) => {
      const { taken } = await walk(join(root, 'out/site'));
      assert.deepEqual(taken, ['a.ts', 'b.js']);
    },
  ));

test('a linked worktree shares the exclude file of its repository', () =>
  withFolder(
    {
      'main/.git/info/exclude': 'notes.ts\n',
      'main/.git/worktrees/side/commondir': '../..\n',
      'side/notes.ts': 'x',
      'side/a.ts': 'x',
    },
    async (root) => {
      await writeFile(join(root, 'side/.git'), `gitdir: ${root}/main/.git/worktrees/side\n`);
      const { taken } = await walk(join(root, 'side'));
      assert.deepEqual(taken, ['a.ts']);
    },
  ));

test('loops of links and folders a thousand deep come to an end', () =>
  withFolder({ 'a/x.ts': 'x' }, async (root) => {
    await symlink('..', join(root, 'a/up'));
    await symlink('self', join(root, 'self'));
    await mkdir(join(root, 'd/'.repeat(1000)), { recursive: true });
    const { taken, skipped } = await walk(root);
    assert.deepEqual(taken, ['a/x.ts']);
    assert.equal(skipped['a/up'], 'symlink');
    assert.equal(skipped['self'], 'symlink');
    assert.equal(Object.values(skipped).filter((reason) => reason === 'unreadable').length, 1);
  }));
