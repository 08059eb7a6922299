import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AutoTokenizer, env, pipeline } from '@xenova/transformers';
import { OnnxRuntime } from '../../src/node/onnxRuntime.ts';

const models = join(dirname(fileURLToPath(import.meta.url)), '../../models');
const folder = join(models, 'lookalike');
env.allowRemoteModels = false;
env.localModelPath = models;

const TEXTS = [
  'function add(left, right) { return left + right; }',
  'def sum_of_two_numbers(a, b):\n    return a + b',
  'Reads a configuration file and merges it with the defaults.',
  'for (int i = 0; i < n; i++) total += values[i];',
];

async function embedDirectly(texts: readonly string[]): Promise<Float32Array[]> {
  const tokenizer = await AutoTokenizer.from_pretrained('lookalike');
  const runtime = await OnnxRuntime.load(join(folder, 'onnx/model_quantized.onnx'));
  const embeddings: Float32Array[] = [];
  for (const text of texts) {
    const ids = tokenizer.encode(text);
    const shape = [1, ids.length];
    const outputs = await runtime.run({
      input_ids: { type: 'int64', data: BigInt64Array.from(ids, BigInt), shape },
      attention_mask: { type: 'int64', data: new BigInt64Array(ids.length).fill(1n), shape },
    });
    embeddings.push(outputs['sentence_embedding']!.data.slice());
  }
  await runtime.dispose();
  return embeddings;
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  for (let k = 0; k < a.length; k++) dot += a[k]! * b[k]!;
  return dot;
}

test('every file of the shipped encoder has its checksum, and together they stay under 12 MB', () => {
  const checksums = JSON.parse(readFileSync(join(folder, 'checksums.json'), 'utf8'));
  let bytes = 0;
  for (const [name, expected] of Object.entries(checksums)) {
    const path = join(folder, name);
    const actual = createHash('sha256').update(readFileSync(path)).digest('hex');
    assert.equal(actual, expected, name);
    bytes += statSync(path).size;
  }
  assert.ok(Object.keys(checksums).length >= 4);
  assert.ok(bytes < 12e6, `${bytes} bytes`);
});

test('transformers.js loads the shipped encoder, and plain mean pooling gives its embedding', async () => {
  const embedder = await pipeline('feature-extraction', 'lookalike', { dtype: 'q8' });
  const direct = await embedDirectly(TEXTS);
  for (const [i, text] of TEXTS.entries()) {
    const pooled = await embedder(text, { pooling: 'mean', normalize: true });
    const similarity = cosine(pooled.data as Float32Array, direct[i]!);
    assert.ok(similarity > 0.9999, `text ${i}: cosine ${similarity}`);
    assert.ok(Math.abs(cosine(direct[i]!, direct[i]!) - 1) < 1e-4);
  }
  await embedder.dispose();
});

test('the shipped encoder puts two additions nearer to each other than to prose', async () => {
  const [add, sum, prose] = await embedDirectly(TEXTS);
  assert.ok(cosine(add!, sum!) > cosine(add!, prose!) + 0.1);
});
