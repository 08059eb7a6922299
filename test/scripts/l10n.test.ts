/** Every text that users see is translated, and every translation is of a text that exists. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const json = (file: string): Record<string, string> =>
  JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
const bundles = fs.readdirSync(path.join(root, 'l10n'));
const languages = bundles.map((file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? file);

test('there is a translation into simplified Chinese', () => {
  assert.ok(languages.includes('zh-cn'));
});

for (const language of languages) {
  test(`${language}: the manifest’s texts`, () => {
    const translated = json(`package.nls.${language}.json`);
    const texts = json('package.nls.json');
    assert.deepEqual(Object.keys(translated).sort(), Object.keys(texts).sort());
    for (const [key, text] of Object.entries(texts)) sameParts(text, translated[key]!);
  });

  test(`${language}: the code’s texts`, () => {
    const translated = json(`l10n/bundle.l10n.${language}.json`);
    const texts = textsOfCode();
    assert.deepEqual(Object.keys(translated).sort(), texts.sort());
    for (const text of texts) sameParts(text, translated[text]!);
  });
}

/** What must survive translation: values, commands, code. */
function sameParts(text: string, translation: string): void {
  const parts = (from: string) =>
    [...from.matchAll(/\{\d+\}|\(command:[^)]+\)|`lookalike\.[^`]+`|`#[^`]+#`/g)]
      .map(([part]) => part)
      .sort();
  assert.deepEqual(parts(translation), parts(text), translation);
  assert.notEqual(translation.trim(), '');
}

/** The texts in `t('…')` of src/vscode, src/webview and the composition root. */
function textsOfCode(): string[] {
  const files = ['src/vscode', 'src/webview'].flatMap((name) => {
    const folder = path.join(root, name);
    return fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(folder, file));
  });
  const found = [...files, path.join(root, 'src/extension.ts')].flatMap((file) => {
    const code = fs.readFileSync(file, 'utf8');
    const calls = code.matchAll(/\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g);
    return [...calls].map((call) => (call[1] ?? call[2] ?? '').replaceAll("\\'", "'"));
  });
  return [...new Set(found)];
}
