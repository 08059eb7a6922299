import assert from 'node:assert/strict';
import { test } from 'node:test';
import { similarQuery } from '../../../src/core/engine/similarQuery.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';

const index = { catalog: new SnippetCatalog() };
const onDisk = async () => 'one\ntwo\r\nthree\nfour\n';

test('a range is read from disk, unsaved text goes before it, and the place is not found itself', async () => {
  const range = { path: 'src/a.py', startLine: 2, endLine: 3, limit: 5 };
  const saved = await similarQuery(range, onDisk, index);
  assert.deepEqual(saved, {
    text: 'two\nthree',
    language: 'python',
    limit: 5,
    self: { path: 'src/a.py', startLine: 2, endLine: 3 },
  });
  const unsaved = await similarQuery({ ...range, unsavedText: 'a\nb\nc' }, onDisk, index);
  assert.equal(unsaved.text, 'b\nc');
});

test('a text comes with its language under any of its names', async () => {
  const query = await similarQuery({ text: 'x', language: 'py', limit: 1 }, onDisk, index);
  assert.deepEqual(query, { text: 'x', language: 'python', limit: 1 });
});

test('a range that holds nothing is refused with what to do', async () => {
  const range = { path: 'a.py', startLine: 9, endLine: 12, limit: 5 };
  await assert.rejects(similarQuery(range, onDisk, index), { code: 'bad-input' });
});
