import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import type { WordHits } from '../../src/core/index/wordHits.ts';
import { openSqliteStore, type SqliteStore } from '../../src/node/sqliteStore.ts';
import { indexedFile, storeContract } from '../core/index/storeContract.ts';
import { seededRandom } from '../core/index/unitRows.ts';
import { damage } from './damage.ts';

const root = mkdtempSync(join(tmpdir(), 'lookalike-store-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
/** Below a file no folder can be, not even for root. */
const unwritable = join(root, 'file', 'folder');
writeFileSync(join(root, 'file'), '');
const newFolder = () => join(root, String(folders++));

const options = {
  cutVersion: '1',
  words: { version: '1', split: (text: string) => text.toLowerCase().split(/[\s/.]+/) },
};
const open = (folder: string, changes: Partial<Parameters<typeof openSqliteStore>[1]> = {}) =>
  openSqliteStore(folder, { ...options, ...changes });

storeContract('SqliteStore', () => open(newFolder()));
storeContract('SqliteStore where nothing can be written', () => open(unwritable));

const files = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) =>
    indexedFile(`src/file${from + i}.ts`, [`alpha${from + i} common`, `beta${from + i}`]),
  );

async function filled(folder: string): Promise<SqliteStore> {
  const store = await open(folder);
  await store.putFiles(files(60));
  return store;
}

test('what was put is there after closing and after not closing', async () => {
  const folder = newFolder();
  const store = await filled(folder);
  await store.close();
  const second = await open(folder);
  assert.deepEqual(await second.files(), sorted(files(60)));
  assert.deepEqual(second.notices, []);
  assert.ok(second.generation > 60);
  const { generation } = second;
  await second.putFiles(files(1, 60));
  await second.close();
  const third = await open(folder);
  assert.equal(third.generation, generation + 1);
  assert.equal((await third.searchWords(['alpha60'], 5))[0]?.path, 'src/file60.ts');
  await third.close();
});

test('another version of cuts or words starts anew, a newer format is refused and kept', async () => {
  const folder = newFolder();
  await (await filled(folder)).close();
  for (const change of [{ cutVersion: '2' }, { words: { ...options.words, version: '2' } }]) {
    const store = await open(folder, change);
    assert.equal(await store.fileCount(), 0);
    assert.equal(store.notices.length, 1);
    await store.putFiles(files(3));
    await store.close();
  }
  const path = join(folder, 'store.sqlite');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99');
  database.close();
  rmSync(`${path}.seal`);
  await assert.rejects(open(folder), { name: 'UserError', code: 'store-unusable' });
  assert.ok(statSync(path).size > 0);
});

test('a damaged file is rebuilt or read as it was, never believed', async () => {
  const folder = newFolder();
  await (await filled(folder)).close();
  const path = join(folder, 'store.sqlite');
  const bytes = readFileSync(path);
  const seal = readFileSync(`${path}.seal`);
  const random = seededRandom(5);
  for (let round = 0; round < 60; round++) {
    const damaged = damage(bytes, ['flip', 'cut', 'zero'][round % 3]!, random);
    writeFileSync(path, damaged);
    writeFileSync(`${path}.seal`, seal);
    const store = await open(folder);
    const same = damaged.equals(bytes);
    assert.equal(await store.fileCount(), same ? 60 : 0);
    assert.equal(store.notices.length, same ? 0 : 1);
    await store.putFiles(files(60));
    assert.deepEqual(await store.files(), sorted(files(60)));
    await store.close();
  }
});

test('a damaged row without a seal is left out, said once, and replaced', async () => {
  const folder = newFolder();
  await (await filled(folder)).close();
  const path = join(folder, 'store.sqlite');
  const database = new DatabaseSync(path);
  const packed = database.prepare('SELECT packed FROM files WHERE path = ?').get('src/file7.ts')![
    'packed'
  ] as Uint8Array;
  packed[packed.length - 1]! ^= 4;
  database.prepare('UPDATE files SET packed = ? WHERE path = ?').run(packed, 'src/file7.ts');
  database.close();
  rmSync(`${path}.seal`);
  const store = await open(folder);
  assert.equal((await store.files()).length, 59);
  assert.equal(await store.file('src/file7.ts'), undefined);
  assert.equal(store.notices.length, 1);
  await store.putFiles(files(1, 7));
  assert.equal((await store.files()).length, 60);
  assert.equal((await store.searchWords(['alpha7'], 5)).length, 1);
  await store.close();
});

test('damage while it is open is rebuilt, and the caller is told', async () => {
  const folder = newFolder();
  let told = 0;
  const first = await filled(folder);
  await first.close();
  const store = await open(folder, { onDamage: () => told++ });
  const path = join(folder, 'store.sqlite');
  writeFileSync(path, Buffer.alloc(statSync(path).size, 0x5a), { flag: 'r+' });
  await store.putFiles(files(2, 100));
  for (const path of ['src/file1.ts', 'src/file100.ts']) await store.file(path);
  await store.searchWords(['common'], 10);
  await store.putFiles(files(2, 100));
  assert.equal(told, 1);
  assert.deepEqual(await store.files(), sorted(files(2, 100)));
  await store.close();
});

