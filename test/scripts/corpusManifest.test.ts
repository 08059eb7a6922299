import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBarredRepository } from '../../src/core/siamese/leakage.ts';
import { HELD_BACK } from '../../training/corpus/heldBack.ts';
import { identifyLicence } from '../../training/corpus/licence.ts';
import { readManifest } from '../../training/corpus/manifest.ts';

const manifest = readManifest();
const PERMISSIVE = new Set(
  'MIT Apache-2.0 BSD-2-Clause BSD-3-Clause ISC Zlib Unlicense CC0-1.0'.split(' '),
);

test('no repository of the corpus is barred', () => {
  assert.deepEqual(
    manifest.filter(({ repository }) => isBarredRepository(repository)),
    [],
  );
});

test('every repository names a full commit and a permissive licence, once', () => {
  for (const { repository, commit, licence } of manifest) {
    assert.match(commit, /^[0-9a-f]{40}$/, repository);
    assert.ok(
      licence.split(' OR ').every((id) => PERMISSIVE.has(id)),
      `${repository}: ${licence}`,
    );
  }
  assert.equal(new Set(manifest.map(({ repository }) => repository)).size, manifest.length);
});

test('the corpus is wide: 150 repositories and 12 languages at least', () => {
  const trained = manifest.filter(({ use }) => use === 'train');
  const languages = new Set(trained.map(({ languages: [first] }) => first).filter(Boolean));
  assert.ok(trained.length >= 150, String(trained.length));
  assert.ok(languages.size >= 12, [...languages].join(' '));
});

test('the held-back repositories are in the manifest, marked, and of several languages', () => {
  const marked = manifest.filter(({ use }) => use === 'held-back');
  assert.deepEqual(new Set(marked.map(({ repository }) => repository)), new Set(HELD_BACK));
  assert.ok(new Set(marked.map(({ languages: [first] }) => first)).size >= 10);
});

test('licences are told apart by their text', () => {
  const mit =
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this … The above copyright notice and this permission notice shall be included';
  assert.equal(identifyLicence(mit), 'MIT');
  assert.equal(identifyLicence('Apache License\n   Version 2.0, January 2004'), 'Apache-2.0');
  assert.equal(identifyLicence('Apache License, Version 2.0'), 'Apache-2.0');
  assert.equal(identifyLicence('GNU GENERAL PUBLIC LICENSE Version 3'), 'copyleft');
  assert.equal(identifyLicence('Mozilla Public License Version 2.0'), 'copyleft');
  assert.equal(identifyLicence('All rights reserved.'), undefined);
});
