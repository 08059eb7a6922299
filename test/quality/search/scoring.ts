/**
 * Scores ranked places against the places that answer a query: NDCG, reciprocal rank, recall.
 * A result covers a target of the same file; where the target has lines, they must share one.
 * Gain 1 at each distinct rank that some target first reaches, discount 1/log2(rank + 1), divided by
 * the same sum over ranks 1..min(k, targets).
 */

export interface Target {
  readonly file: string;
  readonly start: number | null;
  readonly end: number | null;
}

export interface RankedPlace {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface Score {
  readonly ndcg: number;
  readonly mrr: number;
  readonly recall: number;
}

export function scoreResults(
  results: readonly RankedPlace[],
  targets: readonly Target[],
  k = 10,
): Score {
  const ranks: number[] = [];
  for (const target of targets) {
    const rank = results.slice(0, k).findIndex((result) => covers(result, target)) + 1;
    if (rank > 0) ranks.push(rank);
  }
  const gain = discounts(new Set(ranks));
  const ideal = discounts(
    Array.from({ length: Math.min(k, targets.length) }, (_, rank) => rank + 1),
  );
  return {
    ndcg: ideal > 0 ? gain / ideal : 0,
    mrr: ranks.length > 0 ? 1 / Math.min(...ranks) : 0,
    recall: targets.length > 0 ? ranks.length / targets.length : 0,
  };
}

export function covers(result: RankedPlace, target: Target): boolean {
  if (result.file !== target.file) return false;
  if (target.start === null || target.end === null) return true;
  return result.startLine <= target.end && target.start <= result.endLine;
}

export function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((total, value) => total + value, 0) / values.length : 0;
}

/** Mean of the groups' means. */
export function meanOfGroups<T>(
  rows: readonly T[],
  group: (row: T) => string,
  value: (row: T) => number,
): number {
  return mean([...groupBy(rows, group).values()].map((part) => mean(part.map(value))));
}

export function groupBy<T>(rows: readonly T[], group: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = group(row);
    const part = groups.get(key);
    if (part) part.push(row);
    else groups.set(key, [row]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function discounts(ranks: Iterable<number>): number {
  let total = 0;
  for (const rank of ranks) total += 1 / Math.log2(rank + 1);
  return total;
}
