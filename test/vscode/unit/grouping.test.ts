import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrange, hitRows } from '../../../src/vscode/results/grouping.ts';
import { hit, set } from './hits.ts';

const hits = [
  hit('src/a.ts', { name: 'parse' }),
  hit('src/b.ts', { name: 'read' }),
  hit('src/a.ts', { name: 'open', type: 'meaning' }),
  hit('lib/c.py', { name: 'parse' }),
];

test('a list stays a list, in its order', () => {
  const rows = arrange(set(hits), 'group', '');
  assert.deepEqual(
    rows.map((row) => row.row),
    ['hit', 'hit', 'hit', 'hit'],
  );
  assert.deepEqual(
    hitRows(rows).map((row) => row.hit),
    hits,
  );
});

test('by file, a branch stands where its best hit stands', () => {
  const rows = arrange(set(hits), 'file', '');
  assert.deepEqual(
    rows.map((row) => row.row === 'branch' && [row.file?.path, row.hits.length]),
    [
      ['src/a.ts', 2],
      ['src/b.ts', 1],
      ['lib/c.py', 1],
    ],
  );
});

test('by folder and by kind, hits that share it are under one branch', () => {
  const folders = arrange(set(hits), 'folder', '');
  assert.deepEqual(
    folders.map((row) => row.row === 'branch' && row.directory),
    ['src', 'lib'],
  );
  const types = arrange(set(hits), 'type', '');
  assert.deepEqual(
    types.map((row) => row.row === 'branch' && row.type),
    ['exact', 'meaning'],
  );
});

test('the filter wants every word, in any case, in path, name, kind or language', () => {
  const names = (filter: string) =>
    hitRows(arrange(set(hits), 'group', filter)).map((row) => row.hit.place.path);
  assert.deepEqual(names('PARSE src'), ['src/a.ts']);
  assert.deepEqual(names('python'), ['lib/c.py']);
  assert.deepEqual(names('meaning'), ['src/a.ts']);
  assert.deepEqual(names('nowhere'), []);
});

test('two folders of a window with the same path are two branches', () => {
  const twins = [hit('src/a.ts'), hit('src/a.ts', { folderUri: 'file:///other' })];
  assert.equal(arrange(set(twins), 'file', '').length, 2);
});
