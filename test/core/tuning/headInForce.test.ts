import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryEmbeddings } from '../../../src/core/index/memoryEmbeddings.ts';
import type { Head } from '../../../src/core/tuning/head.ts';
import { HeadInForce } from '../../../src/core/tuning/headInForce.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { DIMENSIONS, WordEncoder } from './pairedWords.ts';

/** Leaves what is stored as it is. */
function onlyQuestions(encoderId: string): Head {
  const tensor = (shape: number[], value: number) => ({
    shape,
    values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });
  const tensors = new Map([
    ['full', tensor([DIMENSIONS, DIMENSIONS], 0)],
    ['offset', tensor([DIMENSIONS], 0)],
    ['questionFull', tensor([DIMENSIONS, DIMENSIONS], 0)],
    ['questionOffset', tensor([DIMENSIONS], 0.2)],
  ]);
  return { kind: 'questions', encoderId, dimensions: DIMENSIONS, tensors };
}

test('a head of questions moves what is asked in words, and neither what is stored nor what is compared', async () => {
  const encoder = new WordEncoder();
  const inForce = new HeadInForce(encoder, compileGraph);
  await inForce.use(onlyQuestions(encoder.id));
  const prose = { text: 'takes orders into the result', kind: 'text' } as const;
  const plain = await encoder.encode([prose]);
  const near = (rows: Float32Array) => rows.every((value, i) => Math.abs(value - plain[i]!) < 1e-5);
  assert.ok(near(await inForce.asked.encode([prose])));
  assert.ok(near(await inForce.stored.encode([prose])));
  assert.ok(!near(await inForce.asked.encode([{ ...prose, isQuestion: true }])));
  await inForce.dispose();
});

test('a head of words moves what is asked by its tokens, and stored embeddings are searched as they are', async () => {
  const encoder = new WordEncoder();
  const prose = { text: 'takes orders into the result', kind: 'text' } as const;
  const [plain, ids] = [await encoder.encode([prose]), encoder.tokenIds(prose)];
  const head: Head = {
    kind: 'words',
    encoderId: encoder.id,
    dimensions: DIMENSIONS,
    tensors: new Map([
      ['ids', { shape: [1], values: Float32Array.of(ids[1]!) }],
      ['delta', { shape: [1, DIMENSIONS], values: new Float32Array(DIMENSIONS).fill(0.2) }],
    ]),
  };
  const inForce = new HeadInForce(encoder, compileGraph);
  await inForce.use(head);
  const asked = (text: string, isQuestion: boolean) =>
    inForce.asked.encode([{ ...prose, text, isQuestion }]);
  const isPlain = (rows: Float32Array) =>
    rows.every((value, i) => Math.abs(value - plain[i]!) < 1e-3);
  assert.ok(!isPlain(await asked(prose.text, true)));
  assert.ok(isPlain(await asked(prose.text, false)));
  const other = 'takes parcels into the result';
  assert.deepEqual(
    await asked(other, true),
    await encoder.encode([{ ...prose, text: other }]),
    'a word without a row says what it said',
  );
  assert.equal(inForce.stored.id, encoder.id);
  assert.ok(isPlain(await inForce.stored.encode([prose])));
  const store = new MemoryEmbeddings();
  await store.put(encoder.id, ['one'], plain);
  assert.ok(isPlain(await inForce.view(store).get(encoder.id, DIMENSIONS, ['one'])));
  await inForce.dispose();
});

test('a head that adds names moves what is stored by its name, and nothing that is asked', async () => {
  const encoder = new WordEncoder();
  const inForce = new HeadInForce(encoder, compileGraph);
  const plain = onlyQuestions(encoder.id);
  const still = new Map(
    [...plain.tensors].map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map(() => 0) },
    ]),
  );
  await inForce.use({ ...plain, tensors: still, names: 0.3 });
  assert.notEqual(inForce.stored.id, encoder.id, 'what is stored is encoded anew');
  const code = { text: 'function parcels(a) {\n  return orders;\n}', kind: 'code' } as const;
  const [row, name, stored, asked] = await Promise.all([
    encoder.encode([code]),
    encoder.encode([{ text: 'parcels', kind: 'text' }]),
    inForce.stored.encode([code]),
    inForce.asked.encode([code]),
  ]);
  const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  assert.ok(cosine(asked, row) > 0.9999);
  assert.ok(cosine(stored, name) > cosine(row, name) + 0.05);
  const prose = { text: code.text, kind: 'text' } as const;
  assert.ok(cosine(await inForce.stored.encode([prose]), await encoder.encode([prose])) > 0.9999);
  await inForce.dispose();
});
