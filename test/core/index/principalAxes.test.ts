import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalAxes } from '../../../src/core/index/principalAxes.ts';
import { RowRotation } from '../../../src/core/index/rowRotation.ts';
import { seededRandom, unitRows } from './unitRows.ts';

/** Rows of 64 dimensions that live in `rank` of them, seen through a fixed mixture. */
function flatRows(count: number, rank: number): Float32Array {
  const inner = unitRows(count, rank, 1);
  const mixture = unitRows(rank, 64, 2, { spread: 1 });
  const rows = new Float32Array(count * 64);
  for (let i = 0; i < count; i++) {
    for (let r = 0; r < rank; r++) {
      for (let k = 0; k < 64; k++) {
        rows[i * 64 + k]! += inner[i * rank + r]! * mixture[r * 64 + k]!;
      }
    }
  }
  return rows;
}

const at = (rows: Float32Array) => (i: number) => rows.subarray(i * 64, (i + 1) * 64);

test('the axes are orthonormal, also where the rows fill only a few dimensions', () => {
  for (const rows of [unitRows(500, 64, 3), flatRows(500, 5), new Float32Array(64 * 10)]) {
    const axes = principalAxes(at(rows), rows.length / 64, { dimensions: 64, leading: 16 });
    for (let a = 0; a < 64; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let k = 0; k < 64; k++) dot += axes[a * 64 + k]! * axes[b * 64 + k]!;
        assert.ok(Math.abs(dot - (a === b ? 1 : 0)) < 1e-6, `${a} · ${b} = ${dot}`);
      }
    }
  }
});

test('the first axes hold what the rows have', () => {
  const rows = flatRows(500, 12);
  const axes = principalAxes(at(rows), 500, { dimensions: 64, leading: 16 });
  const rotated = new RowRotation(64, axes).rotate(rows.subarray(0, 64 * 60));
  let head = 0;
  let all = 0;
  for (const [k, value] of rotated.entries()) {
    all += value * value;
    if (k % 64 < 16) head += value * value;
  }
  assert.ok(head / all > 0.999);
});

test('a rotation changes dot products by less than it says', () => {
  const rows = unitRows(60, 64, 4);
  const random = seededRandom(5);
  const axes = principalAxes(at(rows), 60, { dimensions: 64, leading: 16 });
  const rotation = new RowRotation(64, axes);
  const rotated = rotation.rotate(rows).slice();
  const dot = (of: Float32Array, a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < 64; k++) sum += of[a * 64 + k]! * of[b * 64 + k]!;
    return sum;
  };
  for (let i = 0; i < 200; i++) {
    const [a, b] = [Math.floor(random() * 60), Math.floor(random() * 60)];
    assert.ok(Math.abs(dot(rows, a, b) - dot(rotated, a, b)) < rotation.looseness);
  }
  assert.throws(() => new RowRotation(6, new Float32Array(36)), RangeError);
});
