import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TieredIndex } from '../../src/core/index/tieredIndex.ts';
import { HnswIndex, loadHnswlib } from '../../src/node/hnswIndex.ts';
import { unitRows } from '../core/index/unitRows.ts';
import { range, vectorIndexContract } from '../core/index/vectorIndexContract.ts';

const library = await loadHnswlib();
if (library instanceof Error) {
  test('HnswIndex', { skip: `hnswlib-node does not load: ${library.message}` }, () => {});
} else {
  vectorIndexContract('HnswIndex', async (dimensions) => HnswIndex.create(library, dimensions), {
    leastRecall: 0.95,
  });
  vectorIndexContract(
    'TieredIndex over HNSW',
    async (dimensions) => {
      const approximate = async () => HnswIndex.create(library, dimensions);
      return builtAfterEachChange(new TieredIndex(dimensions, { crossover: 100, approximate }));
    },
    { leastRecall: 0.95 },
  );

  test('a text that went and came back is found again, once', async () => {
    const index = HnswIndex.create(library, 16);
    const rows = unitRows(50, 16, 1);
    await index.add(range(50), rows);
    await index.remove([7]);
    await index.add([7], rows.slice(7 * 16, 8 * 16));
    await index.add([7], rows.slice(7 * 16, 8 * 16));
    const found = await index.search(rows.slice(7 * 16, 8 * 16), 50);
    assert.equal(found.length, 50);
    assert.equal(found[0]!.id, 7);
    assert.equal(new Set(found.map(({ id }) => id)).size, 50);
  });
}

/** The same index, whose graph is up to date before each question. */
function builtAfterEachChange(index: TieredIndex): TieredIndex {
  const search = index.search.bind(index);
  index.search = async (...parameters) => {
    await index.build();
    return search(...parameters);
  };
  return index;
}
