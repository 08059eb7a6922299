import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cutFile } from '../../../src/core/snippets/cutFile.ts';
import { detectLanguage } from '../../../src/core/snippets/detectLanguage.ts';
import type { SnippetText } from '../../../src/core/snippets/snippet.ts';
import { TreeSitter } from '../../../src/node/treeSitter.ts';

// UPDATE_GOLDEN=1 writes the golden files anew; read the difference before committing it.
const FIXTURES = join(import.meta.dirname, '../../fixtures/snippets');
const GOLDEN = join(import.meta.dirname, '../../golden/snippets');
const treeSitter = await TreeSitter.load();

function show(snippets: readonly SnippetText[]): string {
  return snippets
    .map(({ kind, name, startLine, endLine, doc, text }) => {
      const head = `${kind} ${startLine}-${endLine} ${name}`.trimEnd();
      const comment = doc === '' ? '' : `\n${doc.replace(/^/gm, '  # ')}`;
      return `${head}${comment}\n${text.replace(/^/gm, '  | ')}`.replace(/[ \t]+$/gm, '');
    })
    .join('\n\n')
    .concat('\n');
}

for (const file of readdirSync(FIXTURES).filter((name) => !name.startsWith('.'))) {
  test(`${file} is cut as its golden file says`, async () => {
    const text = readFileSync(join(FIXTURES, file), 'utf8');
    const language = detectLanguage(file, text);
    if (language?.grammar) assert.ok(await treeSitter.prepare(language.grammar), language.grammar);
    const shown = show(cutFile(text, language, treeSitter.parse));
    const golden = join(GOLDEN, `${file}.txt`);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, shown);
    assert.ok(existsSync(golden), `no golden file for ${file}: run with UPDATE_GOLDEN=1`);
    assert.equal(shown, readFileSync(golden, 'utf8'));
  });
}
