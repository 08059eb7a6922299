import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSearchQuery } from '../../../src/core/matching/query/searchQuery.ts';
import { languageByName } from '../../../src/core/snippets/languages.ts';
import { isOn, searchFilters, toggled } from '../../../src/vscode/searchFilters.ts';

const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d+)\}/g, (_, i) => String(values[Number(i)]));

const familyOf = (id: string) => languageByName(id)?.family;

test('each filter goes into the query and out again, and the words stay', () => {
  const at = { languageId: 'typescriptreact', path: 'src/my forms/field.tsx' };
  for (const filter of searchFilters(at, familyOf, t)) {
    const on = toggled(filter, 'retry  after error');
    assert.equal(isOn(filter, on), true, filter.words);
    assert.equal(toggled(filter, on.trim()), 'retry  after error', filter.words);
    assert.equal(isOn(filter, 'retry'), false);
  }
});

test('the search understands what every filter puts in', () => {
  const at = { languageId: 'typescriptreact', path: 'src/my forms/field.tsx' };
  const all = searchFilters(at, familyOf, t).reduce(
    (query, filter) => toggled(filter, query),
    'words',
  );
  const { text, kinds, languages, paths, excludedPaths } = parseSearchQuery(all);
  assert.equal(text, 'words');
  assert.deepEqual(kinds, ['function', 'doc']);
  assert.equal(languages.length, 1);
  assert.deepEqual(paths, ['src/my forms/']);
  assert.deepEqual(excludedPaths, ['test']);
});

test('without an open file there is no filter for its language and folder', () => {
  assert.equal(searchFilters(undefined, familyOf, t).length, 3);
  assert.equal(
    searchFilters({ languageId: 'plaintext', path: 'notes.txt' }, familyOf, t).length >= 3,
    true,
  );
});
