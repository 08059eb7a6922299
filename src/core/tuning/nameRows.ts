/**
 * What the names of functions say, apart from their bodies: the embedding of a declared name, added to that of the code
 * that is stored. A bag of tokens gives a name no more weight than its place; how much it deserves differs by workspace.
 */
import type { EncoderInput } from '../encoder/encoder.ts';
import { makeUnitRows } from '../encoder/unitRows.ts';
import { declaredName } from './declaredName.ts';

/** Names of texts, each name once. */
export interface NameRows {
  /** `(names, dimensions)` */
  readonly embeddings: Float32Array;
  /** By text the row of its name, -1 where it has none. */
  readonly rowOf: Int32Array;
}

/** @param texts undefined for what is prose, or not stored */
export async function embedNames(
  texts: readonly (string | undefined)[],
  encode: (inputs: readonly EncoderInput[]) => Promise<Float32Array>,
): Promise<NameRows> {
  const rows = new Map<string, number>();
  const rowOf = Int32Array.from(texts, (text) => {
    const name = text === undefined ? undefined : declaredName(text);
    if (name === undefined) return -1;
    const row = rows.get(name) ?? rows.size;
    rows.set(name, row);
    return row;
  });
  const names = [...rows.keys()].map((text): EncoderInput => ({ text, kind: 'text' }));
  return { embeddings: await encode(names), rowOf };
}

/** The names of some of the texts, in their order. */
export function namesOf({ embeddings, rowOf }: NameRows, texts: ArrayLike<number>): NameRows {
  return { embeddings, rowOf: Int32Array.from(texts, (text) => rowOf[text]!) };
}

/**
 * unit(x + share · name) for rows that have a name, x for the others.
 * @param rows `(n, dimensions)` of unit length; kept
 */
export function addNames(rows: Float32Array, names: NameRows, share: number): Float32Array {
  const result = rows.slice();
  if (share > 0) moveToNames(result, names, share);
  return result;
}

/** `addNames` in place. @param rows changed */
export function moveToNames(
  rows: Float32Array,
  { embeddings, rowOf }: NameRows,
  share: number,
): void {
  const dimensions = rows.length / Math.max(1, rowOf.length);
  for (const [i, row] of rowOf.entries()) {
    if (row < 0) continue;
    const own = rows.subarray(i * dimensions, (i + 1) * dimensions);
    for (let k = 0; k < dimensions; k++) own[k]! += share * embeddings[row * dimensions + k]!;
    makeUnitRows(own, dimensions);
  }
}
