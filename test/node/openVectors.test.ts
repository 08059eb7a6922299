import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SnippetCatalog } from '../../src/core/index/snippetCatalog.ts';
import { loadHnswlib } from '../../src/node/hnswIndex.ts';
import { openVectors } from '../../src/node/openVectors.ts';
import { indexedFile } from '../core/index/storeContract.ts';
import { unitRows } from '../core/index/unitRows.ts';
import { range } from '../core/index/vectorIndexContract.ts';

const root = mkdtempSync(join(tmpdir(), 'lookalike-graph-'));
after(() => rmSync(root, { recursive: true, force: true }));
const library = await loadHnswlib();
const skip = library instanceof Error ? `hnswlib-node does not load: ${library.message}` : false;
const encoder = { id: 'e@1', dimensions: 16 };
const options = { crossover: 100 };
const rows = unitRows(400, 16, 1);

/** A graph over `order` of 400 texts; ids follow the order, as they do from one start to the next. */
async function opened(folder: string, order: readonly number[], changes = {}) {
  let rests = 0;
  const rest = async () => {
    rests++;
  };
  const graph = openVectors(folder, encoder, rest, { ...options, ...changes });
  const catalog = new SnippetCatalog();
  const texts = order.map((text) => `text ${text}`);
  catalog.put(indexedFile('a.ts', texts).record);
  for (const [id, text] of order.entries()) {
    await graph.vectors.add([id], rows.slice(text * 16, (text + 1) * 16));
  }
  const cared = async () => {
    graph.care(catalog, 1);
    const deadline = Date.now() + 20_000;
    while (!graph.vectors.isApproximate && !graph.notices.join().includes('add-on')) {
      assert.ok(Date.now() < deadline, 'built in time');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { graph, catalog, cared, rests: () => rests };
}

test('a second start takes the saved graph over, under new ids', { skip }, async () => {
  const first = await opened(root, range(400));
  await first.cared();
  assert.ok(first.rests() > 20);
  await first.graph.close();
  const second = await opened(root, range(400).reverse());
  await second.cared();
  assert.equal(second.graph.vectors.isApproximate, true);
  assert.equal(second.rests(), 0, 'nothing was built');
  const [nearest] = await second.graph.vectors.search(rows.slice(0, 16), 1);
  assert.equal(nearest!.id, 399);
  await second.graph.close();
});

test('a damaged graph is said once and built anew; another encoder does the same quietly', {
  skip,
}, async () => {
  const path = join(root, 'graph.hnsw');
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
  const third = await opened(root, range(400));
  await third.cared();
  await third.cared();
  await third.cared();
  assert.equal(third.graph.notices.length, 1);
  await third.graph.close();
  assert.ok(!readFileSync(path).equals(bytes));
});

test('where the add-on does not load, exact search answers and says so', async () => {
  const folder = join(root, 'none');
  const load = async () => new Error('no binary for this platform');
  const { graph, cared } = await opened(folder, range(400), { load });
  await cared();
  assert.equal(graph.vectors.isApproximate, false);
  assert.equal(graph.notices.length, 1);
  assert.equal((await graph.vectors.search(rows.slice(0, 16), 1))[0]!.id, 0);
  await graph.close();
});

test('a small folder has no graph', async () => {
  const folder = join(root, 'small');
  const { graph, catalog } = await opened(folder, range(50), { load: () => assert.fail() });
  graph.care(catalog, 1);
  await graph.close();
  assert.equal(existsSync(join(folder, 'graph.hnsw')), false);
});
