import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { isSkipped } from '../../src/core/indexing/workspaceFiles.ts';
import { AnalysisPool } from '../../src/node/analysisPool.ts';
import { hashBytes } from '../../src/node/readFileOnce.ts';

const root = mkdtempSync(join(tmpdir(), 'lookalike-pool-'));
const pool = new AnalysisPool(root, { maxFileSizeBytes: 80_000_000, processes: 2 });
after(async () => {
  await pool.dispose();
  rmSync(root, { recursive: true });
});

function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  return path;
}

async function outcome(path: string): Promise<string> {
  const file = await pool.analyse(path);
  if (isSkipped(file)) return file.reason;
  return file.record.snippets.map(({ kind, name }) => `${kind} ${name}`.trim()).join(', ');
}

test('a file is read, cut and packed', async () => {
  const text = '/** Adds. */\nexport function add(a, b) {\n  return a + b;\n}\n';
  const file = await pool.analyse(put('src/add.js', text));
  assert.ok(!isSkipped(file));
  const { record, texts } = file;
  assert.equal(record.language, 'javascript');
  assert.equal(record.role, 'source');
  assert.equal(record.lineCount, 4);
  assert.equal(record.sizeBytes, text.length);
  assert.ok(record.modifiedMs > 0);
  assert.equal(record.fileHash, hashBytes(Buffer.from(text)));
  assert.equal(record.fileHash, await pool.hash('src/add.js'));
  assert.ok(record.tokens instanceof Uint8Array && record.tokens.length > 0);
  assert.deepEqual(
    record.snippets.map(({ name, startLine, endLine, doc }) => ({ name, startLine, endLine, doc })),
    [{ name: 'add', startLine: 2, endLine: 4, doc: 'Adds.' }],
  );
  assert.deepEqual(texts, ['export function add(a, b) {\n  return a + b;\n}']);
});

test('unsaved text is cut as if it were on disk', async () => {
  const file = await pool.analyseText('not/there.py', 'def f(x):\n    return x\n');
  assert.ok(!isSkipped(file));
  assert.equal(file.record.snippets[0]?.name, 'f');
});

test('what is no source text is skipped with its reason', async () => {
  const line = 'var a=1;function b(){return a}';
  const cases: [string, string | Uint8Array, string][] = [
    ['empty.js', '', 'empty'],
    ['blank.js', '\n \n', 'empty'],
    ['nul.js', 'var a = 1;\0\0\0', 'binary'],
    ['packed.js', line.repeat(4000), 'minified'],
    ['yarn.lock', 'a@1:\n  version "1"\n', 'not-text'],
    ['big.json', `[${'{"a": 1},\n'.repeat(9000)}0]`, 'not-text'],
    ['fifty-megabytes.js', line.repeat(1_700_000), 'minified'],
  ];
  for (const [path, content, reason] of cases)
    assert.equal(await outcome(put(path, content)), reason, path);
});

test('random bytes are binary', async () => {
  let seed = 12345;
  const bytes = Uint8Array.from({ length: 100_000 }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 24;
  });
  assert.equal(await outcome(put('random.js', bytes)), 'binary');
});

test('UTF-16 and Windows-1252 are read as what they are', async () => {
  const text = 'function größe() {\n  return 1;\n}\n';
  const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
  assert.equal(await outcome(put('wide.js', wide)), 'function größe');
  assert.equal(await outcome(put('swapped.js', Buffer.from(wide).swap16())), 'function größe');
  assert.equal(await outcome(put('bare.js', wide.subarray(2))), 'function größe');
  assert.equal(await outcome(put('latin.js', Buffer.from(text, 'latin1'))), 'function größe');
});

test('a sparse file of two gigabytes is refused by its size alone', async () => {
  put('sparse.js', 'x');
  truncateSync(join(root, 'sparse.js'), 2 ** 31);
  assert.equal(await outcome('sparse.js'), 'too-large');
});

test('names with newlines and any script are names like others', async () => {
  for (const name of ['a\nb.js', 'größe 大小.js', ' .js', "it's.js"]) {
    assert.equal(
      await outcome(put(`names/${name}`, 'function f() {\n  return 1;\n}\n')),
      'function f',
    );
  }
});

test('a missing file and a folder are rejected, the pool goes on', async () => {
  await assert.rejects(pool.analyse('gone.js'), /ENOENT/);
  mkdirSync(join(root, 'folder.js'));
  const folder = await pool.analyse('folder.js').catch((error: Error) => error.message);
  assert.ok(typeof folder === 'string' || isSkipped(folder));
  assert.equal(await outcome(put('on.js', 'function on() {\n  return 1;\n}\n')), 'function on');
});

