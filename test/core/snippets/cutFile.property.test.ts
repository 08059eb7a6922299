import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutFile } from '../../../src/core/snippets/cutFile.ts';
import { detectLanguage } from '../../../src/core/snippets/detectLanguage.ts';
import { LANGUAGES } from '../../../src/core/snippets/languages.ts';
import { hashText, normalise } from '../../../src/core/snippets/sourceText.ts';
import { TreeSitter } from '../../../src/node/treeSitter.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/snippets');
const treeSitter = await TreeSitter.load();
for (const { grammar } of LANGUAGES) if (grammar) await treeSitter.prepare(grammar);
const sources = readdirSync(FIXTURES).map((name) => ({
  name,
  text: readFileSync(join(FIXTURES, name), 'utf8'),
}));

/** A source with pieces removed, doubled, swapped or replaced by what breaks parsers. */
const mutated = fc
  .record({
    source: fc.constantFrom(...sources),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 0, max: 200 }),
        insert: fc.oneof(
          fc.constantFrom(
            '',
            '{',
            '}',
            '(',
            '"',
            "'''",
            '/*',
            '\n\n',
            '\r\n',
            '\t',
            '\u0000',
            '\uD800',
            '\uFEFF',
            'é',
            '😀',
            'end',
            '=',
            '#',
          ),
          fc.string({ maxLength: 20 }),
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ source, edits }) => {
    let { text } = source;
    for (const { at, length, insert } of edits) {
      const start = Math.floor(at * text.length);
      text = text.slice(0, start) + insert + text.slice(start + length);
    }
    return { name: source.name, text };
  });

function check(name: string, text: string): void {
  const language = detectLanguage(name, text.slice(0, 2000));
  const snippets = cutFile(text, language, treeSitter.parse);
  const lines = normalise(text).split('\n').length;
  let last = 0;
  for (const snippet of snippets) {
    const { startLine, endLine } = snippet;
    assert.ok(
      startLine >= 1 && startLine <= endLine && endLine <= lines,
      `${startLine}-${endLine} of ${lines}`,
    );
    assert.ok(startLine >= last, 'snippets are in order');
    last = startLine;
    assert.equal(snippet.textHash, hashText(snippet.text));
    assert.equal(typeof snippet.name, 'string');
  }
}

test('broken sources never throw and their snippets stay inside the file', () => {
  fc.assert(
    fc.property(mutated, ({ name, text }) => check(name, text)),
    { numRuns: 600, seed: 7 },
  );
});

test('any text is cut as any language', () => {
  const names = LANGUAGES.map((language) => `file.${language.extensions[0] ?? language.id}`);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 300 }), check),
    { numRuns: 600, seed: 8 },
  );
});

test('every word of a source file is in some snippet, imports and licence apart', () => {
  for (const { name, text } of sources) {
    const language = detectLanguage(name, text);
    if (language?.nature !== 'code' || language.id === 'notebook') continue;
    const covered = new Set<number>();
    for (const { startLine, endLine, doc } of cutFile(text, language, treeSitter.parse)) {
      for (let line = startLine - doc.split('\n').length - 8; line <= endLine; line++)
        covered.add(line);
    }
    text.split('\n').forEach((line, i) => {
      const words = line.match(/\p{L}{3,}/gu)?.filter((word) => !language.keywords.has(word)) ?? [];
      if (words.length < 2 || covered.has(i + 1)) return;
      assert.match(
        line,
        /import|include|package|using|namespace|use |open|require|module|pragma|part of|LANGUAGE|area/,
        `${name}:${i + 1}`,
      );
    });
  }
});

test('line ends and byte order marks do not change what is cut', () => {
  for (const { name, text } of sources) {
    const language = detectLanguage(name, text);
    const plain = cutFile(text, language, treeSitter.parse);
    assert.deepEqual(
      cutFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`, language, treeSitter.parse),
      plain,
      name,
    );
  }
});

test('the same function reads the same at any depth', () => {
  const language = detectLanguage('a.ts');
  const [shallow] = cutFile(
    'function add(a, b) {\n  return a + b;\n}\n',
    language,
    treeSitter.parse,
  );
  const deep = cutFile(
    'namespace X {\n    function add(a, b) {\n      return a + b;\n    }\n}\n',
    language,
    treeSitter.parse,
  );
  assert.equal(deep.find((snippet) => snippet.name === 'X.add')?.textHash, shallow?.textHash);
});
