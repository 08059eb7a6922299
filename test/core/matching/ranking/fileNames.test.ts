import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileNames } from '../../../../src/core/matching/ranking/fileNames.ts';
import { wordLikeness } from '../../../../src/core/matching/ranking/nameEvidence.ts';
import { WordSplitter } from '../../../../src/core/matching/words.ts';

function namesOf(...paths: string[]): FileNames {
  const names = new FileNames(new WordSplitter());
  names.update(paths);
  return names;
}

test('a file that is called like any other is known by its folder', () => {
  const names = namesOf('src/router/index.ts', 'src/retryPolicy.ts');
  assert.equal(names.name('src/router/index.ts').stem, 'router');
  assert.equal(names.name('src/retryPolicy.ts').stem, 'retrypolicy');
});

test('a version is outdated where a newer one or the unversioned file stands beside it', () => {
  const names = namesOf(
    'lib/v3/a.ts',
    'lib/v4/a.ts',
    'py/v1/fields.py',
    'py/fields.py',
    'api/v1/x.go',
  );
  assert.equal(names.outdatedFolder('lib/v3/a.ts'), 'v3');
  assert.equal(names.outdatedFolder('lib/v4/a.ts'), undefined);
  assert.equal(names.outdatedFolder('py/v1/fields.py'), 'v1');
  assert.equal(names.outdatedFolder('api/v1/x.go'), undefined);
  assert.equal(names.outdatedFolder('src/deprecated/x.go'), 'deprecated');
});

test('a word in every name tells nothing, a rare one much', () => {
  const names = namesOf('json/a_json.ts', 'json/b_json.ts', 'json/c_json.ts');
  assert.ok(names.rarity('json') < 0.3 && names.rarity('nowhere') > 1);
  assert.deepEqual(names.withWord('a'), []);
  assert.equal(names.withWord('json').length, 3);
});

test('an abbreviation counts for its word, but less than the word', () => {
  assert.equal(wordLikeness('arg', 'arg'), 1);
  assert.ok(wordLikeness('arg', 'argu') > 0 && wordLikeness('arg', 'argu') < 1);
  assert.equal(wordLikeness('ar', 'argu'), 0);
  assert.equal(wordLikeness('pars', 'rout'), 0);
});
