import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { type ApproximateIndex, TieredIndex } from '../../../src/core/index/tieredIndex.ts';
import { unitRows } from './unitRows.ts';
import { range, vectorIndexContract } from './vectorIndexContract.ts';

/** Stands for a graph: exact, but remembers its deletions as one does, and counts questions. */
class CountingGraph extends ExactIndex implements ApproximateIndex {
  deletedCount = 0;
  searches = 0;

  override async remove(ids: readonly number[]): Promise<void> {
    this.deletedCount += ids.filter((id) => this.has(id)).length;
    await super.remove(ids);
  }

  override search(...parameters: Parameters<ExactIndex['search']>) {
    this.searches++;
    return super.search(...parameters);
  }
}

function tiered(crossover: number) {
  const graphs: CountingGraph[] = [];
  const approximate = async (dimensions: number) => {
    const graph = new CountingGraph(dimensions);
    graphs.push(graph);
    return graph;
  };
  return { graphs, index: new TieredIndex(16, { crossover, approximate }) };
}

vectorIndexContract(
  'TieredIndex without an approximate one',
  async (dimensions) => new TieredIndex(dimensions, { crossover: 10 }),
  { leastRecall: 1 },
);

test('below the crossover, and while it is built, exact search answers', async () => {
  const { index, graphs } = tiered(100);
  const rows = unitRows(200, 16, 1);
  await index.add(range(50), rows.slice(0, 50 * 16));
  await index.build();
  assert.equal(graphs.length, 0);
  await index.add(range(150, 50), rows.slice(50 * 16));
  const building = index.build();
  const query = rows.slice(0, 16);
  const during = await index.search(query, 5);
  assert.equal(index.isApproximate, false);
  await building;
  assert.equal(index.isApproximate, true);
  assert.equal(graphs[0]!.searches, 0);
  assert.deepEqual(await index.search(query, 5), during);
  assert.equal(graphs[0]!.searches, 1);
});

test('a filtered search is exact', async () => {
  const { index, graphs } = tiered(10);
  await index.add(range(100), unitRows(100, 16, 2));
  await index.build();
  const found = await index.search(unitRows(1, 16, 3), 3, (id) => id >= 97);
  assert.equal(found.length, 3);
  assert.equal(graphs[0]!.searches, 0);
});

test('the build stops when cancelled and goes on later', async () => {
  const { index } = tiered(10);
  await index.add(range(500), unitRows(500, 16, 4));
  const controller = new AbortController();
  let slices = 0;
  const rest = async () => {
    if (++slices === 3) controller.abort();
  };
  await assert.rejects(index.build(rest, controller.signal), { name: 'AbortError' });
  assert.equal(index.isApproximate, false);
  await index.build();
  assert.equal(index.isApproximate, true);
});

test('a graph worn by deletions is built anew', async () => {
  const { index, graphs } = tiered(10);
  await index.add(range(100), unitRows(100, 16, 5));
  await index.build();
  await index.remove(range(40));
  await index.build();
  assert.equal(graphs.length, 2);
  assert.equal(graphs[1]!.size, 60);
});

test('a saved graph is taken over, what it lacks is added', async () => {
  const { index, graphs } = tiered(10);
  const rows = unitRows(100, 16, 6);
  const saved = new CountingGraph(16);
  await saved.add(range(70, 10), rows.slice(10 * 16, 80 * 16));
  await index.add(range(90, 10), rows.slice(10 * 16));
  index.adopt(saved);
  assert.equal(index.isApproximate, false);
  await index.build();
  assert.equal(graphs.length, 0, 'nothing was built anew');
  assert.equal(saved.size, 90);
  const found = await index.search(rows.slice(0, 16), 100);
  assert.equal(found.length, 90);
  assert.throws(() => index.adopt(new CountingGraph(8)), RangeError);
});

test('the join of a tiered index is the exact one', async () => {
  const { index } = tiered(10);
  const rows = unitRows(300, 16, 7, { spread: 0.2 });
  await index.add(range(300), rows);
  const exact = new ExactIndex(16);
  await exact.add(range(300), rows);
  const count = async (of: TieredIndex | ExactIndex) => {
    let pairs = 0;
    for await (const { a } of of.pairsWithin(0.5)) pairs += a.length;
    return pairs;
  };
  assert.equal(await count(index), await count(exact));
  assert.ok((await count(index)) > 0);
});
