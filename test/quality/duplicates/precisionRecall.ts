/** The curve of judged findings: how much of what is wanted is found at which precision. */

export interface JudgedPair {
  /** Larger is surer. */
  readonly score: number;
  readonly isMatch: boolean;
  /** One of the two was put there; the others are of repositories nobody searched for matches. */
  readonly isInjected: boolean;
}

/** Recall at the lowest score from which the precision is at least so much; 0 where it never is. */
export function recallAt(
  pairs: readonly JudgedPair[],
  wanted: number,
  precision: number,
): { readonly recall: number; readonly score: number } {
  const sorted = [...pairs].sort((x, y) => y.score - x.score);
  let found = 0;
  let best = { recall: 0, score: Number.POSITIVE_INFINITY };
  for (const [i, { isMatch, score }] of sorted.entries()) {
    if (isMatch) found++;
    // Equal scores stand or fall together.
    if (sorted[i + 1]?.score === score) continue;
    if (found / (i + 1) >= precision) best = { recall: found / wanted, score };
  }
  return best;
}

export function printCurve(pairs: readonly JudgedPair[], wanted: number): void {
  const injected = pairs.filter(({ isInjected }) => isInjected);
  for (const [name, counted] of [
    ['all pairs', pairs],
    ['pairs with an injected one', injected],
  ] as const) {
    const cells = [0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.5].map((precision) => {
      const { recall, score } = recallAt(counted, wanted, precision);
      return `${precision.toFixed(2)}: ${recall.toFixed(3)} (≥ ${score.toFixed(1)})`;
    });
    console.log(`  recall at precision, ${name}: ${cells.join('  ')}`);
  }
  for (const least of [5, 8, 10]) {
    const shown = pairs.filter(({ score }) => score >= least);
    const right = shown.filter(({ isMatch }) => isMatch).length;
    console.log(
      `  standing out by ${least}: recall ${(right / wanted).toFixed(3)}, precision ${(right / Math.max(1, shown.length)).toFixed(3)}`,
    );
  }
}
