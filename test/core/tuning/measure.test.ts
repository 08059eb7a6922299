import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Measurer, pairOutcome, rankOutcome } from '../../../src/core/tuning/measure.ts';
import type { Question } from '../../../src/core/tuning/planTuning.ts';
import { partOf } from '../../../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { unitRows } from '../index/unitRows.ts';

test('reciprocal ranks equal a count by hand; ties count half', async () => {
  const d = 16;
  const rows = unitRows(91, d, 5);
  rows.copyWithin(11 * d, 10 * d, 11 * d); // Texts 10 and 11 are the same.
  const measurer = await Measurer.create(d, compileGraph);
  const questions: Question[] = Array.from({ length: 70 }, (_, i) => ({
    query: i,
    target: 89 - i,
  }));
  questions.push({ query: 3, target: 10 });
  // Asked with 5 about 90, no candidate, which stands where 7 and where 30 are: these are no others then.
  questions.push({ query: 5, target: 90, standsFor: 7 }, { query: 5, target: 90, standsFor: 30 });
  const candidates = Array.from({ length: 90 }, (_, i) => i);
  const ranks = await measurer.reciprocalRanks(rows, questions, candidates, async () => {});
  await measurer.dispose();
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += rows[a * d + k]! * rows[b * d + k]!;
    return Math.round(sum * 1e5);
  };
  for (const [i, { query, target, standsFor }] of questions.entries()) {
    const own = dot(query, target);
    const others = candidates.filter((c) => c !== (standsFor ?? target)).map((c) => dot(query, c));
    const above = others.filter((score) => score > own).length;
    const equal = others.filter((score) => score === own).length;
    assert.ok(Math.abs(1 / ranks[i]! - (1 + above + equal / 2)) < 1e-6, `question ${i}`);
  }
});

test('a clear change is better or worse beyond its interval, noise is neither', () => {
  const before = Array.from({ length: 200 }, (_, i) => 1 / (1 + (i % 7)));
  const better = before.map((rank) => Math.min(1, rank + 0.1));
  const noisy = before.map((rank, i) => rank + (i % 2 === 0 ? 0.05 : -0.05));
  const each = before.map((_, i) => i);
  assert.equal(rankOutcome('docToCode', before, better, each).verdict, 'better');
  assert.equal(rankOutcome('docToCode', better, before, each).verdict, 'worse');
  assert.equal(rankOutcome('docToCode', before, noisy, each).verdict, 'same');
  const { change } = rankOutcome('clones', before, better, each);
  assert.ok(change.low > 0.05 && change.high < 0.11);
});

test('ten questions about one function are no ten witnesses', () => {
  const before = Array.from({ length: 200 }, () => 0.5);
  // Of twenty functions twelve are found better and eight worse.
  const after = before.map((rank, i) => rank + (Math.floor(i / 10) % 5 < 3 ? 0.1 : -0.1));
  const about = before.map((_, i) => Math.floor(i / 10));
  const alone = rankOutcome(
    'wordsToCode',
    before,
    after,
    before.map((_, i) => i),
  );
  const together = rankOutcome('wordsToCode', before, after, about);
  assert.equal(alone.verdict, 'better');
  assert.equal(together.verdict, 'same');
  assert.equal(together.after, alone.after);
});

test('labelled pairs are judged by average precision', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => ({ a: i, b: i + 1, isMatch: i % 2 === 0 }));
  const good = pairs.map(({ isMatch }, i) => (isMatch ? 0.9 : 0.1) + i * 1e-4);
  const bad = good.map((score) => -score);
  const outcome = pairOutcome(pairs, bad, good);
  assert.equal(outcome.after, 1);
  assert.equal(outcome.verdict, 'better');
});

test('files are split by path and seed, in about the promised shares', () => {
  const paths = Array.from({ length: 4000 }, (_, i) => `src/part${i % 40}/file${i}.ts`);
  const share = (part: number | 'untouched') =>
    paths.filter((path) => partOf(path, 1) === part).length / 4000;
  for (const part of [0, 1, 2, 'untouched'] as const) {
    assert.ok(Math.abs(share(part) - 0.25) < 0.03, `${part}: ${share(part)}`);
  }
  assert.ok(paths.some((path) => partOf(path, 1) !== partOf(path, 2)));
});
