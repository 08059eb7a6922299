/** The measures, over plain arrays of scores (larger is closer). */
import { areaUnderCurve } from '../../../src/core/siamese/retrieval.ts';
import type { PairTask, RetrievalTask } from './task.ts';

/** The value of one query: 1 / rank, or average precision. Ties count half. NaN if nothing is relevant. */
export function queryScore(task: RetrievalTask, query: number, scores: Float32Array): number {
  if (task.measure === 'MRR') return reciprocalRank(task, query, scores);
  const ranked: { score: number; relevant: boolean }[] = [];
  let relevant = 0;
  for (let j = 0; j < scores.length; j++) {
    const judged = task.judge(query, j);
    if (judged === 'ignored') continue;
    if (judged === 'relevant') relevant++;
    ranked.push({ score: scores[j]!, relevant: judged === 'relevant' });
  }
  ranked.sort((a, b) => b.score - a.score || Number(a.relevant) - Number(b.relevant));
  const within = task.measure === 'MAP@R' ? relevant : ranked.length;
  let found = 0;
  let sum = 0;
  for (let i = 0; i < within; i++) {
    if (!ranked[i]!.relevant) continue;
    found++;
    sum += found / (i + 1);
  }
  return sum / relevant;
}

/** Without sorting: only the best relevant one's place counts. */
function reciprocalRank(task: RetrievalTask, query: number, scores: Float32Array): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < scores.length; j++) {
    if (scores[j]! > best && task.judge(query, j) === 'relevant') best = scores[j]!;
  }
  if (best === Number.NEGATIVE_INFINITY) return Number.NaN;
  let rank = 1;
  for (let j = 0; j < scores.length; j++) {
    if (scores[j]! < best || task.judge(query, j) !== 'irrelevant') continue;
    rank += scores[j]! > best ? 1 : 0.5;
  }
  return 1 / rank;
}

export function pairScore({ measure, labels }: PairTask, scores: ArrayLike<number>): number {
  if (measure === 'Spearman') return correlation(ranks(labels), ranks(scores));
  const split = (label: boolean) => Array.from(scores).filter((_, i) => labels[i]! > 0 === label);
  if (measure === 'AUC') return areaUnderCurve(split(true), split(false));
  return bestF1(labels, scores);
}

function bestF1(labels: readonly number[], scores: ArrayLike<number>): number {
  const order = labels.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const matches = labels.filter((label) => label > 0).length;
  let hits = 0;
  let best = 0;
  order.forEach((pair, i) => {
    if (labels[pair]! > 0) hits++;
    const next = order[i + 1];
    // A threshold cannot pass between equal scores.
    if (next !== undefined && scores[next] === scores[pair]) return;
    best = Math.max(best, (2 * hits) / (i + 1 + matches));
  });
  return best;
}

/** Average rank for ties. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && values[order[end]!] === values[order[i]!]) end++;
    for (let k = i; k < end; k++) result[order[k]!] = (i + end - 1) / 2;
    i = end;
  }
  return result;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let top = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const da = a[i]! - meanA;
    const db = b[i]! - meanB;
    top += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return top / Math.sqrt(squaresA * squaresB);
}
