import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isFragment,
  type QueryType,
  queryType,
} from '../../../../src/core/matching/query/queryType.ts';

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

test('a piece of code is told from words with a name in it', () => {
  for (const code of [
    'if (this.seen.has(node)) return; this.seen.add(node)',
    "retries = request.meta.get('retry_times', 0) + 1",
    'qb.setLock("pessimistic_write").getOne()',
  ]) {
    assert.ok(isFragment(code), code);
  }
  for (const words of [
    'parse() in the reader',
    'where is foo(bar) called?',
    'RetryPolicy',
    'how does a => b work in the router module',
    'std::vector growth',
  ]) {
    assert.ok(!isFragment(words), words);
  }
});
