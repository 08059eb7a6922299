import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadGraph, saveGraph } from '../../src/node/hnswFile.ts';
import { HnswIndex, loadHnswlib } from '../../src/node/hnswIndex.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { seededRandom, unitRows } from '../core/index/unitRows.ts';
import { range } from '../core/index/vectorIndexContract.ts';
import { damage } from './damage.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookalike-hnsw-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'graph.hnsw');
const owner = { encoderId: 'e@1', dimensions: 32 };
const rows = unitRows(300, 32, 1);
const textHash = (id: number) => hashOf(`text ${id}`);
const idOf = new Map(range(300).map((id) => [textHash(id), id]));

const library = await loadHnswlib();
const skip = library instanceof Error ? `hnswlib-node does not load: ${library.message}` : false;
const hnswlib = library as Exclude<typeof library, Error>;

async function saved(): Promise<HnswIndex> {
  const graph = HnswIndex.create(hnswlib, 32);
  await graph.add(range(300), rows);
  await graph.remove([5]);
  saveGraph(path, graph, { ...owner, generation: 7, textHash });
  return graph;
}

test('a saved graph gives the same answers, under the ids of the day', { skip }, async () => {
  const graph = await saved();
  assert.deepEqual(readdirSync(folder), ['graph.hnsw']);
  const loaded = loadGraph(hnswlib, path, owner, (hash) => {
    const id = idOf.get(hash);
    return id === undefined || id === 9 ? undefined : id + 1000;
  });
  assert.ok(loaded instanceof HnswIndex);
  assert.equal(loaded.size, 298);
  assert.equal(loaded.deletedCount, 2);
  for (const id of [0, 9, 150, 299]) {
    const query = rows.slice(id * 32, (id + 1) * 32);
    const before = (await graph.search(query, 10)).filter((neighbor) => neighbor.id !== 9);
    const found = await loaded.search(query, 10);
    assert.deepEqual(
      found.slice(0, before.length).map((neighbor) => neighbor.id - 1000),
      before.map((neighbor) => neighbor.id),
    );
  }
  await loaded.add([5000], unitRows(1, 32, 2));
  assert.equal((await loaded.search(unitRows(1, 32, 2), 1))[0]!.id, 5000);
  assert.deepEqual(readdirSync(folder), ['graph.hnsw']);
});

test('no file, another encoder, other dimensions: not this graph', { skip }, async () => {
  await saved();
  const load = (of: typeof owner, at = path) =>
    loadGraph(hnswlib, at, of, (hash) => idOf.get(hash));
  assert.equal(load(owner, join(folder, 'none')), 'absent');
  assert.equal(load({ ...owner, encoderId: 'e@2' }), 'other');
  assert.equal(load({ ...owner, dimensions: 64 }), 'other');
});

test('a cut, flipped or zeroed file is never shown to the library', { skip }, async () => {
  await saved();
  const bytes = readFileSync(path);
  const random = seededRandom(3);
  for (const how of ['cut', 'flip', 'zero']) {
    for (let round = 0; round < 60; round++) {
      const damaged = damage(bytes, how, random);
      if (damaged.equals(bytes)) continue;
      writeFileSync(path, damaged);
      const loaded = loadGraph(hnswlib, path, owner, (hash) => idOf.get(hash));
      assert.equal(loaded, 'damaged');
    }
  }
  writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(1)]));
  assert.equal(
    loadGraph(hnswlib, path, owner, (hash) => idOf.get(hash)),
    'damaged',
  );
});

test('what a killed process left behind is removed at the next save', { skip }, async () => {
  // Process numbers end below this on every system that runs this.
  for (const kind of ['tmp', 'native', 'private']) writeFileSync(`${path}.99999999.${kind}`, 'x');
  writeFileSync(`${path}.${process.ppid}.tmp`, 'alive');
  await saved();
  assert.deepEqual(readdirSync(folder).sort(), ['graph.hnsw', `graph.hnsw.${process.ppid}.tmp`]);
});
