import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SnippetFilter } from '../../../../src/core/matching/query/snippetFilter.ts';
import {
  FEATURES,
  type Features,
  type ScoredFile,
  weighed,
} from '../../../../src/core/matching/ranking/fileFeatures.ts';
import { answerProbabilities } from '../../../../src/core/matching/ranking/probability.ts';
import {
  placeProbabilities,
  rankPlaces,
} from '../../../../src/core/matching/ranking/rankPlaces.ts';
import { fileScorer, rankSnippets } from '../../../../src/core/matching/ranking/rankSnippets.ts';
import { WEIGHTS } from '../../../../src/core/matching/ranking/weights.ts';

const everything: SnippetFilter = {
  acceptsAll: true,
  acceptsFile: () => true,
  acceptsSnippet: () => true,
};

test('the file with more in its name comes first, each file once while others answer', () => {
  const weak = scored('b.ts', { coverage: 1 }, [1]);
  const strong = scored('a.ts', { coverage: 1, fileNameExact: 1 }, [1, 0.9, 0.8]);
  const ranked = rankSnippets([weak, strong], WEIGHTS, 10, everything);
  assert.deepEqual(
    ranked.map(({ record, rankInFile }) => `${record.path} ${rankInFile}`).slice(0, 1),
    ['a.ts 0'],
  );
  const paths = ranked.map(({ record }) => record.path);
  assert.ok(paths.indexOf('b.ts') <= 2 && paths.filter((path) => path === 'a.ts').length === 3);
});

test('tests lose to source with the same evidence', () => {
  const source = scored('z.ts', { coverage: 1 }, [1]);
  const spec = scored('a.test.ts', { coverage: 1, test: 1 }, [1]);
  assert.equal(rankSnippets([spec, source], WEIGHTS, 1, everything)[0]!.record.path, 'z.ts');
});

test('where names say nothing, likelihoods decide and what a file is still counts', () => {
  const unnamed = (path: string, some: Partial<Features>, share = 1) => ({
    ...scored(path, some, [1]),
    unnamed: share,
  });
  const first = (...files: ScoredFile[]) =>
    rankSnippets(files, WEIGHTS, 1, everything)[0]!.record.path;
  const wordy = { coverage: 1, severalSnippets: 1, unnamedWords: 0.2, unnamedMeaning: 0.1 };
  const near = { unnamedWords: 0.2, unnamedMeaning: 0.3 };
  assert.equal(first(unnamed('wordy.ts', wordy), unnamed('near.ts', near)), 'near.ts');
  assert.equal(first(unnamed('wordy.ts', wordy, 0), unnamed('near.ts', near, 0)), 'wordy.ts');
  assert.equal(
    first(unnamed('wordy.ts', wordy), unnamed('near.ts', { ...near, test: 1 })),
    'wordy.ts',
  );
});

test('fewer results are the first of more', () => {
  const score = fc.double({ min: 0, max: 2, noNaN: true });
  const file = fc.record({ coverage: score, snippets: fc.array(score, { maxLength: 8 }) });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (made, limit) => {
      const files = made.map(({ coverage, snippets }, i) =>
        scored(`${i % 3}/${i}.ts`, { coverage }, snippets),
      );
      const ranked = (count: number) =>
        rankSnippets(files, WEIGHTS, count, everything).map(
          ({ record, snippet, score }) => `${record.path} ${snippet} ${score}`,
        );
      assert.deepEqual(ranked(limit), ranked(100).slice(0, limit));
    }),
  );
});

test('the score is the sum of the weighed features', () => {
  const values = Object.fromEntries(FEATURES.map((feature, i) => [feature, (i + 1) / 8]));
  for (const unnamed of [0, 0.25, 1]) {
    const file = { ...scored('a.ts', values, [1]), unnamed };
    const sum = FEATURES.reduce((total, f) => total + WEIGHTS[f] * weighed(file, f), 0);
    assert.ok(Math.abs(fileScorer(WEIGHTS)(file) - sum) < 1e-9);
  }
});

