/** What every snippet store keeps to; the memory twin and the real one run the same sentences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../../src/core/index/memoryStore.ts';
import type {
  FieldWeights,
  IndexedFile,
  SnippetStore,
} from '../../../src/core/index/snippetStore.ts';

/** A file whose snippets hold `texts`; its hash and its token bytes follow from its content. */
export function indexedFile(path: string, texts: readonly string[], modifiedMs = 1): IndexedFile {
  return {
    record: {
      path,
      language: 'typescript',
      role: 'source',
      sizeBytes: texts.join('').length,
      modifiedMs,
      fileHash: hashOf(texts.join('\n')),
      lineCount: texts.length * 3,
      snippets: texts.map((text, i) => ({
        kind: 'function',
        name: `fn${i}`,
        startLine: i * 3 + 1,
        endLine: i * 3 + 3,
        doc: i % 2 ? `Döc of “${text}” \u0000 🐘` : '',
        textHash: hashOf(text),
      })),
      tokens: Uint8Array.from({ length: 5 + texts.length }, (_, i) => (i * 37 + path.length) % 256),
    },
    texts,
  };
}

/** 32 hex digits; good enough to tell test texts apart. */
export function hashOf(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1234567;
  for (const character of text) {
    a = Math.imul(a ^ character.codePointAt(0)!, 0x01000193);
    b = Math.imul(b + a, 0x85ebca6b) ^ (b >>> 13);
  }
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b) + hex(a ^ b) + hex(Math.imul(a, b));
}