test('the second opener reads, follows the first, and takes over when it is gone', async () => {
  const folder = newFolder();
  const first = await open(folder);
  const second = await open(folder);
  assert.equal(await second.acquireWriter(), false);
  assert.equal(second.notices.length, 1);
  await assert.rejects(second.putFiles(files(1)), { code: 'store-unusable' });
  await first.putFiles(files(3));
  await second.acquireWriter();
  assert.deepEqual(await second.files(), sorted(files(3)));
  assert.equal((await second.searchWords(['common'], 10)).length, 3);
  assert.equal(second.generation, first.generation);
  await first.removeFiles(['src/file0.ts']);
  assert.deepEqual([...(await second.versions()).keys()], ['src/file1.ts', 'src/file2.ts']);
  await first.close();
  assert.equal(await second.acquireWriter(), true);
  assert.deepEqual(second.notices, []);
  await second.putFiles(files(1));
  assert.equal(await second.fileCount(), 3);
  await second.close();
});

test('merging the words changes no answer', async () => {
  const store = await open(newFolder());
  for (let i = 0; i < 40; i++) await store.putFiles(files(5, i * 3));
  const before = await store.searchWords(['common', 'alpha4'], 20);
  await store.tidy();
  assert.deepEqual(await store.searchWords(['common', 'alpha4'], 20), before);
  await store.close();
});

function sorted(indexed: ReturnType<typeof files>) {
  return indexed.map(({ record }) => record).sort((a, b) => (a.path < b.path ? -1 : 1));
}

test('words asked before, between and after edits are found where they are now', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const random = seededRandom(7);
  const pick = (from: number) => Math.floor(random() * from);
  const words = Array.from({ length: 12 }, (_, i) => `word${i}`);
  const text = () => Array.from({ length: 6 }, () => words[pick(words.length)]!).join(' ');
  const ask = (of: SqliteStore) =>
    Promise.all(words.map((word) => of.hitsOfWord(word, 300).then(flat).then(sortedHits)));
  for (let round = 0; round < 40; round++) {
    const path = `src/file${pick(8)}.ts`;
    if (pick(4) === 0) await store.removeFiles([path]);
    else await store.putFiles([indexedFile(path, Array.from({ length: 1 + pick(3) }, text))]);
    await ask(store);
  }
  const remembered = await ask(store);
  await store.close();
  const reopened = await open(folder);
  const fresh = await ask(reopened);
  assert.deepEqual(
    remembered.map((hits) => hits.map(({ at }) => at)),
    fresh.map((hits) => hits.map(({ at }) => at)),
  );
  for (const [i, hits] of fresh.entries()) {
    for (const [k, { bm25 }] of hits.entries()) {
      assert.ok(Math.abs(remembered[i]![k]!.bm25 - bm25) <= 0.35 * bm25 + 1e-6, words[i]);
    }
  }
  await reopened.close();
});

test('a reader forgets what it remembered when the writer writes', async () => {
  const folder = newFolder();
  const writer = await filled(folder);
  const reader = await open(folder);
  assert.deepEqual((await reader.hitsOfWord('alpha3', 5)).paths, ['src/file3.ts']);
  await writer.putFiles([indexedFile('src/other.ts', ['alpha3 again', 'more'])]);
  await reader.acquireWriter();
  const { paths } = await reader.hitsOfWord('alpha3', 5);
  assert.deepEqual(new Set(paths), new Set(['src/file3.ts', 'src/other.ts']));
  await reader.close();
  await writer.close();
});

test('the beginning of a word is looked up anew, since files bring words of it that were not asked', async () => {
  const store = await open(newFolder());
  const begun = () => store.hitsOfWord('gam', 5, { prefix: true }).then(({ paths }) => paths);
  await store.putFiles([indexedFile('a.ts', ['gamma'])]);
  assert.deepEqual(await begun(), ['a.ts']);
  await store.putFiles([indexedFile('b.ts', ['gamut'])]);
  assert.deepEqual(new Set(await begun()), new Set(['a.ts', 'b.ts']));
  await store.close();
});

function flat({ paths, ends, snippets, bm25 }: WordHits) {
  return paths.flatMap((path, file) =>
    [...snippets.subarray(ends[file - 1] ?? 0, ends[file]).keys()].map((i) => {
      const at = (ends[file - 1] ?? 0) + i;
      return { path, snippet: snippets[at]!, bm25: bm25[at]! };
    }),
  );
}

function sortedHits(hits: readonly { path: string; snippet: number; bm25: number }[]) {
  return hits
    .map(({ path, snippet, bm25 }) => ({ at: `${path} ${snippet}`, bm25 }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
