/** The lexer: what leaves a trace in the tokens and what does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { languageById } from '../../../src/core/snippets/languages.ts';
import { createLexer } from '../../../src/core/structure/lexer.ts';
import { normalisedHash, TOKEN_KIND } from '../../../src/core/structure/tokenStream.ts';

function exact(language: string, text: string): number[] {
  const { hashes, tokens } = createLexer(languageById(language))(text);
  return [...tokens].map((token) => hashes[token]!);
}

function normalised(language: string, text: string): number[] {
  const { hashes, kinds, tokens } = createLexer(languageById(language))(text);
  return [...tokens].map((token) => normalisedHash(hashes[token]!, kinds[token]!));
}

function lines(language: string, text: string): number[] {
  return [...createLexer(languageById(language))(text).lines];
}

function kinds(language: string, text: string): string[] {
  const stream = createLexer(languageById(language))(text);
  const names = Object.keys(TOKEN_KIND);
  return [...stream.tokens].map((token) => names[stream.kinds[token]!]!);
}

const SAME: readonly [what: string, language: string, a: string, b: string][] = [
  ['layout', 'typescript', 'const a=f(1,-2)', 'const a = f(\n  1,\n  -2,\n);'],
  ['comments', 'java', 'int a /* b */ = 1; // c', 'int a = 1;'],
  ['nested comments', 'rust', 'let a /* b /* c */ d */ = 1;', 'let a = 1;'],
  ['arrow brackets', 'typescript', 'xs.map(x => x + 1)', 'xs.map((x) => x + 1)'],
  ['imports', 'typescript', "import {\n  a,\n} from 'a';\nf(a)", 'f(a)'],
  ['imports', 'go', 'package a\nimport (\n  "b"\n)\nfunc f() {}', 'func f() {}'],
  ['imports', 'python', 'from a import (\n  b,\n)\nimport c\nx = 1', 'x = 1'],
  ['docstrings', 'python', 'def f():\n  """Says so."""\n  return 1', 'def f():\n  return 1'],
  ['letter case', 'fortran', 'CALL Foo(X)', 'call foo(x)'],
];
for (const [what, language, a, b] of SAME) {
  test(`${what} leave no trace in ${language}`, () => {
    assert.deepEqual(exact(language, a), exact(language, b));
  });
}

test('quote style leaves no trace, the quoted text does', () => {
  assert.deepEqual(exact('javascript', `f('ab')`), exact('javascript', `f("ab")`));
  assert.notDeepEqual(exact('javascript', `f('ab')`), exact('javascript', `f('ac')`));
});

test('renamed names and other literals keep the normalised tokens, other words do not', () => {
  const a = 'function total(items) { let sum = 0; for (const i of items) sum += i; return sum }';
  const b = 'function all(xs) { let n = 17; for (const x of xs) n += x; return n }';
  assert.deepEqual(normalised('javascript', a), normalised('javascript', b));
  assert.notDeepEqual(exact('javascript', a), exact('javascript', b));
  assert.notDeepEqual(
    normalised('javascript', a),
    normalised('javascript', b.replace('let', 'var')),
  );
});

test('a name, a number and a string of the same letters are three tokens', () => {
  const [name, string] = exact('javascript', `a "a"`);
  assert.notEqual(name, string);
});

test('quotes inside a regular expression or a character literal open no string', () => {
  assert.deepEqual(kinds('javascript', `x = /['"]/g; y`), [
    'identifier',
    'operator',
    'string',
    'identifier',
  ]);
  assert.deepEqual(kinds('rust', `let a = '"'; b`), [
    'word',
    'identifier',
    'operator',
    'string',
    'identifier',
  ]);
  assert.equal(kinds('javascript', 'a / b / c').filter((kind) => kind === 'string').length, 0);
});

test('a lifetime is not a character and an apostrophe in markup is not a string', () => {
  assert.ok(!kinds('rust', `fn f<'a>(x: &'a str) {}`).includes('string'));
  assert.deepEqual(kinds('vue', `<p>don't</p>\n<i>`).includes('string'), false);
});

test('a template literal with code and further templates inside is one token', () => {
  assert.deepEqual(kinds('typescript', ['f(`a $', '{g(`b $', '{c}`)} d`, e)'].join('')), [
    'identifier',
    'operator',
    'string',
    'operator',
    'identifier',
    'operator',
  ]);
});

test('a call named import or using stays', () => {
  assert.equal(kinds('typescript', "import('a')").length, 4);
  assert.ok(kinds('csharp', 'using (var a = b) { }').length > 5);
});

test('lines are those of the text, also after comments and long strings', () => {
  assert.deepEqual(lines('python', '# a\n\nx = """1\n2\n"""\ny'), [3, 3, 3, 6]);
});

test('a sentence keeps its words: another sentence is not a renamed one', () => {
  assert.notDeepEqual(
    normalised('markdown', 'one two three'),
    normalised('markdown', 'un deux trois'),
  );
});

test('any text of any language ends, with lines that never fall', () => {
  const languages = ['typescript', 'python', 'rust', 'ruby', 'vue', 'markdown', 'no-such'];
  const pieces = fc.constantFrom(
    '/*',
    '*/',
    '"',
    "'",
    '`',
    '${',
    '}',
    '\\',
    '\n',
    '//',
    '#',
    'a',
    '1',
    '"""',
    ';',
    'é',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...languages),
      fc.array(pieces, { maxLength: 60 }),
      (language, parts) => {
        const text = parts.join('');
        const found = lines(language, text);
        const last = text.split('\n').length;
        for (let i = 0; i < found.length; i++) {
          assert.ok(found[i]! >= (found[i - 1] ?? 1) && found[i]! <= last);
        }
      },
    ),
  );
});
