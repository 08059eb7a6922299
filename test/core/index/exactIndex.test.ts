import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import type { JoinOptions } from '../../../src/core/index/vectorIndex.ts';
import { seededRandom, unitRows } from './unitRows.ts';
import { bruteForce, range, vectorIndexContract } from './vectorIndexContract.ts';

vectorIndexContract('ExactIndex', async (dimensions) => new ExactIndex(dimensions), {
  leastRecall: 1,
});

test('search equals brute force to the last bit, whatever the data look like', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: 1500 }),
        dimensions: fc.integer({ min: 1, max: 70 }),
        limit: fc.integer({ min: 1, max: 30 }),
        seed: fc.nat(),
        spread: fc.constantFrom(0, 1e-4, 0.05, 0.5, 1),
        outlier: fc.boolean(),
      }),
      async ({ count, dimensions, limit, seed, spread, outlier }) => {
        const index = new ExactIndex(dimensions);
        const rows = unitRows(count, dimensions, seed, { spread });
        // One value that takes the whole int8 range leaves the others almost none.
        if (outlier) for (let i = 0; i < count; i += 3) rows[i * dimensions] = 30;
        await index.add(range(count), rows);
        const truth = new Map(
          range(count).map((i) => [i, rows.subarray(i * dimensions, (i + 1) * dimensions)]),
        );
        const near = rows.slice(0, dimensions);
        for (const query of [near, unitRows(1, dimensions, seed + 1)]) {
          assert.deepEqual(await index.search(query, limit), bruteForce(truth, query, limit));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('rows of zeros and equal rows are told apart by id alone', async () => {
  const index = new ExactIndex(4);
  await index.add([5, 3, 9], new Float32Array(12));
  assert.deepEqual(await index.search(new Float32Array(4), 2), [
    { id: 3, distance: 0 },
    { id: 5, distance: 0 },
  ]);
});

test('the join finds exactly the pairs that two loops find', async () => {
  for (const { count, dimensions, spread, maxDistance } of [
    { count: 1300, dimensions: 20, spread: 0.3, maxDistance: 0.6 },
    { count: 700, dimensions: 256, spread: 0.4, maxDistance: 0.9 },
    { count: 5, dimensions: 3, spread: 1, maxDistance: 2 },
    { count: 515, dimensions: 16, spread: 0, maxDistance: 0 },
    { count: 1, dimensions: 16, spread: 0, maxDistance: 1 },
  ]) {
    const index = new ExactIndex(dimensions);
    const rows = unitRows(count, dimensions, 7, { spread });
    await index.add(range(count), rows);
    // Some go, so that rows no longer follow ids.
    const gone = range(Math.floor(count / 10), 3);
    await index.remove(gone);
    const kept = range(count).filter((id) => !gone.includes(id));
    const expected = new Map<string, number>();
    for (const a of kept) {
      for (const b of kept) {
        if (a >= b) continue;
        let squared = 0;
        for (let k = 0; k < dimensions; k++) {
          squared += (rows[a * dimensions + k]! - rows[b * dimensions + k]!) ** 2;
        }
        if (Math.sqrt(squared) <= maxDistance) expected.set(`${a} ${b}`, Math.sqrt(squared));
      }
    }
    assert.ok(count === 1 || expected.size > 3, `${expected.size} pairs to find`);
    for (const { parts, rotatedFrom } of [
      { parts: 1, rotatedFrom: 1e9 },
      { parts: 3, rotatedFrom: 1e9 },
      { parts: 2, rotatedFrom: 0 },
    ]) {
      const found = new Map<string, number>();
      for (let part = 0; part < parts; part++) {
        const options = { part: { index: part, count: parts }, rotatedFrom };
        for await (const { a, b, distance } of index.pairsWithin(maxDistance, options)) {
          for (const [i, id] of a.entries()) {
            assert.ok(!found.has(`${id} ${b[i]}`), 'a pair comes once');
            found.set(`${id} ${b[i]}`, distance[i]!);
          }
        }
      }
      assert.deepEqual(found, new Map([...found].filter(([pair]) => expected.has(pair))));
      assert.equal(found.size, expected.size);
      for (const [pair, distance] of found) assert.equal(distance, expected.get(pair));
    }
  }
});

test('a join of some ids is the join less the others', async () => {
  const index = new ExactIndex(64);
  await index.add(range(900), unitRows(900, 64, 12, { spread: 0.3 }));
  const accept = (id: number) => id % 3 !== 0;
  for (const rotatedFrom of [0, 1e9]) {
    const all = await joined(index, 0.6, { rotatedFrom });
    const some = await joined(index, 0.6, { rotatedFrom, accept });
    const expected = all.filter((pair) => pair.split(' ').map(Number).every(accept));
    assert.ok(expected.length > 0 && expected.length < all.length);
    assert.deepEqual(some, expected);
  }
});

async function joined(index: ExactIndex, maxDistance: number, options: JoinOptions) {
  const pairs: string[] = [];
  for await (const { a, b } of index.pairsWithin(maxDistance, options)) {
    for (const [i, id] of a.entries()) pairs.push(`${id} ${b[i]}`);
  }
  return pairs.sort((x, y) => (x < y ? -1 : 1));
}

test('a join tells its progress, stops when cancelled, lets others run, refuses changes', async () => {
  const index = new ExactIndex(16);
  await index.add(range(4000), unitRows(4000, 16, 8));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const seen: number[] = [];
  for await (const _ of index.pairsWithin(0.3, { progress: (done) => seen.push(done) }));
  clearInterval(timer);
  assert.ok(turns > 0 && seen.length > 3);
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    seen,
  );
  assert.equal(seen.at(-1), (8 * 9) / 2);

  const controller = new AbortController();
  const cancelled = async () => {
    const progress = () => controller.abort();
    for await (const _ of index.pairsWithin(0.3, { progress }, controller.signal));
  };
  await assert.rejects(cancelled, { name: 'AbortError' });

  const changed = async () => {
    const progress = () => void index.remove([1]);
    for await (const _ of index.pairsWithin(0.3, { progress }));
  };
  await assert.rejects(changed, /changed during a join/);
  await assert.rejects(async () => {
    for await (const _ of index.pairsWithin(-0.1));
  }, RangeError);
});

test('memory follows the number of rows, also back down in the float rows', async () => {
  const index = new ExactIndex(64);
  await index.add(range(5000), unitRows(5000, 64, 9));
  const full = index.sizeBytes;
  await index.remove(range(4000));
  assert.ok(index.sizeBytes < full);
  assert.equal(index.size, 1000);
  assert.ok(index.has(4500) && !index.has(10));
  assert.equal(index.embedding(10), undefined);
  assert.equal(index.embedding(4500)?.length, 64);
});

test('dimensions outside 1..4096 are refused with their number', () => {
  for (const dimensions of [0, -1, 1.5, 5000]) {
    assert.throws(() => new ExactIndex(dimensions), RangeError);
  }
});

test('4096 dimensions at full swing stay within 32-bit sums', async () => {
  const random = seededRandom(11);
  const rows = Float32Array.from({ length: 4096 * 3 }, () => (random() < 0.5 ? -1 : 1) / 64);
  const index = new ExactIndex(4096);
  await index.add([0, 1, 2], rows);
  const found = await index.search(rows.slice(0, 4096), 3);
  assert.equal(found[0]!.id, 0);
  assert.equal(found[0]!.distance, 0);
});
