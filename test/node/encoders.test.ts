import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Encoder, EncoderInput } from '../../src/core/encoder/encoder.ts';
import { readModelFolder } from '../../src/node/modelFolder.ts';
import { OnnxEncoder } from '../../src/node/onnxEncoder.ts';
import { openEncoder } from '../../src/node/openEncoder.ts';
import { TransformersEncoder } from '../../src/node/transformersEncoder.ts';
import { writeRandomModel } from './randomModel.ts';

const root = await mkdtemp(path.join(os.tmpdir(), 'lookalike-model-'));
after(() => rm(root, { recursive: true, force: true }));

async function modelAt(name: string, model?: Parameters<typeof writeRandomModel>[1]) {
  const folder = path.join(root, name);
  await writeRandomModel(folder, model);
  return folder;
}

const INPUTS: EncoderInput[] = [
  { text: 'return 1;', kind: 'code' },
  { text: 'function add(a, b) {\n  return a + b;\n}', kind: 'code' },
  { text: 'x', kind: 'text' },
  { text: 'naïve Straße 漢字 🙂', kind: 'text' },
  { text: 'long '.repeat(500), kind: 'code' },
  ...Array.from(
    { length: 20 },
    (_, i): EncoderInput => ({ text: `item${i} `.repeat(i + 1), kind: 'code' }),
  ),
];

async function embeddings(encoder: Encoder): Promise<Float32Array> {
  const rows = await encoder.encode(INPUTS);
  assert.equal(rows.length, INPUTS.length * encoder.dimensions);
  for (let row = 0; row < INPUTS.length; row++) {
    const part = rows.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions);
    assert.ok(Math.abs(Math.hypot(...part) - 1) < 1e-5, `row ${row}`);
  }
  return rows;
}

test('the hot path and transformers.js give the same embeddings, in the order asked', async () => {
  const model = await readModelFolder(await modelAt('same'));
  const reference = await TransformersEncoder.load(model);
  const fast = await OnnxEncoder.load(model, {
    encode: (text) => reference.tokenIds({ text, kind: 'code' }),
  });
  const [a, b] = [await embeddings(reference), await embeddings(fast)];
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 1e-5, `value ${i}`);
  const alone = await fast.encode([INPUTS[1]!]);
  assert.deepEqual(
    Array.from(alone, (value) => value.toFixed(4)),
    Array.from(b.subarray(8, 16), (value) => value.toFixed(4)),
  );
  assert.equal((await fast.encode([])).length, 0);
  await reference.dispose();
  await fast.dispose();
});

test('a model that does not pool is pooled by its mean', async () => {
  const folder = await modelAt('unpooled', { pooled: false });
  const pooled = await openEncoder(choice(await modelAt('pooled')));
  const unpooled = await openEncoder(choice(folder));
  assert.ok(unpooled instanceof TransformersEncoder);
  const [a, b] = [await embeddings(pooled), await embeddings(unpooled)];
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 1e-5, `value ${i}`);
});

test('the id names the model and changes with any file that decides an embedding', async () => {
  const folder = await modelAt('named');
  const { encoderId } = await readModelFolder(folder);
  assert.match(encoderId, /^named@[0-9a-f]{12}$/);
  await modelAt('named', { seed: 2 });
  assert.notEqual((await readModelFolder(folder)).encoderId, encoderId);
});

test('a damaged model is refused with a reason, never opened', async () => {
  const good = await modelAt('good');
  const onnx = 'onnx/model_quantized.onnx';
  const damaged: [string, RegExp, (folder: string) => Promise<unknown>][] = [
    ['missing', /config\.json: it cannot be read/, (f) => rm(path.join(f, 'config.json'))],
    ['short', /cut short|not an ONNX/, (f) => truncate(path.join(f, onnx), 1000)],
    ['empty', /no network/, (f) => truncate(path.join(f, onnx), 0)],
    ['page', /web page/, (f) => writeFile(path.join(f, onnx), '<!doctype html><title>Sign in')],
    [
      'pointer',
      /LFS/,
      (f) => writeFile(path.join(f, onnx), 'version https://git-lfs.github.com/spec/v1'),
    ],
    [
      'json',
      /tokenizer\.json: it is not JSON/,
      (f) => writeFile(path.join(f, 'tokenizer.json'), '{'),
    ],
    [
      'sums',
      /checksum/,
      (f) => writeFile(path.join(f, 'checksums.json'), JSON.stringify({ [onnx]: '00' })),
    ],
    ['domain', /operator of its own, evil\.Gather/, (f) => patchOnnx(path.join(f, onnx), 'domain')],
    ['external', /another file/, (f) => patchOnnx(path.join(f, onnx), 'external')],
  ];
  for (const [name, reason, damage] of damaged) {
    const folder = path.join(root, name);
    await cp(good, folder, { recursive: true });
    await damage(folder);
    await assert.rejects(openEncoder(choice(folder)), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'model-unreadable', name);
      assert.match(error.message, reason);
      return true;
    });
  }
  await assert.rejects(openEncoder(choice('/nowhere')), { code: 'model-unreadable' });
});

test('the model that ships is the first complete folder; without one the error says so', async () => {
  await modelAt('shipped/models/first');
  const models = path.join(root, 'shipped/models');
  const encoder = await openEncoder({ ...choice(undefined), shipped: ['/nowhere', models] });
  assert.match(encoder.id, /^first@/);
  await assert.rejects(openEncoder({ ...choice(undefined), shipped: ['/nowhere'] }), /missing/);
});

test('an aborted call encodes nothing', async () => {
  const encoder = await openEncoder(choice(await modelAt('abort')));
  await assert.rejects(encoder.encode(INPUTS, AbortSignal.abort()), { name: 'AbortError' });
});

function choice(model: string | undefined) {
  return { model, shipped: [], storage: root, allowDownload: false };
}

/** Gives the first node a domain of its own, or the first weights a place outside the file. */
async function patchOnnx(file: string, how: 'domain' | 'external'): Promise<void> {
  const protobuf = (await import('protobufjs')).default;
  const type = protobuf
    .parse(`syntax = "proto3";
    message Entry { string key = 1; string value = 2; }
    message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; string domain = 7; }
    message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; repeated Entry external_data = 13; int32 data_location = 14; }
    message Graph { repeated Node node = 1; repeated Tensor initializer = 5; }
    message Model { Graph graph = 7; }`)
    .root.lookupType('Model');
  const model = type.decode(await readFile(file)) as unknown as {
    graph: { node: { domain: string }[]; initializer: Record<string, unknown>[] };
  };
  if (how === 'domain') model.graph.node[0]!.domain = 'evil';
  else {
    model.graph.initializer[0]!['dataLocation'] = 1;
    model.graph.initializer[0]!['externalData'] = [{ key: 'location', value: '/etc/passwd' }];
  }
  await writeFile(file, type.encode(type.fromObject(model)).finish());
}
