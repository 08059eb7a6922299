/** Parameters of a tower as one file, in the safetensors layout, so that other tools can read it too. */

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface ParameterFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Plain strings: recipe, step, seed, state of the sampler. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Layout: header length (uint64), header JSON padded with spaces to 8 bytes, little-endian float32 values.
 * @throws RangeError if values do not fill a shape.
 */
export function encodeParameters({ tensors, metadata }: ParameterFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let position = 0;
  for (const [name, { shape, values }] of tensors) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (size !== values.length) {
      throw new RangeError(`${name}: ${values.length} values for shape (${shape.join(', ')})`);
    }
    const end = position + values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [position, end] };
    position = end;
  }
  const json = JSON.stringify(header);
  const encoded = new TextEncoder().encode(json);
  const padded = new Uint8Array((encoded.length + 7) & ~7).fill(0x20);
  padded.set(encoded);
  const bytes = new Uint8Array(8 + padded.length + position);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded.length), true);
  bytes.set(padded, 8);
  let at = 8 + padded.length;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** @throws RangeError on a damaged or truncated file, or values that are not float32. */
export function decodeParameters(bytes: Uint8Array): ParameterFile {
  if (bytes.length < 8) throw new RangeError(`not a parameter file: ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (8 + length > bytes.length) throw new RangeError('parameter file truncated in its header');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch (cause) {
    throw new RangeError('parameter file with a damaged header', { cause });
  }
  const tensors = new Map<string, StoredTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = value as Record<string, string>;
      continue;
    }
    const { dtype, shape, data_offsets } = value as {
      dtype: string;
      shape: number[];
      data_offsets: [number, number];
    };
    const [start, end] = data_offsets;
    const size = shape.reduce((product, n) => product * n, 4);
    if (dtype !== 'F32' || end - start !== size || 8 + length + end > bytes.length) {
      throw new RangeError(`parameter file: ${name} is damaged, truncated or not float32`);
    }
    // Not bytes.slice: a Node Buffer's slice is a view, and its .buffer the whole file.
    const copy = new Uint8Array(bytes.subarray(8 + length + start, 8 + length + end));
    tensors.set(name, { shape, values: new Float32Array(copy.buffer) });
  }
  return { tensors, metadata };
}