test('the probability is higher where more of the query is found', () => {
  const probability = (wordsPresent: number) => {
    const files = [scored('a.ts', { coverage: 1, wordsPresent }, [1])];
    return answerProbabilities(rankSnippets(files, WEIGHTS, 1, everything), files, WEIGHTS)[0]!;
  };
  assert.ok(probability(1) > 0.5 && probability(0.1) < 0.5);
});

test('of a manual the paragraph that answers comes first, and others of its page may follow', () => {
  const page = asProse(scored('guide.md', { coverage: 1 }, [0.5, 2, 1.9]));
  const other = asProse(scored('other.md', { coverage: 1.2 }, [0.6]));
  const ranked = rankSnippets([other, page], WEIGHTS, 3, everything);
  assert.deepEqual(
    ranked.map(({ record, snippet }) => `${record.path} ${snippet}`),
    ['guide.md 1', 'guide.md 2', 'other.md 0'],
  );
});

test('the best paragraph stands where the best page would beside code', () => {
  const page = asProse(scored('guide.md', { coverage: 1 }, [3]));
  const better = scored('a.ts', { coverage: 1, fileNameExact: 1 }, [1]);
  const worse = scored('b.ts', { coverage: 0.5 }, [1]);
  const ranked = rankSnippets([worse, page, better], WEIGHTS, 3, everything);
  assert.deepEqual(
    ranked.map(({ record }) => record.path),
    ['a.ts', 'guide.md', 'b.ts'],
  );
});

test('a piece of code is where its words are, whatever files are called', () => {
  const named = scored('queue.ts', { fileNameExact: 1, definitionExact: 1 }, [0.1]);
  const holding = scored('other.ts', {}, [0.1, 0.1]);
  const test = scored('other.test.ts', { test: 1 }, [0.1]);
  const words = (file: ScoredFile, bm25: readonly number[]): ScoredFile => ({
    ...file,
    words: { bm25: new Map(bm25.entries()), near: new Map() },
  });
  const ranked = rankPlaces([words(test, [9]), words(named, [2]), words(holding, [1, 9])], 3);
  assert.deepEqual(
    ranked.map(({ record, snippet }) => `${record.path} ${snippet}`),
    ['other.ts 1', 'other.test.ts 0', 'queue.ts 0'],
  );
});

test('the probability of a place of code grows with the share of the words it holds, and falls with the rank', () => {
  const [all, most, more] = placeProbabilities([1, 0.8, 0.9]);
  assert.ok(all! > 0.9 && most! < 0.5 && more === most);
});

function asProse(file: ScoredFile): ScoredFile {
  const { record } = file.file;
  const snippets = record.snippets.map((snippet) => ({ ...snippet, kind: 'section' as const }));
  return { ...file, file: { ...file.file, record: { ...record, snippets } } };
}

function scored(path: string, some: Partial<Features>, scores: readonly number[]): ScoredFile {
  const features = Object.fromEntries(FEATURES.map((f) => [f, some[f] ?? 0])) as Features;
  const record = {
    path,
    language: 'typescript',
    role: 'source' as const,
    sizeBytes: 1,
    modifiedMs: 1,
    fileHash: '0',
    lineCount: 100,
    tokens: new Uint8Array(),
    snippets: scores.map((_, i) => ({
      kind: 'function' as const,
      name: `f${i}`,
      startLine: 10 * i + 1,
      endLine: 10 * i + 9,
      doc: '',
      textHash: `${path}${i}`,
    })),
  };
  const file = { record, snippets: [] };
  return {
    file,
    features,
    unnamed: 0,
    words: { bm25: new Map(), near: new Map() },
    definitions: { best: 0, exact: 0, code: 0, perSnippet: new Map() },
    snippetScores: new Map(scores.map((score, i) => [i, score])),
  };
}
