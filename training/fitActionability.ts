/**
 * Prints the weights of `core/matching/worth/actionability.ts` and what they would have ranked first in a repository left
 * out of the fit: `node training/fitActionability.ts`
 *
 * Reads test/quality/duplicates/judged.jsonl: a group per line with its traits and how many of two readers would act on
 * it (`by: readers`), or what the author of the ranking judged while making it (`by: author`). Logistic regression by
 * gradient descent, drawn to a prior of reasonable signs because 329 groups of five repositories say little of ten
 * traits; a weight never takes the sign that reason forbids; every repository weighs the same, readers twice the author.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupTraits } from '../src/core/matching/worth/groupTraits.ts';

interface Judged {
  readonly repository: string;
  readonly by: 'readers' | 'author';
  /** 0..1. */
  readonly actionable: number;
  readonly traits: GroupTraits;
}

const PRIOR: Readonly<Record<keyof GroupTraits, number>> = {
  logic: 1.5,
  control: 1,
  share: 1,
  text: 0.5,
  whole: 0.5,
  torn: -1,
  together: -1,
  forced: -0.7,
  data: -0.7,
  notHand: -1.5,
};
const NAMES = Object.keys(PRIOR) as (keyof GroupTraits)[];
/** Chosen among 5, 15 and 40 by the groups left out; they differ within the noise. */
const PULL = 40;
const STEPS = 2500;
const STEP_SIZE = 0.4;

interface Fit {
  readonly intercept: number;
  readonly weights: readonly number[];
}

function fitWeights(judged: readonly Judged[]): Fit {
  const raw = judged.map(({ by }) => (by === 'readers' ? 2 : 1));
  const totals = new Map<string, number>();
  for (const [i, { repository }] of judged.entries()) {
    totals.set(repository, (totals.get(repository) ?? 0) + raw[i]!);
  }
  const share = judged.map(({ repository }, i) => (100 * raw[i]!) / totals.get(repository)!);
  const total = share.reduce((sum, one) => sum + one, 0);
  let weights = NAMES.map((name) => PRIOR[name]);
  let intercept = -1;
  for (let step = 0; step < STEPS; step++) {
    const slope = weights.map((weight, k) => PULL * (weight - PRIOR[NAMES[k]!]));
    let slopeOfIntercept = 0;
    for (const [i, one] of judged.entries()) {
      const error = share[i]! * (chance({ intercept, weights }, one) - one.actionable);
      slopeOfIntercept += error;
      for (const [k, name] of NAMES.entries()) slope[k]! += error * one.traits[name];
    }
    intercept -= (STEP_SIZE * slopeOfIntercept) / total;
    weights = weights.map((weight, k) => {
      const next = weight - (STEP_SIZE * slope[k]!) / total;
      return next * PRIOR[NAMES[k]!] < 0 ? 0 : next;
    });
  }
  return { intercept, weights };
}

function chance({ intercept, weights }: Fit, { traits }: Judged): number {
  const odds = NAMES.reduce((sum, name, k) => sum + weights[k]! * traits[name], intercept);
  return 1 / (1 + Math.exp(-odds));
}

const file = join(import.meta.dirname, '../test/quality/duplicates/judged.jsonl');
const judged = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Judged);
const mean = (values: readonly Judged[]): string =>
  (values.reduce((sum, { actionable }) => sum + actionable, 0) / values.length).toFixed(2);
console.log('left out     groups  all   first 10  first 15  first 20');
for (const repository of new Set(judged.map((one) => one.repository))) {
  const fitted = fitWeights(judged.filter((one) => one.repository !== repository));
  const own = judged
    .filter((one) => one.repository === repository)
    .sort((a, b) => chance(fitted, b) - chance(fitted, a));
  const first = [10, 15, 20].map((count) => mean(own.slice(0, count)).padEnd(8)).join('  ');
  console.log(`${repository.padEnd(11)}  ${own.length}      ${mean(own)}  ${first}`);
}
const { intercept, weights } = fitWeights(judged);
console.log('intercept', intercept.toFixed(2));
for (const [k, name] of NAMES.entries()) console.log(name.padEnd(9), weights[k]!.toFixed(2));
