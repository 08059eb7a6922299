import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectLanguage } from '../../../src/core/snippets/detectLanguage.ts';
import { LANGUAGES, languageById, languageByName } from '../../../src/core/snippets/languages.ts';

test('ids, aliases and file names are unambiguous and lower-case', () => {
  const seen = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const name of [language.id, ...language.aliases]) {
      assert.equal(name, name.toLowerCase());
      assert.equal(seen.get(name), undefined, `${name}: ${seen.get(name)} and ${language.id}`);
      seen.set(name, language.id);
    }
  }
});

test('an extension belongs to one language', () => {
  const owner = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const extension of language.extensions) {
      assert.equal(
        owner.get(extension),
        undefined,
        `${extension}: ${owner.get(extension)}, ${language.id}`,
      );
      owner.set(extension, language.id);
    }
  }
});

test('longer string openings come before their prefixes', () => {
  for (const language of LANGUAGES) {
    language.strings.forEach((delimiter, i) => {
      for (const later of language.strings.slice(i + 1)) {
        assert.ok(
          !later.open.startsWith(delimiter.open),
          `${language.id}: ${delimiter.open} hides ${later.open}`,
        );
      }
    });
  }
});

test('every family is itself a language', () => {
  for (const language of LANGUAGES) assert.ok(languageById(language.family), language.family);
});

test('languages are asked for by id, alias, extension or name', () => {
  for (const name of ['typescript', 'TS', '.ts', 'TypeScript', 'mts']) {
    assert.equal(languageByName(name)?.id, 'typescript');
  }
  assert.equal(languageByName('C#')?.id, 'csharp');
  assert.equal(languageByName('shellscript')?.id, 'bash');
  assert.equal(languageByName('no such language'), undefined);
});

for (const [path, head, expected] of [
  ['src/app.ts', '', 'typescript'],
  ['C:\\x\\Main.JAVA', '', 'java'],
  ['a/Dockerfile.dev', '', 'dockerfile'],
  ['Makefile', '', 'makefile'],
  ['CMakeLists.txt', '', 'cmake'],
  ['notes.txt', '', 'text'],
  ['x.blade.php', '', 'php'],
  ['page.html.erb', '', 'html'],
  ['package-lock.json', '', 'data'],
  ['tsconfig.json', '', 'json'],
  ['bin/tool', '#!/usr/bin/env -S node --x\n', 'javascript'],
  ['bin/tool', '#!/usr/bin/python3.11\n', 'python'],
  ['bin/tool', '\uFEFF#! /bin/bash -e\n', 'bash'],
  ['bin/tool', 'hello', undefined],
  ['a/list.h', '#include <stdio.h>\nint f(void);', 'c'],
  ['a/list.h', '#pragma once\nnamespace a {\n', 'cpp'],
  ['a/list.h', '#import <Foundation/Foundation.h>\n', 'objc'],
  ['noextension', '', undefined],
  ['.gitignore', '', undefined],
  ['', '', undefined],
] as const) {
  test(`${JSON.stringify(path)} starting ${JSON.stringify(head.slice(0, 20))} is ${expected}`, () => {
    assert.equal(detectLanguage(path, head)?.id, expected);
  });
}
