import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Encoder, EncoderInput } from '../../../src/core/encoder/encoder.ts';
import type { SearchResult } from '../../../src/core/engineApi.ts';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import type { IndexedFile } from '../../../src/core/index/snippetStore.ts';
import { FileNames } from '../../../src/core/matching/ranking/fileNames.ts';
import { type SearchSources, searchByText } from '../../../src/core/matching/searchByText.ts';
import { WordSplitter } from '../../../src/core/matching/words.ts';
import type { FileRole, Snippet, SnippetKind } from '../../../src/core/snippets/snippet.ts';
import { UserError } from '../../../src/core/userError.ts';
import { openSqliteStore, type SqliteStore } from '../../../src/node/sqliteStore.ts';

let folder: string;
let store: SqliteStore;
let sources: SearchSources;

type Piece = readonly [kind: SnippetKind, name: string, text: string, doc?: string];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'search-by-text-'));
  const words = new WordSplitter();
  store = await openSqliteStore(folder, { words, cutVersion: 'test' });
  await store.putFiles([
    file('src/net/retryPolicy.ts', 'typescript', [
      [
        'class',
        'RetryPolicy',
        'class RetryPolicy { shouldRetry() delayMs }',
        'How often a request is retried.',
      ],
      [
        'method',
        'RetryPolicy.delayMs',
        'delayMs(attempt) { return base * 2 ** attempt }',
        'Exponential backoff.',
      ],
    ]),
    file('src/net/client.ts', 'typescript', [
      ['class', 'Client', 'class Client { send(request) { this.policy = new RetryPolicy() } }'],
      ['method', 'Client.send', 'send(request) { socket.write(request); retry on failure }'],
    ]),
    file('src/cache/lruCache.py', 'python', [
      ['class', 'LruCache', 'class LruCache: evict the least recently used entry'],
      ['function', 'evict_oldest', 'def evict_oldest(cache): cache.pop_first()'],
    ]),
    file(
      'test/net/retryPolicy.test.ts',
      'typescript',
      [['function', 'retriesThreeTimes', 'RetryPolicy retry retry retries three times on failure']],
      'test',
    ),
    ...(['v3', 'v4'] as const).map((version) =>
      file(`lib/${version}/shapes.ts`, 'typescript', [
        ['function', 'tuple', `function tuple(parts) { return shape(parts) } // ${version}`],
        ['function', 'record', `function record(key, value) { return shape(key, value) }`],
        ...(version === 'v3'
          ? ([['function', 'tupleOf', 'function tupleOf(tuple) { return tuple }']] as const)
          : []),
      ]),
    ),
    file(
      'docs/faq.md',
      'markdown',
      [
        [
          'section',
          'How do I clear the cache?',
          'Call evictAll. The least recently used entries go first.',
        ],
      ],
      'docs',
    ),
    file(
      'CHANGELOG.md',
      'markdown',
      [['section', 'Clear the cache', 'Clear the cache: evictAll can clear the whole cache.']],
      'docs',
    ),
  ]);
  const catalog = new SnippetCatalog();
  for (const record of await store.files()) catalog.put(record);
  const fileNames = new FileNames(words);
  fileNames.update(catalog.files().map(({ path }) => path));
  sources = { catalog, lexical: store, fileNames, words };
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

test('a name finds its definition before its uses and its tests', async () => {
  const [first, ...rest] = await search('RetryPolicy');
  assert.equal(at(first!), 'src/net/retryPolicy.ts RetryPolicy');
  assert.match(first!.why, /defines RetryPolicy/);
  assert.ok(rest.some((result) => at(result).startsWith('src/net/client.ts')));
});

test('a question finds by other forms of its words', async () => {
  const [first] = await search('how are failed requests retried with exponential backoff');
  assert.equal(first!.place.path, 'src/net/retryPolicy.ts');
  assert.match(first!.why, /backoff/);
});

test('tests come first only when they are asked for', async () => {
  const paths = async (query: string) => (await search(query)).map(({ place }) => place.path);
  const plain = await paths('retry policy on failure');
  assert.ok(
    plain.indexOf('test/net/retryPolicy.test.ts') > plain.indexOf('src/net/retryPolicy.ts'),
  );
  assert.equal(
    (await paths('test of retry policy three times on failure'))[0],
    'test/net/retryPolicy.test.ts',
  );
});

test('what is searched for is asked as a question', async () => {
  const index = new ExactIndex(2);
  await index.add([1], Float32Array.of(1, 0));
  const asked: EncoderInput[] = [];
  const encoder: Encoder = {
    id: 'listening@000000000000',
    dimensions: 2,
    encode: async (inputs) => {
      asked.push(...inputs);
      return Float32Array.from(inputs.flatMap(() => [1, 0]));
    },
    dispose: async () => {},
  };
  await searchByText(
    { query: 'retry on failure', limit: 5 },
    { ...sources, meaning: { encoder, index } },
  );
  assert.deepEqual(asked, [{ text: 'retry on failure', kind: 'text', isQuestion: true }]);
});

test('a question is answered by prose', async () => {
  const [first] = await search('how do I clear the cache kind:doc');
  assert.equal(first!.place.path, 'docs/faq.md');
});

test('release notes come after what holds now, unless they are asked for', async () => {
  const paths = async (query: string) =>
    (await search(query)).map(({ place }) => place.path).filter((path) => path.endsWith('.md'));
  assert.deepEqual(await paths('how do I clear the cache'), ['docs/faq.md', 'CHANGELOG.md']);
  assert.equal((await paths('changelog of clear the cache'))[0], 'CHANGELOG.md');
});

