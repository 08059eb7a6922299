import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Arrangement,
  arrange,
  hitRows,
  type Sorting,
} from '../../../src/vscode/results/grouping.ts';
import { hit, set } from './hits.ts';

const hits = [
  hit('src/a.ts', { name: 'parse' }),
  hit('src/b.ts', { name: 'read' }),
  hit('src/a.ts', { name: 'open', type: 'meaning' }),
  hit('lib/c.py', { name: 'parse' }),
];

const plain: Arrangement = { grouping: 'group', sorting: 'best', filter: '' };

test('a list stays a list, in its order', () => {
  const rows = arrange(set(hits), { ...plain, grouping: 'group', filter: '' });
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
  const rows = arrange(set(hits), { ...plain, grouping: 'file', filter: '' });
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
  const folders = arrange(set(hits), { ...plain, grouping: 'folder', filter: '' });
  assert.deepEqual(
    folders.map((row) => row.row === 'branch' && row.directory),
    ['src', 'lib'],
  );
  const types = arrange(set(hits), { ...plain, grouping: 'type', filter: '' });
  assert.deepEqual(
    types.map((row) => row.row === 'branch' && row.type),
    ['exact', 'meaning'],
  );
});

test('the filter wants every word, in any case, in path, name, kind or language', () => {
  const names = (filter: string) =>
    hitRows(arrange(set(hits), { ...plain, grouping: 'group', filter: filter })).map(
      (row) => row.hit.place.path,
    );
  assert.deepEqual(names('PARSE src'), ['src/a.ts']);
  assert.deepEqual(names('python'), ['lib/c.py']);
  assert.deepEqual(names('meaning'), ['src/a.ts']);
  assert.deepEqual(names('nowhere'), []);
});

test('two folders of a window with the same path are two branches', () => {
  const twins = [hit('src/a.ts'), hit('src/a.ts', { folderUri: 'file:///other' })];
  assert.equal(arrange(set(twins), { ...plain, grouping: 'file', filter: '' }).length, 2);
});

test('sorted by place, size or likelihood, equals keep their order', () => {
  const some = [
    hit('src/b.ts', { name: 'mid', probability: 0.7, lines: 10 }),
    hit('src/a.ts', { name: 'short', probability: 0.99, lines: 3, type: 'edited' }),
    hit('src/b.ts', { name: 'long', probability: 0.7, lines: 40, type: 'renamed' }),
  ];
  const names = (sorting: Sorting) =>
    hitRows(arrange(set(some), { ...plain, sorting })).map((row) => row.hit.place.snippet.name);
  assert.deepEqual(names('best'), ['mid', 'short', 'long']);
  assert.deepEqual(names('place'), ['short', 'mid', 'long']);
  assert.deepEqual(names('size'), ['long', 'mid', 'short']);
  // An exact copy is certain, whatever its estimate says.
  assert.deepEqual(names('probability'), ['mid', 'short', 'long']);
});
