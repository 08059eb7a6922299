import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRAMMAR_RULES } from '../../src/core/snippets/grammarRules.ts';
import { LANGUAGES } from '../../src/core/snippets/languages.ts';
import { grammarFolders, TreeSitter } from '../../src/node/treeSitter.ts';

const treeSitter = await TreeSitter.load();

test('every grammar of the table loads and has rules', async () => {
  for (const { grammar } of LANGUAGES) {
    if (grammar === undefined) continue;
    assert.ok(await treeSitter.prepare(grammar), grammar);
    assert.ok(grammar in GRAMMAR_RULES, grammar);
    assert.equal(typeof treeSitter.parse('x', grammar, (root) => root.type), 'string');
  }
});

test('a grammar that is not there or not ready gives nothing', async () => {
  assert.equal(await treeSitter.prepare('klingon'), false);
  assert.equal(
    treeSitter.parse('x', 'klingon', (root) => root.type),
    undefined,
  );
});

test('a text that takes too long is given up, the next is parsed', async () => {
  const hasty = await TreeSitter.load(grammarFolders(), 30);
  await hasty.prepare('c');
  const endless = '/* a\n'.repeat(20_000) + 'int f(){\n}\n';
  const start = performance.now();
  assert.equal(
    hasty.parse(endless, 'c', (root) => root.type),
    undefined,
  );
  assert.ok(performance.now() - start < 3000, 'it ends soon after the limit');
  assert.equal(
    hasty.parse('int a;', 'c', (root) => root.type),
    'translation_unit',
  );
});

test('trees are freed: memory does not grow with the files', () => {
  const text = 'function add(a, b) {\n  return a + b;\n}\n'.repeat(400);
  const parse = () => treeSitter.parse(text, 'javascript', (root) => root.namedChildren.length);
  for (let i = 0; i < 50; i++) assert.equal(parse(), 400);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 400; i++) parse();
  const grownMb = (process.memoryUsage().rss - before) / 1e6;
  assert.ok(grownMb < 150, `${grownMb.toFixed(0)} MB more after 400 parses of 16 KB`);
});