test('what was comes after what is, also for who names what is, unless it is asked for', async () => {
  for (const query of ['tuple shapes', 'v4 tuple shapes', 'tuple shapes of v4']) {
    assert.equal((await search(query))[0]!.place.path, 'lib/v4/shapes.ts', query);
  }
  assert.equal((await search('v3 tuple shapes'))[0]!.place.path, 'lib/v3/shapes.ts');
});

test('in other languages names and shared words still find; the rest finds nothing', async () => {
  const first = async (query: string) => (await search(query))[0]?.place.path;
  assert.equal(await first('как работает RetryPolicy'), 'src/net/retryPolicy.ts');
  assert.equal(await first('wie wird evict_oldest benutzt?'), 'src/cache/lruCache.py');
  assert.equal(await first('在哪里使用 evict_oldest'), 'src/cache/lruCache.py');
  assert.equal(await first('où est calculé le backoff exponentiel'), 'src/net/retryPolicy.ts');
  for (const query of ['где очищается', '在哪里清理', 'キャッシュはどこ', 'أين يتم']) {
    assert.deepEqual(await search(query), [], query);
  }
});

test('a message of a machine is found although its quotation marks hold other words', async () => {
  const query = 'RetryError: policy of "User 17" failed, shouldRetry delayMs exhausted';
  const [first] = await search(query);
  assert.equal(first!.place.path, 'src/net/retryPolicy.ts');
});

test('filters hold for every result', async () => {
  assert.deepEqual(await places('cache lang:py'), ['src/cache/lruCache.py']);
  assert.deepEqual(await places('retry path:src/net'), [
    'src/net/client.ts',
    'src/net/retryPolicy.ts',
  ]);
  assert.ok(!(await places('retry -path:test')).includes('test/net/retryPolicy.test.ts'));
  for (const result of await search('cache request kind:class')) {
    assert.equal(result.place.snippet.kind, 'class');
  }
  for (const result of await search('evict kind:function')) {
    assert.ok(['function', 'method'].includes(result.place.snippet.kind));
  }
});

test('quoted words stand in every result in that order', async () => {
  const exact = await search('"least recently used"');
  assert.deepEqual(
    exact.map(({ place }) => place.path).sort((a, b) => (a < b ? -1 : 1)),
    ['docs/faq.md', 'src/cache/lruCache.py'],
  );
  assert.deepEqual(await search('"recently least used"'), []);
});

test('an excluded word stands in no result', async () => {
  const names = (await search('cache -evict')).map(at);
  assert.ok(!names.includes('src/cache/lruCache.py LruCache'));
});

test('a word being typed finds what begins with it', async () => {
  assert.equal((await search('expon'))[0]!.place.path, 'src/net/retryPolicy.ts');
});

test('no file fills the page while others answer', async () => {
  const paths = (await search('retry request failure')).slice(0, 2).map(({ place }) => place.path);
  assert.equal(new Set(paths).size, 2);
});

test('probabilities are 0 to 1 and fall with the rank; every result says why', async () => {
  const results = await search('retry request');
  for (const [i, { probability, why, evidence }] of results.entries()) {
    assert.ok(probability >= 0 && probability <= 1);
    assert.ok(i === 0 || probability <= results[i - 1]!.probability + 1e-9);
    assert.ok(why.length > 0 && why.length < 200);
    assert.ok(evidence.text! >= 0 && evidence.text! <= 1);
  }
});

test('nothing asked, nothing found', async () => {
  for (const query of ['', '   ', 'lang:python', 'xyzzyqwert'])
    assert.deepEqual(await search(query), []);
});

test('a limit is kept', async () => {
  assert.equal((await search('retry cache request', 2)).length, 2);
});

test('whatever is typed gives results or an error for people', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '"',
      '-',
      'lang:ts ',
      'path:',
      'kind:',
      ' ',
      ' retry ',
      'NEAR(',
      'OR ',
      '*',
      '\0',
      '🐘',
      '检索',
    ),
    fc.string({ unit: 'grapheme', maxLength: 10 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      try {
        await search(pieces.join(''));
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
      }
    }),
    { numRuns: 300 },
  );
});

function search(query: string, limit = 10): Promise<SearchResult[]> {
  return searchByText({ query, limit }, sources);
}

async function places(query: string): Promise<string[]> {
  return [...new Set((await search(query)).map(({ place }) => place.path))].sort((a, b) =>
    a < b ? -1 : 1,
  );
}

function at({ place }: SearchResult): string {
  return `${place.path} ${place.snippet.name}`;
}

function file(
  path: string,
  language: string,
  pieces: readonly Piece[],
  role: FileRole = 'source',
): IndexedFile {
  const snippets = pieces.map(
    ([kind, name, text, doc = ''], i): Snippet => ({
      kind,
      name,
      startLine: 10 * i + 1,
      endLine: 10 * i + 9,
      doc,
      textHash: createHash('sha256').update(text).digest('hex').slice(0, 32),
    }),
  );
  const record = {
    path,
    language,
    role,
    sizeBytes: 1,
    modifiedMs: 1,
    fileHash: createHash('sha256').update(path).digest('hex').slice(0, 32),
    lineCount: 10 * pieces.length,
    snippets,
    tokens: new Uint8Array(),
  };
  return { record, texts: pieces.map(([, , text]) => text) };
}