test('a file that is written all the time is rejected or read whole, never mixed', async () => {
  const path = put('log.js', 'function log() {\n  return 1;\n}\n'.repeat(2000));
  const writing = setInterval(() => appendFileSync(join(root, path), 'log();\n'), 1);
  try {
    for (let i = 0; i < 10; i++) {
      const file = await pool.analyse(path).catch((error: Error) => error);
      if (file instanceof Error) assert.match(file.message, /changed/);
      else assert.ok(!isSkipped(file) && file.record.snippets.length >= 2000);
    }
  } finally {
    clearInterval(writing);
  }
});

test('deep nesting neither hangs nor crashes', async () => {
  const deep: [string, string][] = [
    ['deep.js', `${'['.repeat(30_000)}\n${']'.repeat(30_000)}`],
    ['deep.py', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
    ['deep.ts', `${'function f() {\n'.repeat(3000)}${'}\n'.repeat(3000)}`],
    ['deep.json', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['deep.html', '<script>'.repeat(5000)],
    ['quotes.rb', '"#{'.repeat(5000)],
  ];
  for (const [path, text] of deep) {
    const file = await pool.analyse(put(path, text)).catch((error: Error) => error);
    assert.ok(file, path);
  }
  assert.equal(await outcome('on.js'), 'function on');
});

test('a process that is killed loses its file only, and no other waits for it', async () => {
  const small = new AnalysisPool(root, { maxFileSizeBytes: 1e8, processes: 1, timeoutMs: 1 });
  await assert.rejects(small.analyse('on.js'), /took longer/);
  await small.dispose();
  const others = await Promise.all(Array.from({ length: 20 }, () => outcome('on.js')));
  assert.deepEqual(new Set(others), new Set(['function on']));
});

test('what lies ready behind a file that never ends is done by another process', async () => {
  // Opening a pipe that nobody writes to waits for ever.
  assert.equal(spawnSync('mkfifo', [join(root, 'pipe.js')]).status, 0);
  const one = new AnalysisPool(root, { maxFileSizeBytes: 1e8, processes: 1, timeoutMs: 8_000 });
  const stuck = assert.rejects(one.analyse('pipe.js'), /took longer/);
  const behind = await Promise.all(
    Array.from({ length: 40 }, (_, i) => one.analyse(put(`b${i}.js`, `let a = ${i};\n`))),
  );
  await stuck;
  assert.deepEqual(
    behind.map((file) => (isSkipped(file) ? file.reason : file.record.path)),
    Array.from({ length: 40 }, (_, i) => `b${i}.js`),
  );
  await one.dispose();
});

test('a file that took too long once is tried again, after the others', async () => {
  assert.equal(spawnSync('mkfifo', [join(root, 'late.js')]).status, 0);
  const one = new AnalysisPool(root, { maxFileSizeBytes: 1e8, processes: 1, timeoutMs: 4_000 });
  const order: string[] = [];
  const done = (path: string) => one.analyse(path).then((file) => (order.push(path), file));
  const late = done('late.js');
  const other = done(put('other.js', 'let other = 1;\n'));
  // The first try waits at the pipe; the second finds a file.
  setTimeout(() => {
    rmSync(join(root, 'late.js'));
    put('late.js', 'function late() {}\n');
  }, 3_000);
  const file = await late;
  await other;
  assert.deepEqual(order, ['other.js', 'late.js']);
  assert.equal(isSkipped(file) ? file.reason : file.record.path, 'late.js');
  await one.dispose();
});

test('idle processes end by themselves and come back', async () => {
  const brief = new AnalysisPool(root, { maxFileSizeBytes: 1e8, processes: 1, idleMs: 30 });
  await brief.analyse('on.js');
  assert.equal(brief.size, 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(brief.size, 0);
  await brief.analyse('on.js');
  await brief.dispose();
});

test('an aborted file is not waited for', async () => {
  const controller = new AbortController();
  const waiting = pool.analyse('on.js', controller.signal);
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  await assert.rejects(pool.analyse('on.js', AbortSignal.abort()), { name: 'AbortError' });
});

test('links are read where they point, the walk decides about them', async () => {
  symlinkSync('on.js', join(root, 'link.js'));
  assert.equal(await outcome('link.js'), 'function on');
});

test('a signal that serves many files keeps no listener of those that are done', async () => {
  const { signal } = new AbortController();
  put('one.js', 'let a = 1;\n');
  await Promise.all(Array.from({ length: 20 }, () => pool.analyse('one.js', signal)));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});