export function storeContract(name: string, open: () => Promise<SnippetStore>): void {
  const withStore = (sentence: string, check: (store: SnippetStore) => Promise<void>) =>
    test(`${name}: ${sentence}`, async () => {
      const store = await open();
      try {
        await check(store);
      } finally {
        await store.close();
      }
    });

  withStore('starts empty and may be written', async (store) => {
    assert.equal(await store.acquireWriter(), true);
    assert.equal(await store.fileCount(), 0);
    assert.deepEqual(await store.files(), []);
    assert.equal(await store.file('a.ts'), undefined);
    assert.deepEqual(await store.searchWords(['alpha'], 10), []);
  });

  withStore('gives back what was put, by path', async (store) => {
    await store.acquireWriter();
    const b = indexedFile('src/b.ts', ['alpha beta', 'gamma']);
    const a = indexedFile('src/a.ts', []);
    const umlaut = indexedFile('größe/ñ 🐘.ts', ['delta']);
    await store.putFiles([b, umlaut, a]);
    assert.deepEqual(await store.files(), [umlaut.record, a.record, b.record]);
    assert.deepEqual(await store.files(['src/b.ts', 'none', 'src/b.ts']), [b.record]);
    assert.deepEqual(await store.file('größe/ñ 🐘.ts'), umlaut.record);
    assert.equal(await store.fileCount(), 3);
  });

  withStore('finds snippets by word, also after they changed or went', async (store) => {
    await store.acquireWriter();
    await store.putFiles([
      indexedFile('a.ts', ['alpha', 'beta']),
      indexedFile('b.ts', ['beta gamma']),
    ]);
    const places = async (words: string[], limit = 10) =>
      (await store.searchWords(words, limit))
        .map((hit) => `${hit.path}#${hit.snippet}`)
        .sort(compare);
    assert.deepEqual(await places(['alpha']), ['a.ts#0']);
    assert.deepEqual(await places(['beta']), ['a.ts#1', 'b.ts#0']);
    assert.deepEqual(await places(['alpha', 'gamma']), ['a.ts#0', 'b.ts#0']);
    assert.equal((await places(['beta'], 1)).length, 1);
    assert.deepEqual(await places(['"', '*', '(', 'AND', '']), []);
    await store.putFiles([indexedFile('a.ts', ['delta'])]);
    assert.deepEqual(await places(['alpha']), []);
    assert.deepEqual(await places(['beta']), ['b.ts#0']);
    assert.deepEqual(await places(['delta']), ['a.ts#0']);
    await store.removeFiles(['b.ts', 'never.ts']);
    assert.deepEqual(await places(['beta']), []);
  });

  withStore('ranks the snippet that holds more of the words first', async (store) => {
    await store.acquireWriter();
    await store.putFiles([indexedFile('a.ts', ['alpha', 'alpha beta', 'omega'])]);
    const hits = await store.searchWords(['alpha', 'beta'], 10);
    assert.deepEqual(
      hits.map((hit) => hit.snippet),
      [1, 0],
    );
    assert.ok(hits[0]!.bm25 > hits[1]!.bm25 && hits[1]!.bm25 > 0);
  });

  withStore(
    'gives the hits of one word file by file, the file of the best one first',
    async (store) => {
      await store.acquireWriter();
      await store.putFiles([
        indexedFile('a.ts', ['beta', 'alpha beta beta beta beta', 'omega', 'alpha beta']),
        indexedFile('alpha.ts', ['beta', 'alpha']),
      ]);
      for (const limit of [10, 2, 1, 0]) {
        const hits = await store.searchWords(['alpha'], limit);
        const { paths, ends, snippets, bm25 } = await store.hitsOfWord('alpha', limit);
        assert.deepEqual(paths, [...new Set(hits.map(({ path }) => path))]);
        assert.equal(snippets.length, hits.length);
        for (const [file, path] of paths.entries()) {
          const from = ends[file - 1] ?? 0;
          const expected = hits.filter((hit) => hit.path === path);
          expected.sort((a, b) => a.snippet - b.snippet);
          assert.deepEqual(
            [...snippets.subarray(from, ends[file])],
            expected.map(({ snippet }) => snippet),
          );
          assert.deepEqual(
            [...bm25.subarray(from, ends[file])],
            expected.map((hit) => hit.bm25),
          );
        }
      }
      assert.deepEqual((await store.hitsOfWord('nowhere', 10)).paths, []);
      assert.deepEqual((await store.hitsOfWord('', 10)).paths, []);
    },
  );

  withStore('weighs where a word stands, and takes the last one as a beginning', async (store) => {
    await store.acquireWriter();
    await store.putFiles([
      indexedFile('alpha/x.ts', ['beta']),
      indexedFile('b.ts', ['alpha gamma']),
    ]);
    const first = async (weights: Partial<FieldWeights>) => {
      const all = { name: 0, path: 0, doc: 0, body: 0, ...weights };
      return (await store.searchWords(['alpha'], 1, { weights: all }))[0]?.path;
    };
    assert.equal(await first({ path: 5, body: 1 }), 'alpha/x.ts');
    assert.equal(await first({ path: 1, body: 5 }), 'b.ts');
    const begun = await store.searchWords(['nothing', 'gam'], 5, { prefix: true });
    assert.deepEqual(
      begun.map(({ path }) => path),
      ['b.ts'],
    );
    assert.deepEqual(await store.searchWords(['gam'], 5), []);
    assert.deepEqual(await store.wordFrequencies(['alpha', 'beta', 'nothing']), [2, 1, 0]);
  });

  withStore('counts generations and says which file changed last', async (store) => {
    await store.acquireWriter();
    const first = store.generation;
    await store.putFiles([indexedFile('a.ts', ['x']), indexedFile('b.ts', ['y'])]);
    const second = store.generation;
    assert.ok(second > first);
    await store.putFiles([indexedFile('b.ts', ['z'])]);
    assert.ok(store.generation > second);
    const versions = await store.versions();
    assert.ok(versions.get('b.ts')! > versions.get('a.ts')!);
    await store.removeFiles(['a.ts']);
    assert.deepEqual([...(await store.versions()).keys()], ['b.ts']);
  });

  withStore('notes a new time without touching the rest', async (store) => {
    await store.acquireWriter();
    const file = indexedFile('a.ts', ['alpha']);
    await store.putFiles([file]);
    await store.restatFiles([
      { path: 'a.ts', sizeBytes: 77, modifiedMs: 123.5 },
      { path: 'none', sizeBytes: 1, modifiedMs: 1 },
    ]);
    assert.deepEqual(await store.file('a.ts'), {
      ...file.record,
      sizeBytes: 77,
      modifiedMs: 123.5,
    });
    assert.equal((await store.searchWords(['alpha'], 5)).length, 1);
    assert.equal(await store.fileCount(), 1);
  });

  withStore('stores all files of a batch or none', async (store) => {
    await store.acquireWriter();
    const broken = { ...indexedFile('b.ts', ['x']), texts: [] };
    await assert.rejects(store.putFiles([indexedFile('a.ts', ['y']), broken]), RangeError);
    assert.equal(await store.fileCount(), 0);
    assert.deepEqual(await store.searchWords(['y'], 5), []);
  });

  withStore('forgets everything when cleared', async (store) => {
    await store.acquireWriter();
    await store.putFiles([indexedFile('a.ts', ['alpha'])]);
    const before = store.generation;
    await store.clear();
    assert.ok(store.generation > before);
    assert.equal(await store.fileCount(), 0);
    assert.deepEqual(await store.searchWords(['alpha'], 5), []);
    await store.putFiles([indexedFile('a.ts', ['alpha'])]);
    assert.equal((await store.searchWords(['alpha'], 5)).length, 1);
  });
}
