import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { roundToHalf } from '../../src/core/index/halfPrecision.ts';
import { readRows, saveRows } from '../../src/node/rowsFile.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { seededRandom, unitRows } from '../core/index/unitRows.ts';
import { damage } from './damage.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookalike-rows-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'embeddings.rows');
const owner = { encoderId: 'e@1', dimensions: 24 };
const COUNT = 2500;
const embeddings = roundToHalf(unitRows(COUNT, 24, 1));
const row = (i: number) => embeddings.subarray(i * 24, (i + 1) * 24);
const textHash = (i: number) => hashOf(`text ${i}`);

function loaded(of = owner): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const { hashes, rows } of readRows(path, of)) {
    for (const [i, hash] of hashes.entries()) found.set(hash, rows.slice(i * 24, (i + 1) * 24));
  }
  return found;
}

function save(): void {
  saveRows(path, owner, { rows: COUNT, textHash, embedding: row });
}

test('saved rows come back, each under its text, to the last bit', () => {
  assert.equal(loaded().size, 0);
  save();
  const found = loaded();
  assert.equal(found.size, COUNT);
  for (let i = 0; i < COUNT; i++) assert.deepEqual(found.get(textHash(i)), row(i));
  assert.deepEqual(readdirSync(folder), ['embeddings.rows']);
});

test('rows of another encoder or of other dimensions are not taken', () => {
  save();
  assert.equal(loaded({ ...owner, encoderId: 'e@2' }).size, 0);
  assert.equal([...readRows(path, { ...owner, dimensions: 12 })].length, 0);
});

test('of a damaged file only whole chunks are taken', () => {
  save();
  const bytes = readFileSync(path);
  const random = seededRandom(2);
  let fewer = 0;
  for (let round = 0; round < 90; round++) {
    writeFileSync(path, damage(bytes, ['cut', 'flip', 'zero'][round % 3]!, random));
    const found = loaded();
    if (found.size < COUNT) fewer++;
    for (const [hash, values] of found) {
      const i = indexOf.get(hash);
      assert.ok(i !== undefined);
      assert.deepEqual(values, row(i));
    }
  }
  assert.ok(fewer >= 89, `${fewer} damaged files were noticed`);
});

const indexOf = new Map(Array.from({ length: COUNT }, (_, i) => [textHash(i), i]));
