/** A head as one file: named, dated, checksummed, in the safetensors layout behind a line with its checksum. */
import { createHash } from 'node:crypto';
import { decodeParameters, encodeParameters } from '../towers/parameterFile.ts';
import { UserError } from '../userError.ts';
import type { Carry } from './carryCalibration.ts';
import type { Head } from './head.ts';
import { HEAD_KINDS, type HeadKind, type TaskOutcome } from './report.ts';

/** A head with what people want to know of it. */
export interface NamedHead {
  readonly name: string;
  readonly head: Head;
  readonly loss: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly untouched: readonly TaskOutcome[];
  /** How its distances compare with the encoder's, for a calibration until the folder is calibrated. */
  readonly carry?: Carry;
}

const MAGIC = 'lookalike head 1 ';
const HEX_DIGITS = 64;
const START = MAGIC.length + HEX_DIGITS + 1;

/** Layout: `lookalike head 1 <SHA-256 of the rest>` and a line break, then safetensors with metadata. */
export function encodeHead(named: NamedHead): Uint8Array {
  const { name, head, loss, createdAt, untouched, carry } = named;
  const body = encodeParameters({
    tensors: head.tensors,
    metadata: {
      name,
      kind: head.kind,
      encoderId: head.encoderId,
      dimensions: String(head.dimensions),
      ...(head.names === undefined ? {} : { names: String(head.names) }),
      ...(head.strength === undefined ? {} : { strength: String(head.strength) }),
      loss,
      createdAt,
      untouched: JSON.stringify(untouched),
      ...(carry ? { carry: JSON.stringify(carry) } : {}),
    },
  });
  const bytes = new Uint8Array(START + body.length);
  bytes.set(new TextEncoder().encode(`${MAGIC}${sha256(body)}\n`));
  bytes.set(body, START);
  return bytes;
}

/** @throws UserError on anything but a whole head file. */
export function decodeHead(bytes: Uint8Array): NamedHead {
  const start = new TextDecoder().decode(bytes.subarray(0, START));
  if (!start.startsWith(MAGIC)) throw damaged('it is no head file');
  const body = bytes.subarray(START);
  if (start.slice(MAGIC.length) !== `${sha256(body)}\n`) throw damaged('its checksum is wrong');
  try {
    const { tensors, metadata } = decodeParameters(body);
    const { name = '', loss = '', createdAt = '', encoderId = '', untouched = '[]' } = metadata;
    const kind = metadata['kind'] as HeadKind;
    const dimensions = Number(metadata['dimensions']);
    if (!HEAD_KINDS.includes(kind)) throw new RangeError(`a head of kind ${kind}`);
    checkShapes(kind, dimensions, (tensor) => tensors.get(tensor)?.shape.join());
    for (const { values } of tensors.values()) {
      if (!values.every(Number.isFinite)) throw new RangeError('a value that is not finite');
    }
    const head = {
      ...{ kind, encoderId, dimensions, tensors },
      ...share('names', metadata),
      ...share('strength', metadata),
    };
    const carry = metadata['carry'];
    return {
      name,
      head,
      loss,
      createdAt,
      untouched: JSON.parse(untouched),
      ...(carry ? { carry: JSON.parse(carry) } : {}),
    };
  } catch (cause) {
    throw damaged(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function share(name: 'names' | 'strength', metadata: Readonly<Record<string, string>>) {
  const value = metadata[name];
  if (value === undefined) return {};
  if (!(Number(value) >= 0 && Number(value) <= 1)) throw new RangeError(`${name} is ${value}`);
  return { [name]: Number(value) };
}

function checkShapes(
  kind: HeadKind,
  dimensions: number,
  shapeOf: (name: string) => string | undefined,
): void {
  const rows = shapeOf('ids');
  const hidden = shapeOf('bend');
  const linear = { full: `${dimensions},${dimensions}`, offset: `${dimensions}` };
  const expected: Record<HeadKind, Record<string, string>> = {
    linear,
    questions: { ...linear, questionFull: linear.full, questionOffset: linear.offset },
    residual: {
      into: `${dimensions},${hidden}`,
      out: `${hidden},${dimensions}`,
      offset: `${dimensions}`,
    },
    tokens: { delta: `${rows},${dimensions}` },
    words: { delta: `${rows},${dimensions}` },
  };
  for (const [name, shape] of Object.entries(expected[kind])) {
    if (shapeOf(name) !== shape) throw new RangeError(`${name} has shape ${shapeOf(name)}`);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function damaged(reason: string, cause?: unknown): UserError {
  return new UserError(
    'bad-input',
    `This head cannot be used: ${reason}.`,
    'Export it again where it came from, or fine-tune here.',
    { cause },
  );
}
