import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SnippetFilter } from '../../../../src/core/matching/query/snippetFilter.ts';
import {
  FEATURES,
  type Features,
  type ScoredFile,
} from '../../../../src/core/matching/ranking/fileFeatures.ts';
import { answerProbabilities } from '../../../../src/core/matching/ranking/probability.ts';
import { rankSnippets } from '../../../../src/core/matching/ranking/rankSnippets.ts';
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

test('the probability is higher where more of the query is found', () => {
  const probability = (wordsPresent: number) => {
    const files = [scored('a.ts', { coverage: 1, wordsPresent }, [1])];
    return answerProbabilities(rankSnippets(files, WEIGHTS, 1, everything), files, WEIGHTS)[0]!;
  };
  assert.ok(probability(1) > 0.5 && probability(0.1) < 0.5);
});

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
  const file = { record, snippets: new Map() };
  return {
    file,
    features,
    words: { bm25: new Map(), near: new Map() },
    definitions: { best: 0, exact: 0, code: 0, perSnippet: new Map() },
    snippetScores: new Map(scores.map((score, i) => [i, score])),
  };
}
