/**
 * The mean of heads that were trained from one start on parts of a workspace: what they agree on stays, and what each took
 * from its own files is divided by their number.
 *
 * Source: Wortsman et al. (model soups), 2022; over folds: bagging, Breiman, 1996.
 */
import type { StoredTensor } from '../towers/parameterFile.ts';
import type { Head } from './head.ts';
import { hasTable } from './headTower.ts';

/** @throws RangeError for no head, and for heads of several kinds or encoders. */
export function meanHead(heads: readonly Head[]): Head {
  const [first] = heads;
  if (!first) throw new RangeError('the mean of no heads');
  const stranger = heads.find(
    ({ kind, encoderId }) => kind !== first.kind || encoderId !== first.encoderId,
  );
  if (stranger) {
    throw new RangeError(
      `the mean of a ${first.kind} head of ${first.encoderId} and a ${stranger.kind} head of ${stranger.encoderId}`,
    );
  }
  if (hasTable(first.kind)) return { ...first, tensors: meanOfTables(heads) };
  const tensors = [...first.tensors].map(([name, { shape, values }]) => {
    const mean = new Float32Array(values.length);
    for (const head of heads) addScaled(mean, head.tensors.get(name)!.values, 1 / heads.length);
    return [name, { shape, values: mean }] as const;
  });
  return { ...first, tensors: new Map(tensors) };
}

/** A token without a row in a table was not moved by it. */
function meanOfTables(heads: readonly Head[]): Map<string, StoredTensor> {
  const { dimensions } = heads[0]!;
  const rows = new Map<number, Float32Array>();
  for (const { tensors } of heads) {
    const delta = tensors.get('delta')!.values;
    for (const [i, id] of tensors.get('ids')!.values.entries()) {
      const row = rows.get(id) ?? new Float32Array(dimensions);
      addScaled(row, delta.subarray(i * dimensions, (i + 1) * dimensions), 1 / heads.length);
      rows.set(id, row);
    }
  }
  const delta = new Float32Array(rows.size * dimensions);
  for (const [i, row] of [...rows.values()].entries()) delta.set(row, i * dimensions);
  return new Map([
    ['ids', { shape: [rows.size], values: Float32Array.from(rows.keys()) }],
    ['delta', { shape: [rows.size, dimensions], values: delta }],
  ]);
}

function addScaled(sum: Float32Array, values: Float32Array, factor: number): void {
  for (const [i, value] of values.entries()) sum[i]! += factor * value;
}
