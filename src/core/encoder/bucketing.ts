/** Batches of texts of like length: padding is work, and short texts must not pay for long ones. */

export interface Batch {
  /** Positions in the input, ascending by length. */
  readonly rows: readonly number[];
  /** Tokens of the longest row: what the others are padded to. */
  readonly width: number;
}

/**
 * Sorts by length and cuts into batches of at most `rows` texts and `tokens` padded tokens
 * (a single longer text is a batch of its own). Texts of no tokens get a width of 1.
 */
export function bucketByLength(
  lengths: readonly number[],
  limits: { readonly rows: number; readonly tokens: number },
): Batch[] {
  const order = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const batches: Batch[] = [];
  let rows: number[] = [];
  for (const row of order) {
    // Ascending order: the newest row is the widest.
    const width = Math.max(1, lengths[row]!);
    if (rows.length === limits.rows || (rows.length + 1) * width > limits.tokens) {
      if (rows.length > 0) batches.push({ rows, width: widthOf(rows, lengths) });
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) batches.push({ rows, width: widthOf(rows, lengths) });
  return batches;
}

function widthOf(rows: readonly number[], lengths: readonly number[]): number {
  return Math.max(1, lengths[rows.at(-1)!]!);
}
