/**
 * Parameters as 8-bit integers, for the encoder that ships: a quarter of the size, two to three times the speed.
 *
 * Products: activations to uint8 (one scale per tensor, measured beforehand or on the fly), weights to int8 with one scale per column, summed
 * exactly in int32. Tables: int8 with one scale per row. Weights use 7 of the 8 bits: processors without VNNI sum
 * pairs of products in saturating 16 bits, where 255·127·2 does not fit and 255·64·2 does.
 */
import type { Graph } from '../graph/graph.ts';
import { multiply } from '../graph/operations/arithmetic.ts';
import { toFloat } from '../graph/operations/functions.ts';
import { matMul } from '../graph/operations/matrix.ts';
import { dropAxis, expandAxis, gatherRows } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { StoredTensor } from './parameterFile.ts';
import type { Tower } from './tower.ts';
import type { Weights } from './weights.ts';

/** What enters a product, measured beforehand by `ranges.ts`. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** By the name of the product's parameter. */
export type Ranges = Readonly<Record<string, Range>>;

const LARGEST_WEIGHT = 64;
const LARGEST_ROW_VALUE = 127;
/** Narrower tables (one weight per token) stay floats: their scales would be as large as they are. */
const NARROWEST_TABLE = 8;

export function int8Weights(
  graph: Graph,
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
  ranges: Ranges = {},
): Weights {
  const stored = (name: string) => {
    const found = parameters.get(name);
    if (!found) throw new RangeError(`no parameter named ${name}`);
    return found;
  };
  const perToken = new Set(tower.parameters.flatMap((p) => (p.perToken ? [p.name] : [])));
  const once = memo();
  const whole = (name: string) =>
    once(name, () => {
      const { values, shape } = stored(name);
      return graph.constant(values, shape, name);
    });
  const narrow = (name: string) => !perToken.has(name) || stored(name).shape[1]! < NARROWEST_TABLE;
  const table = (name: string) => {
    const { values, shape } = stored(name);
    const [rows, width] = shape as [number, number];
    const quantized = quantizeRows(values, rows, width);
    return {
      values: once(`${name}.int8`, () => graph.constant(quantized.values, shape, `${name}.int8`)),
      scales: once(`${name}.scale`, () =>
        graph.constant(quantized.scales, [rows, 1], `${name}.scale`),
      ),
    };
  };
  const tables = memo<ReturnType<typeof table>>();
  const integerRows = (name: string, ids: Tensor) => {
    const { values, scales } = tables(name, () => table(name));
    return {
      rows: toFloat(graph, gatherRows(graph, values, ids)),
      scales: gatherRows(graph, scales, ids),
    };
  };
  const quantizedInputs = memo<readonly Tensor[]>();
  return {
    whole,
    rows(name, ids) {
      if (narrow(name)) return gatherRows(graph, whole(name), ids);
      const { rows, scales } = integerRows(name, ids);
      return multiply(graph, rows, scales);
    },
    weightedRows(name, ids, weights) {
      const { rows, scales } = integerRows(name, ids);
      const scaled = multiply(graph, weights, dropAxis(graph, scales, 2));
      return dropAxis(graph, matMul(graph, expandAxis(graph, scaled, 1), rows), 1);
    },
    linear(name, x) {
      const { values, shape } = stored(name);
      const [inner, columns] = shape as [number, number];
      const quantized = quantizeColumns(values, inner, columns);
      const weight = once(`${name}.int8`, () =>
        graph.constant(quantized.values, shape, `${name}.int8`),
      );
      const columnScale = once(`${name}.scale`, () =>
        graph.constant(quantized.scales, [columns], `${name}.scale`),
      );
      const [input, scale, zero] = quantizedInputs(x.name, () =>
        quantizeInput(graph, x, ranges[name]),
      ) as [Tensor, Tensor, Tensor];
      const outShape = x.shape.with(-1, columns);
      const sums = graph.node('MatMulInteger', [input, weight, zero], outShape, { type: 'int32' });
      return multiply(graph, toFloat(graph, sums), multiply(graph, scale, columnScale));
    },
  };
}

/** x as uint8, its scale and its zero point: by a fixed range, or by that of the whole batch. */
function quantizeInput(graph: Graph, x: Tensor, range: Range | undefined): readonly Tensor[] {
  if (!range) {
    return graph.nodes(
      'DynamicQuantizeLinear',
      [x],
      [
        { shape: x.shape, type: 'uint8' },
        { shape: [], type: 'float' },
        { shape: [], type: 'uint8' },
      ],
    );
  }
  const step = Math.max(range.high - range.low, 1e-6) / 255;
  const scale = graph.constant(Float32Array.of(step), []);
  const zero = graph.constant(Uint8Array.of(Math.round(-range.low / step)), []);
  return [graph.node('QuantizeLinear', [x, scale, zero], x.shape, { type: 'uint8' }), scale, zero];
}

/** One scale per row, largest value ±127. `(rows, width)` */
export function quantizeRows(values: Float32Array, rows: number, width: number) {
  const quantized = new Int8Array(rows * width);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    let largest = 0;
    for (let k = 0; k < width; k++) largest = Math.max(largest, Math.abs(values[r * width + k]!));
    const scale = largest > 0 ? largest / LARGEST_ROW_VALUE : 1;
    scales[r] = scale;
    for (let k = 0; k < width; k++) {
      quantized[r * width + k] = Math.round(values[r * width + k]! / scale);
    }
  }
  return { values: quantized, scales };
}

/** One scale per column, largest value ±64. `(inner, columns)` */
export function quantizeColumns(values: Float32Array, inner: number, columns: number) {
  const quantized = new Int8Array(inner * columns);
  const scales = new Float32Array(columns);
  for (let c = 0; c < columns; c++) {
    let largest = 0;
    for (let k = 0; k < inner; k++) largest = Math.max(largest, Math.abs(values[k * columns + c]!));
    const scale = largest > 0 ? largest / LARGEST_WEIGHT : 1;
    scales[c] = scale;
    for (let k = 0; k < inner; k++) {
      quantized[k * columns + c] = Math.round(values[k * columns + c]! / scale);
    }
  }
  return { values: quantized, scales };
}

function memo<T = Tensor>() {
  const known = new Map<string, T>();
  return (key: string, make: () => T): T => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    return made;
  };
}
