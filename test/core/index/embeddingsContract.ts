/** What every embedding store keeps to; the memory twin and the real one run the same sentences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundToHalf } from '../../../src/core/index/halfPrecision.ts';
import type { EmbeddingStore } from '../../../src/core/index/snippetStore.ts';
import { hashOf } from './storeContract.ts';
import { unitRows } from './unitRows.ts';

export function embeddingsContract(name: string, open: () => Promise<EmbeddingStore>): void {
  const withStore = (sentence: string, check: (store: EmbeddingStore) => Promise<void>) =>
    test(`${name}: ${sentence}`, async () => {
      const store = await open();
      try {
        await check(store);
      } finally {
        await store.close();
      }
    });
  const hashes = ['one', 'two', 'three'].map(hashOf);

  withStore('misses each unknown hash once', async (store) => {
    assert.deepEqual(await store.missing('e@1', [...hashes, hashes[0]!]), hashes);
    assert.deepEqual(await store.missing('e@1', []), []);
  });

  withStore('gives back what was put, to half precision', async (store) => {
    const rows = unitRows(2, 16, 1);
    await store.put('e@1', hashes.slice(0, 2), rows);
    assert.deepEqual(await store.missing('e@1', hashes), [hashes[2]]);
    const got = await store.get('e@1', 16, [hashes[1]!, hashes[2]!, hashes[0]!, hashes[1]!]);
    const rounded = roundToHalf(rows);
    assert.deepEqual(got.subarray(0, 16), rounded.subarray(16));
    assert.deepEqual(got.subarray(16, 32), new Float32Array(16));
    assert.deepEqual(got.subarray(32, 48), rounded.subarray(0, 16));
    assert.deepEqual(got.subarray(48), rounded.subarray(16));
  });

  withStore('keeps encoders apart', async (store) => {
    await store.put('e@1', [hashes[0]!], unitRows(1, 8, 2));
    assert.deepEqual(await store.missing('e@2', [hashes[0]!]), [hashes[0]]);
    assert.deepEqual(await store.get('e@2', 8, [hashes[0]!]), new Float32Array(8));
  });

  withStore('replaces an embedding', async (store) => {
    await store.put('e@1', [hashes[0]!], unitRows(1, 8, 3));
    const second = unitRows(1, 8, 4);
    await store.put('e@1', [hashes[0]!], second);
    assert.deepEqual(await store.get('e@1', 8, [hashes[0]!]), roundToHalf(second));
  });

  withStore('never gives a row of other dimensions', async (store) => {
    await store.put('e@1', [hashes[0]!], unitRows(1, 8, 5));
    assert.deepEqual(await store.get('e@1', 16, [hashes[0]!]), new Float32Array(16));
  });

  withStore('refuses a wrong length and values that are not finite', async (store) => {
    await assert.rejects(store.put('e@1', hashes, new Float32Array(10)), RangeError);
    await assert.rejects(store.put('e@1', hashes, new Float32Array(0)), RangeError);
    const bad = unitRows(3, 4, 6);
    bad[7] = Number.NaN;
    await assert.rejects(store.put('e@1', hashes, bad), RangeError);
    assert.deepEqual(await store.missing('e@1', hashes), hashes);
  });
}
