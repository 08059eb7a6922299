/** Reads the parameters that a training starts from: those of a training, or those of an encoder that ships. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BIGRAM_TOKENS } from '../core/towers/bigrams.ts';
import { bigramTokens } from '../core/towers/bigramTable.ts';
import { BIGRAM_KEYS, BIGRAM_ROWS } from '../core/towers/inferenceGraph.ts';
import { decodeParameters, type StoredTensor } from '../core/towers/parameterFile.ts';
import { decodeOnnxConstants, type OnnxConstant } from './onnxFile.ts';

const NETWORK = 'onnx/model_quantized.onnx';
const INTEGERS = '.int8';

/** @param path a `.safetensors` file, or a model folder, whose int8 numbers are multiplied out. */
export async function startParameters(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const network = join(path, NETWORK);
  if (!existsSync(network)) return decodeParameters(await readFile(path)).tensors;
  const constants = decodeOnnxConstants(await readFile(network));
  const tensors = new Map<string, StoredTensor>();
  for (const [name, constant] of constants) {
    const scale = constants.get(`${name.replace(INTEGERS, '')}.scale`);
    if (constant.type === 'float') tensors.set(name, floats(constant));
    if (constant.type === 'int8' && name.endsWith(INTEGERS) && scale) {
      tensors.set(name.slice(0, -INTEGERS.length), multiplied(constant, floats(scale)));
    }
  }
  const [keys, rows] = [constants.get(BIGRAM_KEYS), constants.get(BIGRAM_ROWS)];
  if (keys && rows) {
    const values = bigramTokens({ keys: integers(keys), rows: integers(rows) });
    tensors.set(BIGRAM_TOKENS, { shape: [values.length / 2, 2], values });
  }
  return tensors;
}

/** Scales per row `(rows, 1)` or per column `(columns)`. */
function multiplied({ shape, bytes }: OnnxConstant, scales: StoredTensor): StoredTensor {
  const integers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const [, columns] = shape as [number, number];
  const perRow = scales.shape.length === 2;
  const values = Float32Array.from(
    integers,
    (value, i) => value * scales.values[perRow ? Math.floor(i / columns) : i % columns]!,
  );
  return { shape, values };
}

function integers({ bytes }: OnnxConstant): Int32Array {
  return new Int32Array(new Uint8Array(bytes).buffer);
}

function floats({ shape, bytes }: OnnxConstant): StoredTensor {
  return { shape, values: new Float32Array(new Uint8Array(bytes).buffer) };
}
