import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSearchQuery, pathMatches } from '../../../../src/core/matching/query/searchQuery.ts';
import { UserError } from '../../../../src/core/userError.ts';

test('plain words are the text', () => {
  const query = parseSearchQuery('  how are   retries counted? ');
  assert.equal(query.text, 'how are retries counted?');
  assert.deepEqual([query.phrases, query.excluded, query.languages], [[], [], []]);
});

test('filters are taken out of the text, in any letter case', () => {
  const query = parseSearchQuery(
    'parse "exact words" lang:ts,python PATH:src/Core -path:test kind:class,doc -legacy',
  );
  assert.equal(query.text, 'parse exact words');
  assert.deepEqual(query.phrases, ['exact words']);
  assert.deepEqual(query.languages, ['typescript', 'python']);
  assert.deepEqual(query.paths, ['src/core']);
  assert.deepEqual(query.excludedPaths, ['test']);
  assert.deepEqual(query.kinds, ['class', 'doc']);
  assert.deepEqual(query.excluded, ['legacy']);
});

test('a filter takes a value in quotation marks', () => {
  assert.deepEqual(parseSearchQuery('x path:"my docs/a b"').paths, ['my docs/a b']);
  assert.deepEqual(parseSearchQuery('x -"dead code"').excluded, ['dead code']);
});

test('an open quotation mark runs to the end', () => {
  assert.deepEqual(parseSearchQuery('find "not closed').phrases, ['not closed']);
});

test('other colons, dashes and arrows belong to the text', () => {
  for (const text of ['std::vector', 'error: no such file', 'a -> b', 'x - 1', '--flag', '-1']) {
    const query = parseSearchQuery(text);
    assert.equal(query.text, text);
    assert.deepEqual(query.excluded, []);
  }
});

test('in pasted code and in messages nothing filters', () => {
  for (const typed of [
    'EntityNotFoundError: No metadata for "User" was found.',
    'File "/usr/lib/a.py", line 1 ValueError: Missing scheme in url: -x',
    'const a = "some text"; b -c; d = e("f");',
  ]) {
    const { text, phrases, excluded } = parseSearchQuery(typed);
    assert.deepEqual([text, phrases, excluded], [typed, [], []]);
  }
  assert.deepEqual(parseSearchQuery('"error: no such file"').phrases, ['error: no such file']);
  assert.deepEqual(parseSearchQuery('path:src Error: "x y"').paths, ['src']);
});

test('an unknown language or kind is an error that says what to do', () => {
  for (const text of ['a lang:klingon', 'a kind:thing', 'a kind:constructor', 'kind:__proto__']) {
    assert.throws(
      () => parseSearchQuery(text),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.remedy, /lang:|kind:/);
        return true;
      },
    );
  }
});

test('paths match by part, by glob within a folder and over folders', () => {
  assert.ok(pathMatches('src/Core/a.ts', 'core/'));
  assert.ok(pathMatches('src/core/a.test.ts', '*.test.ts'));
  assert.ok(pathMatches('src/core/deep/a.ts', 'src/**/*.ts'));
  assert.ok(pathMatches('src/a.ts', 'src/**/*.ts'));
  assert.ok(!pathMatches('src/core/a.ts', 'src/*.ts'));
  assert.ok(!pathMatches('src/atxts', '*.ts'));
});

test('whatever is typed is a query or an error for people', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '"',
      '-',
      'lang:',
      'path:',
      'kind:',
      'class',
      'ts',
      '*',
      '**/',
      ' ',
      ':',
      '\\',
      '(',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        const query = parseSearchQuery(pieces.join(''));
        for (const part of [...query.paths, ...query.excludedPaths]) pathMatches('src/a.ts', part);
        assert.equal(typeof query.text, 'string');
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
