import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairScore, queryScore } from '../quality/encoder/measures.ts';
import { bm25, jaccard, tfIdf, untrainedBag } from '../quality/encoder/systems.ts';
import type { PairTask, RetrievalTask } from '../quality/encoder/task.ts';

const text = (value: string) => ({ text: value, kind: 'code' as const });

function retrieval(measure: RetrievalTask['measure'], judged: string): RetrievalTask {
  const words = { r: 'relevant', i: 'irrelevant', x: 'ignored' } as const;
  return {
    name: '',
    measure,
    queries: [text('')],
    candidates: [...judged].map(text),
    judge: (_, c) => words[judged[c] as 'r' | 'i' | 'x'],
  };
}

test('MRR is the reciprocal rank of the best relevant one, ignored ones take no rank', () => {
  const scores = Float32Array.of(9, 8, 7, 6);
  assert.equal(queryScore(retrieval('MRR', 'irri'), 0, scores), 1 / 2);
  assert.equal(queryScore(retrieval('MRR', 'xrri'), 0, scores), 1);
  assert.equal(queryScore(retrieval('MRR', 'ir'), 0, Float32Array.of(1, 1)), 1 / 1.5);
  assert.ok(Number.isNaN(queryScore(retrieval('MRR', 'ii'), 0, scores)));
});

test('MAP averages precision at every relevant one, MAP@R only within the first R', () => {
  const scores = Float32Array.of(4, 3, 2, 1);
  assert.equal(queryScore(retrieval('MAP', 'riir'), 0, scores), (1 + 2 / 4) / 2);
  assert.equal(queryScore(retrieval('MAP@R', 'riir'), 0, scores), 1 / 2);
});

test('pairs are measured by rank correlation, area and best F1', () => {
  const pairs = (measure: PairTask['measure'], labels: number[]): PairTask => ({
    name: '',
    measure,
    left: [],
    right: [],
    labels,
  });
  assert.ok(Math.abs(pairScore(pairs('Spearman', [0, 2, 5]), [0.1, 0.2, 0.9]) - 1) < 1e-12);
  assert.ok(Math.abs(pairScore(pairs('Spearman', [5, 2, 0]), [0.1, 0.2, 0.9]) + 1) < 1e-12);
  assert.equal(pairScore(pairs('AUC', [1, 0, 0]), [0.9, 0.2, 0.1]), 1);
  assert.equal(pairScore(pairs('best F1', [1, 0, 1, 0]), [0.9, 0.8, 0.7, 0.1]), 0.8);
});

for (const system of [bm25, tfIdf, jaccard, untrainedBag]) {
  test(`${system.name} finds the text that shares the rare word`, async () => {
    const of = await system.compare(
      [text('parse the header')],
      [text('the cat'), text('parseHeader(the)'), text('the the dog')],
    );
    const scores = of(0);
    assert.ok(scores[1]! > scores[0]! && scores[1]! > scores[2]!);
  });
}
