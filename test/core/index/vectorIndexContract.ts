/** What every vector index keeps to; the exact and the approximate one run the same sentences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Neighbor, VectorIndex } from '../../../src/core/index/vectorIndex.ts';
import { unitRows } from './unitRows.ts';

/** Brute force in double precision: the oracle. */
export function bruteForce(
  rows: ReadonlyMap<number, Float32Array>,
  query: Float32Array,
  limit: number,
): Neighbor[] {
  return [...rows]
    .map(([id, row]) => {
      let squared = 0;
      for (const [k, value] of row.entries()) squared += (value - query[k]!) ** 2;
      return { id, distance: Math.sqrt(squared) };
    })
    .sort((a, b) => a.distance - b.distance || a.id - b.id)
    .slice(0, limit);
}

export function vectorIndexContract(
  name: string,
  open: (dimensions: number) => Promise<VectorIndex>,
  { leastRecall }: { readonly leastRecall: number },
): void {
  const sentence = (what: string, check: () => Promise<void>) => test(`${name}: ${what}`, check);

  sentence('is empty at first and says so', async () => {
    const index = await open(8);
    assert.equal(index.dimensions, 8);
    assert.equal(index.size, 0);
    assert.deepEqual(await index.search(unitRows(1, 8, 1), 5), []);
    await index.remove([1, 2, 3]);
    await index.add([], new Float32Array(0));
    assert.equal(index.size, 0);
  });

  sentence('finds itself first, at distance 0, and no more than it holds', async () => {
    const index = await open(16);
    const rows = unitRows(20, 16, 2);
    await index.add(range(20, 100), rows);
    const found = await index.search(rows.slice(16 * 7, 16 * 8), 50);
    assert.equal(found.length, 20);
    assert.equal(found[0]!.id, 107);
    assert.ok(found[0]!.distance < 1e-6);
    for (const [i, neighbor] of found.entries()) {
      if (i > 0) assert.ok(neighbor.distance >= found[i - 1]!.distance);
    }
    assert.deepEqual(await index.search(rows.slice(0, 16), 0), []);
  });

  sentence('agrees with brute force while rows come, change and go', async () => {
    const dimensions = 24;
    const index = await open(dimensions);
    const truth = new Map<number, Float32Array>();
    let right = 0;
    let asked = 0;
    for (let round = 0; round < 6; round++) {
      const ids = range(400, round * 250);
      const rows = unitRows(400, dimensions, 10 + round);
      await index.add(ids, rows);
      for (const [i, id] of ids.entries()) {
        truth.set(id, rows.slice(i * dimensions, (i + 1) * dimensions));
      }
      const gone = range(60, round * 200);
      await index.remove(gone);
      for (const id of gone) truth.delete(id);
      assert.equal(index.size, truth.size);
      const queries = unitRows(10, dimensions, 50 + round);
      for (let q = 0; q < 10; q++) {
        const query = queries.slice(q * dimensions, (q + 1) * dimensions);
        const expected = bruteForce(truth, query, 10);
        const found = await index.search(query, 10);
        asked += expected.length;
        const near = new Set(expected.map((neighbor) => neighbor.id));
        for (const { id, distance } of found) {
          assert.ok(truth.has(id), `id ${id} was removed`);
          const [exact] = bruteForce(new Map([[id, truth.get(id)!]]), query, 1);
          assert.ok(Math.abs(distance - exact!.distance) < 1e-5);
          if (near.has(id)) right++;
        }
      }
    }
    assert.ok(right / asked >= leastRecall, `recall ${right / asked}`);
  });

  sentence('leaves out what the caller refuses, and still fills the limit', async () => {
    const index = await open(16);
    const rows = unitRows(200, 16, 3);
    await index.add(range(200), rows);
    const found = await index.search(rows.slice(0, 16), 10, (id) => id % 2 === 1);
    assert.equal(found.length, 10);
    assert.ok(found.every(({ id }) => id % 2 === 1));
    assert.deepEqual(await index.search(rows.slice(0, 16), 10, () => false), []);
  });

  sentence('copies what it is given', async () => {
    const index = await open(16);
    const rows = unitRows(3, 16, 4);
    const query = rows.slice(0, 16);
    await index.add([1, 2, 3], rows);
    rows.fill(0);
    assert.equal((await index.search(query, 1))[0]!.id, 1);
  });

  sentence('refuses a wrong length and values that are not finite', async () => {
    const index = await open(16);
    await assert.rejects(index.add([1], new Float32Array(15)), RangeError);
    const rows = unitRows(2, 16, 5);
    rows[20] = Number.NaN;
    await assert.rejects(index.add([1, 2], rows), RangeError);
    assert.equal(index.size, 0);
    await assert.rejects(index.search(new Float32Array(17), 1), RangeError);
    await assert.rejects(index.search(rows.slice(16), 1), RangeError);
  });

  sentence('stops before a search that was cancelled', async () => {
    const index = await open(16);
    await index.add([1], unitRows(1, 16, 6));
    const query = unitRows(1, 16, 6);
    await assert.rejects(index.search(query, 1, undefined, AbortSignal.abort()), {
      name: 'AbortError',
    });
  });
}

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
