import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryStore } from '../../../../src/core/index/memoryStore.ts';
import { SnippetCatalog } from '../../../../src/core/index/snippetCatalog.ts';
import { queryTerms } from '../../../../src/core/matching/query/queryTerms.ts';
import { parseSearchQuery } from '../../../../src/core/matching/query/searchQuery.ts';
import { snippetFilter } from '../../../../src/core/matching/query/snippetFilter.ts';
import {
  candidateAt,
  FIELD_WEIGHTS,
  gatherCandidates,
} from '../../../../src/core/matching/ranking/candidates.ts';
import { FileNames } from '../../../../src/core/matching/ranking/fileNames.ts';
import { WordSplitter } from '../../../../src/core/matching/words.ts';
import { indexedFile } from '../../index/storeContract.ts';

const words = new WordSplitter();

async function gather(typed: string, files: ReturnType<typeof indexedFile>[], known = files) {
  const lexical = new MemoryStore();
  await lexical.putFiles(files);
  const catalog = new SnippetCatalog();
  for (const { record } of known) catalog.put(record);
  const fileNames = new FileNames(words);
  fileNames.update(catalog.paths());
  const query = parseSearchQuery(typed);
  const { terms } = queryTerms(query.text, words);
  const filter = await snippetFilter(query, lexical, words);
  const asked = { terms, text: query.text, filter };
  const candidates = await gatherCandidates(asked, { catalog, lexical, fileNames });
  return { candidates, terms, lexical };
}

test('every snippet that has a word is there once, by position, with what each word gives it', async () => {
  const text = fc
    .array(fc.constantFrom('alpha', 'beta', 'gamma', 'omega'), { minLength: 1, maxLength: 4 })
    .map((held) => held.join(' '));
  const corpus = fc.array(fc.array(text, { minLength: 1, maxLength: 6 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      corpus,
      fc.constantFrom('', ' -omega', ' path:file1'),
      async (texts, filter) => {
        const files = texts.map((held, i) => indexedFile(`file${i}.ts`, held));
        const { candidates, terms, lexical } = await gather(`alpha gamma beta${filter}`, files);
        const expected = new Map<string, number[]>();
        for (const [i, { word, weight }] of terms.entries()) {
          const hits = await lexical.searchWords([word], 300, { weights: FIELD_WEIGHTS });
          for (const { path, snippet, bm25 } of hits) {
            const position = Number(/\d+/.exec(path)![0]);
            if (filter === ' -omega' && texts[position]![snippet]!.includes('omega')) continue;
            if (filter === ' path:file1' && path !== 'file1.ts') continue;
            const at = `${path} ${snippet}`;
            const scores = expected.get(at) ?? terms.map(() => 0);
            scores[i] = bm25 * weight;
            expected.set(at, scores);
          }
        }
        const found = [...candidates.files].flatMap(([path, { snippets }]) =>
          snippets.map(({ snippet, bm25 }) => [`${path} ${snippet}`, bm25] as const),
        );
        assert.equal(found.length, expected.size);
        assert.deepEqual(new Map(found), expected);
        for (const file of candidates.files.values()) {
          const positions = file.snippets.map(({ snippet }) => snippet);
          assert.deepEqual(
            positions,
            [...new Set(positions)].sort((a, b) => a - b),
          );
          for (const candidate of file.snippets) {
            assert.equal(candidateAt(file, candidate.snippet), candidate);
          }
        }
      },
    ),
  );
});

test('a snippet that the store has already and the catalog not yet is passed over', async () => {
  const now = [indexedFile('a.ts', ['beta', 'alpha']), indexedFile('b.ts', ['alpha'])];
  const { candidates } = await gather('alpha', now, [indexedFile('a.ts', ['beta']), now[1]!]);
  const found = [...candidates.files].map(([path, { snippets }]) => `${path} ${snippets.length}`);
  assert.deepEqual(found, ['a.ts 0', 'b.ts 1']);
});
