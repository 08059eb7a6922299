import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import { hashOf, indexedFile } from './storeContract.ts';

test('equal texts share an id and keep all their places', () => {
  const catalog = new SnippetCatalog();
  catalog.put(indexedFile('b.ts', ['same', 'other', 'same']).record);
  catalog.put(indexedFile('a.ts', ['same']).record);
  const id = catalog.idOf(hashOf('same'))!;
  assert.deepEqual(catalog.addressesOf(id), [
    { path: 'a.ts', snippet: 0 },
    { path: 'b.ts', snippet: 0 },
    { path: 'b.ts', snippet: 2 },
  ]);
  assert.equal(catalog.placesOf(id)[2]!.snippet.startLine, 7);
  assert.equal(catalog.textHash(id), hashOf('same'));
  assert.equal(catalog.textCount, 2);
  assert.equal(catalog.snippetCount, 4);
});

test('a text that goes and comes back keeps its id', () => {
  const catalog = new SnippetCatalog();
  catalog.put(indexedFile('a.ts', ['one']).record);
  const id = catalog.idOf(hashOf('one'))!;
  catalog.remove('a.ts');
  assert.equal(catalog.holds(id), false);
  assert.deepEqual(catalog.heldIds(), []);
  catalog.put(indexedFile('b.ts', ['one']).record);
  assert.equal(catalog.idOf(hashOf('one')), id);
  assert.deepEqual(catalog.heldIds(), [id]);
});

test('an address in a file that changed is nowhere', () => {
  const catalog = new SnippetCatalog();
  catalog.put(indexedFile('a.ts', ['one', 'two']).record);
  catalog.put(indexedFile('a.ts', ['one']).record);
  assert.equal(catalog.place({ path: 'a.ts', snippet: 1 }), undefined);
  assert.equal(catalog.place({ path: 'b.ts', snippet: 0 }), undefined);
  assert.throws(() => catalog.textHash(99), RangeError);
});

test('after any changes it equals a catalog made anew', () => {
  const change = fc.record({
    path: fc.constantFrom('a', 'b', 'c', 'd'),
    texts: fc.option(fc.array(fc.constantFrom('u', 'v', 'w', 'x'), { maxLength: 5 })),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const catalog = new SnippetCatalog();
      const last = new Map<string, readonly string[]>();
      for (const { path, texts } of changes) {
        if (texts) {
          catalog.put(indexedFile(path, texts).record);
          last.set(path, texts);
        } else {
          catalog.remove(path);
          last.delete(path);
        }
      }
      const fresh = new SnippetCatalog();
      for (const [path, texts] of last) fresh.put(indexedFile(path, texts).record);
      assert.deepEqual(catalog.files(), fresh.files());
      assert.equal(catalog.snippetCount, fresh.snippetCount);
      assert.equal(catalog.textCount, fresh.textCount);
      const places = (of: SnippetCatalog) =>
        new Map(of.heldIds().map((id) => [of.textHash(id), of.addressesOf(id)]));
      const byHash = (map: ReturnType<typeof places>) =>
        [...map].sort(([a], [b]) => (a < b ? -1 : 1));
      assert.deepEqual(byHash(places(catalog)), byHash(places(fresh)));
    }),
  );
});
