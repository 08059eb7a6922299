/** The parameters of a tower as numbers: their start, their saving, their rows for one batch. */
import type { StoredTensor } from '../towers/parameterFile.ts';
import type { ParameterSpec, Tower } from '../towers/tower.ts';
import type { ChosenBigrams } from './chooseBigrams.ts';
import type { PairSet } from './pairSet.ts';
import type { Random } from './random.ts';

export type Parameters = Map<string, StoredTensor>;

/**
 * A fresh start for every parameter of the tower.
 * @param logIdf `(vocabulary)`
 * @param bigrams for a tower that has any
 */
export function initialParameters(
  tower: Tower,
  logIdf: Float32Array,
  random: Random,
  bigrams?: ChosenBigrams,
): Parameters {
  return new Map(
    tower.parameters.map((spec) => [
      spec.name,
      { shape: spec.shape, values: initialValues(spec, { logIdf, random, bigrams }) },
    ]),
  );
}

/**
 * Parameters known under the same name and shape are taken over, the rest start fresh: so a larger tower
 * starts from a smaller one that was trained (transfer).
 * @param learned names of the loss's learned numbers, taken over where they are known
 */
export function transferParameters(
  tower: Tower,
  fresh: Parameters,
  known: ReadonlyMap<string, StoredTensor>,
  learned: readonly string[] = [],
): Parameters {
  const taken: Parameters = new Map(
    tower.parameters.map(({ name, shape }) => {
      const trained = known.get(name);
      const fits = trained && trained.shape.join() === shape.join();
      return [name, fits ? { shape, values: trained.values.slice() } : fresh.get(name)!];
    }),
  );
  for (const name of learned) {
    const trained = known.get(name);
    if (trained?.values.length === 1)
      taken.set(name, { shape: [], values: trained.values.slice() });
  }
  return taken;
}

/** ln((1 + texts)/(1 + texts with the token)) + 1, logged; counted over the positives of all sets. `(vocabulary)` */
export function logIdf(sets: readonly PairSet[], vocabulary: number): Float32Array {
  const seenIn = new Float64Array(vocabulary);
  const last = new Int32Array(vocabulary).fill(-1);
  let texts = 0;
  for (const { positives, count } of sets) {
    for (let row = 0; row < count; row++) {
      for (let i = positives.offsets[row]!; i < positives.offsets[row + 1]!; i++) {
        const token = positives.tokens[i]!;
        if (token >= vocabulary) {
          throw new RangeError(`token id ${token} in a vocabulary of ${vocabulary}`);
        }
        if (last[token] !== texts) {
          last[token] = texts;
          seenIn[token]!++;
        }
      }
      texts++;
    }
  }
  return Float32Array.from(seenIn, (n) => Math.log(Math.log((1 + texts) / (1 + n)) + 1));
}

/**
 * The rows `ids` of a per-token table: `(ids.length, width)`, a copy; zeros before and beyond a shorter table.
 * @param firstRow the id of the table's first row
 * @param room where the copy is made, if it is large enough
 */
export function takeRows(
  { shape, values }: StoredTensor,
  ids: Int32Array,
  { firstRow = 0, room }: { readonly firstRow?: number; readonly room?: Float32Array } = {},
): Float32Array {
  const width = shape[1]!;
  const size = ids.length * width;
  const rows = room && room.length >= size ? room.subarray(0, size) : new Float32Array(size);
  for (let i = 0; i < ids.length; i++) {
    const from = (ids[i]! - firstRow) * width;
    if (from < 0 || from >= values.length) rows.fill(0, i * width, (i + 1) * width);
    else if (width === 1) rows[i] = values[from]!;
    else rows.set(values.subarray(from, from + width), i * width);
  }
  return rows;
}

interface Starts {
  readonly logIdf: Float32Array;
  readonly random: Random;
  readonly bigrams: ChosenBigrams | undefined;
}

function initialValues(
  spec: ParameterSpec,
  { logIdf: idf, random, bigrams }: Starts,
): Float32Array {
  const size = spec.shape.reduce((product, n) => product * n, 1);
  switch (spec.initial.kind) {
    case 'constant':
      return new Float32Array(size).fill(spec.initial.value);
    case 'log-idf':
      if (idf.length !== size) throw new RangeError(`${idf.length} IDF values for ${size} tokens`);
      return idf.slice();
    case 'bigrams':
    case 'bigram-log-idf': {
      const chosen = spec.initial.kind === 'bigrams' ? bigrams?.tokens : bigrams?.logIdf;
      if (chosen?.length !== size)
        throw new RangeError(`${chosen?.length} values for ${spec.name}`);
      return chosen.slice();
    }
    case 'normal': {
      const { deviation } = spec.initial;
      return Float32Array.from({ length: size }, () => random.normal() * deviation);
    }
  }
}
