import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { roundToHalf } from '../../src/core/index/halfPrecision.ts';
import { openSqliteEmbeddings } from '../../src/node/sqliteEmbeddings.ts';
import { embeddingsContract } from '../core/index/embeddingsContract.ts';
import { hashOf } from '../core/index/storeContract.ts';
import { seededRandom, unitRows } from '../core/index/unitRows.ts';
import { damage } from './damage.ts';

const root = mkdtempSync(join(tmpdir(), 'lookalike-embeddings-'));
after(() => rmSync(root, { recursive: true, force: true }));
let files = 0;
const newPath = () => join(root, String(files++), 'embeddings.sqlite');
const hashes = (count: number) => Array.from({ length: count }, (_, i) => hashOf(`text ${i}`));

embeddingsContract('SqliteEmbeddings', () => openSqliteEmbeddings(newPath()));
writeFileSync(join(root, 'file'), '');
embeddingsContract('SqliteEmbeddings where nothing can be written', () =>
  openSqliteEmbeddings(join(root, 'file', 'embeddings.sqlite')),
);

test('embeddings outlast the process, and two windows share them', async () => {
  const path = newPath();
  const rows = unitRows(50, 32, 1);
  const first = await openSqliteEmbeddings(path);
  const second = await openSqliteEmbeddings(path);
  await first.put('e@1', hashes(50), rows);
  assert.deepEqual(await second.missing('e@1', hashes(51)), [hashOf('text 50')]);
  await second.put('e@1', [hashOf('text 50')], unitRows(1, 32, 2));
  await first.close();
  await second.close();
  const third = await openSqliteEmbeddings(path);
  assert.deepEqual(await third.missing('e@1', hashes(51)), []);
  assert.deepEqual(await third.get('e@1', 32, hashes(50)), roundToHalf(rows));
  await third.close();
});

test('a damaged file yields the right embedding or none', async () => {
  const path = newPath();
  const rows = unitRows(200, 64, 3);
  const expected = roundToHalf(rows);
  const made = await openSqliteEmbeddings(path);
  await made.put('e@1', hashes(200), rows);
  await made.close();
  const bytes = readFileSync(path);
  const random = seededRandom(9);
  let lost = 0;
  for (let round = 0; round < 60; round++) {
    writeFileSync(path, damage(bytes, ['flip', 'cut', 'zero'][round % 3]!, random));
    const store = await openSqliteEmbeddings(path);
    const got = await store.get('e@1', 64, hashes(200));
    for (let i = 0; i < 200; i++) {
      const row = got.subarray(i * 64, (i + 1) * 64);
      const empty = row.every((value) => value === 0);
      if (empty) lost++;
      else assert.deepEqual(row, expected.subarray(i * 64, (i + 1) * 64));
    }
    await store.put('e@1', hashes(200), rows);
    assert.deepEqual(await store.get('e@1', 64, hashes(200)), expected);
    await store.close();
  }
  assert.ok(lost > 0, 'some damage was seen');
});

test('a newer format is left alone', async () => {
  const path = newPath();
  const made = await openSqliteEmbeddings(path);
  await made.put('e@1', hashes(1), unitRows(1, 8, 1));
  await made.close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99');
  database.close();
  const before = readFileSync(path);
  const store = await openSqliteEmbeddings(path);
  await store.put('e@1', hashes(2), unitRows(2, 8, 1));
  assert.deepEqual(await store.missing('e@1', hashes(2)), []);
  await store.close();
  assert.ok(readFileSync(path).equals(before));
});

test('what was not used for longest goes when the file outgrows its cap', async () => {
  const path = newPath();
  let day = 100;
  const store = await openSqliteEmbeddings(path, { capBytes: 400_000, today: () => day });
  const texts = hashes(900);
  await store.put('e@1', texts.slice(0, 300), unitRows(300, 256, 1));
  day += 10;
  await store.get('e@1', 256, texts.slice(0, 100));
  await store.put('e@1', texts.slice(300), unitRows(600, 256, 2));
  const missing = new Set(await store.missing('e@1', texts));
  assert.ok(missing.size > 0 && missing.size < 600);
  // The hundred of day 100 that were used since outlive the two hundred that were not.
  assert.ok(texts.slice(100, 300).every((hash) => missing.has(hash)));
  await store.close();
  assert.ok(statSync(path).size <= 400_000);
});

test('a hash of another shape is refused', async () => {
  const store = await openSqliteEmbeddings(newPath());
  await assert.rejects(store.missing('e@1', ['xyz']), RangeError);
  await store.close();
});

test('five processes that open one file at the same moment all write into it', async () => {
  const path = newPath();
  const script = join(import.meta.dirname, '..', 'crash', 'embeddingChild.ts');
  const names = ['a', 'b', 'c', 'd', 'e'];
  const children = names.map((name) => fork(script, [path, name, '40']));
  await Promise.all(children.map((child) => once(child, 'message')));
  const ended = children.map((child) => once(child, 'exit'));
  for (const child of children) child.send('go');
  assert.deepEqual(
    (await Promise.all(ended)).map(([code]) => code),
    [0, 0, 0, 0, 0],
  );
  const store = await openSqliteEmbeddings(path);
  const all = names.flatMap((name) =>
    Array.from({ length: 120 }, (_, i) => hashOf(`${name} ${Math.floor(i / 3)} ${i % 3}`)),
  );
  assert.deepEqual(await store.missing('e@1', all), []);
  await store.close();
});
