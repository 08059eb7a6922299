/** The program as people start it: another process, real streams, real parts. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const ROOT = path.join(import.meta.dirname, '../..');
const BIN = path.join(ROOT, 'bin/lookalike.mjs');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'lookalike-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const workspace = path.join(scratch, 'workspace');
cpSync(path.join(ROOT, 'test/fixtures/workspace'), workspace, { recursive: true });

interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function start(words: readonly string[], options: { input?: string; preload?: string } = {}) {
  // By the environment, so that processes started by the program are watched too.
  const preload =
    options.preload === undefined ? {} : { NODE_OPTIONS: `--import=${options.preload}` };
  const cache = { XDG_CACHE_HOME: path.join(scratch, 'cache'), HOME: scratch };
  const child = spawn(process.execPath, [BIN, ...words], {
    env: { ...process.env, ...cache, ...preload },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const finished = new Promise<Finished>((resolve) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, finished };
}

const run = (words: readonly string[], options?: Parameters<typeof start>[1]) =>
  start(words, options).finished;

test('a second run on an unchanged folder computes nothing, and says nothing on standard error', async () => {
  const first = await run(['index', workspace]);
  assert.deepEqual([first.status, first.err], [0, '']);
  const report = JSON.parse(first.out);
  assert.ok(report.filesIndexed >= 5 && report.embeddingsComputed > 0, first.out);
  const second = JSON.parse((await run(['index', workspace])).out);
  assert.deepEqual([second.filesIndexed, second.embeddingsComputed], [0, 0]);
  assert.equal(second.filesUnchanged, report.filesIndexed);
  // Another folder with the same content shares the embeddings.
  const copy = path.join(scratch, 'copy');
  cpSync(workspace, copy, { recursive: true });
  assert.equal(JSON.parse((await run(['index', copy])).out).embeddingsComputed, 0);
});

test('a dry run lists what would be taken and left, and leaves nothing behind', async () => {
  const storage = path.join(scratch, 'dry');
  const { out } = await run(['index', workspace, '--dry-run', '--storage', storage]);
  const plan = JSON.parse(out);
  assert.ok(plan.files.includes('src/cart.ts') && !plan.files.includes('build/out.js'));
  assert.ok(plan.skipped.some((file: { path: string }) => file.path.startsWith('build')));
});

test('the three jobs find what the fixture holds', async () => {
  const duplicates = JSON.parse((await run(['find-duplicates', workspace])).out);
  const files = duplicates.groups.flatMap((group: { members: { file: string }[] }) =>
    group.members.map(({ file }) => file),
  );
  assert.ok(files.includes('src/cart.ts') && files.includes('src/basket.ts'), files.join());
  assert.equal((await run(['find-duplicates', workspace, '--fail-on', 'any'])).status, 1);
  const search = await run([
    'search',
    workspace,
    'wait longer after every failure',
    '--limit',
    '2',
  ]);
  const found = JSON.parse(search.out).results.map(({ file }: { file: string }) => file);
  assert.ok(found.includes('lib/retry.py') || found.includes('docs/guide.md'), found.join());
});

test('questions come from standard input, embeddings have unit length', async () => {
  const input = '{"id":"a","text":"def f(): pass"}\n{"id":"b","text":"add","kind":"text"}\n';
  const { status, out } = await run(['encode', '--texts', '-'], { input });
  assert.equal(status, 0);
  for (const line of out.trim().split('\n')) {
    const { embedding } = JSON.parse(line);
    assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-5);
  }
});

test('folders and files that cannot be used are status 3 with a sentence', async () => {
  const empty = path.join(scratch, 'empty');
  mkdirSync(empty);
  writeFileSync(path.join(scratch, 'file'), '');
  for (const [folder, reason] of [
    [path.join(scratch, 'none'), /does not exist.*\n.*folder comes before/],
    [path.join(scratch, 'file'), /not a folder/],
    [empty, /No file was analysed/],
  ] as const) {
    const { status, out, err } = await run(['find-duplicates', folder]);
    assert.deepEqual([status, out], [3, '']);
    assert.match(err, reason);
    assert.doesNotMatch(err, / at .*\.ts:/, 'no stack for what a user can mend');
  }
  assert.equal((await run(['encode', '--texts', path.join(scratch, 'none.jsonl')])).status, 3);
  const wrongModel = ['encode', '--texts', '-', '--model', scratch];
  const { status, err } = await run(wrongModel, { input: '{"id":1,"text":"x"}\n' });
  assert.equal(status, 3);
  // The model’s files are read side by side: any of them may be missed first.
  assert.match(err, /(config|tokenizer)\.json/);
});

test('a damaged model leaves text and structure, said in a sentence', async () => {
  const model = path.join(scratch, 'model');
  cpSync(path.join(ROOT, 'models/lookalike'), model, { recursive: true });
  writeFileSync(path.join(model, 'onnx/model_quantized.onnx'), 'not a model');
  const damaged = await run(['find-duplicates', workspace, '--model', model]);
  assert.equal(damaged.status, 0);
  assert.match(damaged.err, /checksum/);
  const off = await run(['find-duplicates', workspace, '--no-encoder']);
  assert.deepEqual(JSON.parse(damaged.out), JSON.parse(off.out));
});

test('a reader that leaves early is no error', async () => {
  const lines = Array.from({ length: 3000 }, (_, id) => JSON.stringify({ id, text: `item ${id}` }));
  const { child, finished } = start(['encode', '--texts', '-'], { input: lines.join('\n') });
  child.stdout.once('data', () => child.stdout.destroy());
  const { status, err } = await finished;
  assert.deepEqual([status, err], [0, '']);
});

test('Ctrl-C ends with status 130 and keeps what was indexed', async () => {
  const large = path.join(scratch, 'large');
  for (let i = 0; i < 1500; i++) {
    const folder = path.join(large, `d${i % 30}`);
    mkdirSync(folder, { recursive: true });
    const body = Array.from({ length: 60 }, (_, k) => `let value${i}_${k} = compute(${i}, ${k});`);
    writeFileSync(path.join(folder, `f${i}.ts`), body.join('\n'));
  }
  const { child, finished } = start(['index', large]);
  const storage = path.join(scratch, 'cache/lookalike/folders');
  const hasBegun = () =>
    existsSync(storage) && readdirSync(storage).some((name) => name.startsWith('large-'));
  while (!hasBegun()) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  const { status, err } = await finished;
  assert.equal(status, 130);
  assert.match(err, /kept/);
  const after = await run(['index', large]);
  assert.equal(after.status, 0);
  const report = JSON.parse(after.out);
  assert.equal(report.filesIndexed + report.filesUnchanged, 1500);
});

test('nothing is asked of the network by any verb', async () => {
  const preload = path.join(ROOT, 'test/cli/refuseSockets.ts');
  const check = async (words: readonly string[], input?: string) => {
    const { status, err } = await run(words, { preload, ...(input ? { input } : {}) });
    assert.deepEqual([status, err], [0, ''], words.join(' '));
  };
  const fresh = path.join(scratch, 'fresh-storage');
  await check(['index', workspace, '--storage', fresh]);
  await check(['find-duplicates', workspace, '--storage', fresh]);
  await check(['search', workspace, 'price of a cart', '--storage', fresh]);
  const lines = ['--file', 'src/cart.ts', '--lines', '8-20'];
  await check(['find-similar', workspace, ...lines, '--storage', fresh]);
  await check(['compare', '--pairs', '-'], '{"id":1,"a":"let a = 1;","b":"let b = 1;"}\n');
  await check(['encode', '--texts', '-'], '{"id":1,"text":"x"}\n');
  const proof = await run(
    ['encode', '--texts', '-', '--model', 'hub:org/name', '--allow-download'],
    {
      preload,
      input: '{"id":1,"text":"x"}\n',
    },
  );
  assert.match(proof.err, /socket refused/, 'the test sees a request where there is one');
});
