import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type QueryType, queryType } from '../../../../src/core/matching/query/queryType.ts';

const EXAMPLES: Readonly<Record<QueryType, readonly string[]>> = {
  symbol: [
    'Router',
    'parse_json',
    'std::vector',
    'Foo.bar',
    'useEffect()',
    'empty?',
    '@Inject',
    'größe',
  ],
  phrase: ['panic recovery middleware', 'Router path matching', 'case-insensitive hash'],
  question: ['how are retries counted', 'Where is the cache cleared?', 'the cache?'],
  error: [
    "TypeError: Cannot read properties of undefined (reading 'x')",
    'error[E0382]: borrow of moved value',
    'ENOENT: no such file or directory, open config.json',
    'cannot find module foo',
    'undefined reference to `main`',
  ],
  code: ['for (const a of b) {', 'x => x + 1', 'import os.path as p;', 'if err != nil'],
  'other-language': ['где очищается кэш', '缓存在哪里清理'],
};

for (const [type, texts] of Object.entries(EXAMPLES)) {
  for (const text of texts) {
    test(`${JSON.stringify(text)} is ${type}`, () => {
      assert.equal(queryType(text), type);
    });
  }
}
