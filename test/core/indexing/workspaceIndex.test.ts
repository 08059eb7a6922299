import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { MemoryEmbeddings } from '../../../src/core/index/memoryEmbeddings.ts';
import { MemoryStore } from '../../../src/core/index/memoryStore.ts';
import { type SavedRows, WorkspaceIndex } from '../../../src/core/indexing/workspaceIndex.ts';
import { hashOf, indexedFile } from '../index/storeContract.ts';
import { unitRows } from '../index/unitRows.ts';
import { CountingEncoder } from './memoryWorkspace.ts';

/** Remembers what it was asked for. */
class AskedEmbeddings extends MemoryEmbeddings {
  readonly asked: string[] = [];

  override get(encoderId: string, dimensions: number, textHashes: readonly string[]) {
    this.asked.push(...textHashes);
    return super.get(encoderId, dimensions, textHashes);
  }
}

const TEXTS = 9000;
const text = (i: number) => `text ${i}`;

test('a large folder is loaded from its saved rows, and only the rest from the store', async () => {
  const encoder = new CountingEncoder();
  const rows = unitRows(TEXTS, 16, 1);
  const row = (i: number) => rows.slice(i * 16, (i + 1) * 16);
  const store = new MemoryStore();
  for (let from = 0; from < TEXTS; from += 100) {
    const texts = Array.from({ length: 100 }, (_, i) => text(from + i));
    await store.putFiles([indexedFile(`${from}.ts`, texts)]);
  }
  const embeddings = new AskedEmbeddings();
  await embeddings.put(encoder.id, [hashOf(text(TEXTS - 1))], row(TEXTS - 1));
  const vectors = new ExactIndex(16);
  // Saved were all but the last two, and one text that no file holds any more.
  function* savedRows(): Generator<SavedRows> {
    const whole = Array.from({ length: TEXTS - 1000 }, (_, i) => hashOf(text(i)));
    yield { hashes: whole, rows: rows.slice(0, whole.length * 16) };
    const rest = Array.from({ length: 998 }, (_, i) => hashOf(text(TEXTS - 1000 + i)));
    const values = new Float32Array(999 * 16);
    values.set(unitRows(1, 16, 9));
    values.set(rows.subarray((TEXTS - 1000) * 16, (TEXTS - 2) * 16), 16);
    yield { hashes: [hashOf('gone'), ...rest], rows: values };
  }
  const index = new WorkspaceIndex(store, { encoder, embeddings, vectors, savedRows });
  const incomplete = await index.refresh();
  assert.deepEqual(embeddings.asked, [hashOf(text(TEXTS - 2)), hashOf(text(TEXTS - 1))]);
  assert.deepEqual(incomplete, [`${TEXTS - 100}.ts`], 'the text nobody has an embedding of');
  assert.equal(vectors.size, TEXTS - 1);
  for (const i of [0, 4321, TEXTS - 1000, TEXTS - 3]) {
    assert.deepEqual(vectors.embedding(index.catalog.idOf(hashOf(text(i)))!), row(i));
  }
  assert.deepEqual(encoder.texts, []);
});
