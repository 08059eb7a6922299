/**
 * Which pairs of neighboring tokens a tower knows, found by one product and one look, so that a graph can do it too.
 *
 * A pair has one slot; of pairs that share a slot only the first is known. A plain hash without keys would give every
 * row hundreds of strangers: 20,000 rows stand against millions of pairs.
 */

/** Prime, a few times the rows: a look into 256 kB. */
export const BIGRAM_SLOTS = 65521;
export const BIGRAM_FACTOR = 31321;
/** A pair as one number below 2³¹. */
export const BIGRAM_KEY_FACTOR = 32768;
const LARGEST_VOCABULARY = 32768;

export interface BigramTable {
  readonly count: number;
  /** `(BIGRAM_SLOTS)` first·32768 + second of the pair in the slot; −1: none. */
  readonly keys: Int32Array;
  /** `(BIGRAM_SLOTS)` its row; 0 where there is none. */
  readonly rows: Int32Array;
}

export function bigramSlot(first: number, second: number): number {
  return (first * BIGRAM_FACTOR + second) % BIGRAM_SLOTS;
}

/**
 * @param tokens `(count, 2)` both tokens of each pair, row by row
 * @throws RangeError on a token that is too large, or two pairs in one slot.
 */
export function bigramTable(tokens: ArrayLike<number>): BigramTable {
  const keys = new Int32Array(BIGRAM_SLOTS).fill(-1);
  const rows = new Int32Array(BIGRAM_SLOTS);
  const count = tokens.length / 2;
  for (let row = 0; row < count; row++) {
    const [first, second] = [tokens[2 * row]!, tokens[2 * row + 1]!];
    if (first >= LARGEST_VOCABULARY || second >= LARGEST_VOCABULARY) {
      throw new RangeError(
        `pair (${first}, ${second}): tokens must be below ${LARGEST_VOCABULARY}`,
      );
    }
    const slot = bigramSlot(first, second);
    if (keys[slot] !== -1) throw new RangeError(`pair (${first}, ${second}): its slot is taken`);
    keys[slot] = first * BIGRAM_KEY_FACTOR + second;
    rows[slot] = row;
  }
  return { count, keys, rows };
}

/** The list that `bigramTable` was made of, from its keys and rows: `(count, 2)`. */
export function bigramTokens({ keys, rows }: Omit<BigramTable, 'count'>): Float32Array {
  const known = keys.reduce((count, key) => count + (key >= 0 ? 1 : 0), 0);
  const tokens = new Float32Array(2 * known);
  keys.forEach((key, slot) => {
    if (key < 0) return;
    const pair = [Math.floor(key / BIGRAM_KEY_FACTOR), key % BIGRAM_KEY_FACTOR];
    tokens.set(pair, 2 * rows[slot]!);
  });
  return tokens;
}

/** The row of a pair, −1 where it is not known. */
export function bigramRow(table: BigramTable, first: number, second: number): number {
  const slot = bigramSlot(first, second);
  return table.keys[slot] === first * BIGRAM_KEY_FACTOR + second ? table.rows[slot]! : -1;
}
