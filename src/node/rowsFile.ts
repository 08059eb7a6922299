/**
 * The embeddings of one folder in one file: a disposable cache of the shared store, read at a stroke
 * when a large folder is opened (200,000 rows: a fifth of the time that the store takes).
 * Head as in `cacheHead.ts`, then chunks of rows: CRC32 · text hashes · halves. A chunk is checked
 * before it is believed; what a damaged one held comes from the store.
 */
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeHalf, encodeHalf } from '../core/index/halfPrecision.ts';
import { headBytes, readExactly, readHead } from './cacheHead.ts';
import { syncFolder, writeAll } from './writeFileDurably.ts';

export interface RowsOwner {
  readonly encoderId: string;
  readonly dimensions: number;
}

interface RowsHead extends RowsOwner {
  readonly version: number;
  readonly rows: number;
}

const MAGIC = 'LKROWS1\n';
const VERSION = 1;
const HASH_BYTES = 16;
/** Half a megabyte at 256 dimensions: stays in the second-level cache. */
const CHUNK_ROWS = 1024;

/** @param textHash, embedding of row `i`, 0 ≤ i < `rows`; the values are halves already */
export function saveRows(
  path: string,
  owner: RowsOwner,
  source: {
    readonly rows: number;
    readonly textHash: (i: number) => string;
    readonly embedding: (i: number) => Float32Array;
  },
): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w', 0o600);
    try {
      const { encoderId, dimensions } = owner;
      const head: RowsHead = { version: VERSION, encoderId, dimensions, rows: source.rows };
      writeAll(file, headBytes(MAGIC, head));
      for (let from = 0; from < source.rows; from += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, source.rows - from);
        const hashes: string[] = [];
        const values = new Float32Array(rows * dimensions);
        for (let i = 0; i < rows; i++) {
          hashes.push(source.textHash(from + i));
          values.set(source.embedding(from + i), i * dimensions);
        }
        const body = Buffer.concat([
          Buffer.from(hashes.join(''), 'hex'),
          Buffer.from(encodeHalf(values).buffer),
        ]);
        const sum = Buffer.alloc(4);
        sum.writeUInt32LE(crc32(body));
        writeAll(file, sum);
        writeAll(file, body);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * The rows of a file that belongs to `owner`, chunk by chunk, up to its end or its first damage.
 * `rows` is `(hashes.length, dimensions)` and valid until the next chunk.
 */
export function* readRows(
  path: string,
  owner: RowsOwner,
): Generator<{ readonly hashes: string[]; readonly rows: Float32Array }> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return;
  const file = openSync(path, 'r');
  try {
    const read = readHead<RowsHead>(file, MAGIC);
    const { encoderId, dimensions } = owner;
    if (read?.head.version !== VERSION) return;
    const { head, end } = read;
    if (head.encoderId !== encoderId || head.dimensions !== dimensions) return;
    const rowBytes = HASH_BYTES + 2 * dimensions;
    const buffer = new Uint8Array(CHUNK_ROWS * rowBytes);
    const decoded = new Float32Array(CHUNK_ROWS * dimensions);
    let position = end;
    for (let from = 0; from < head.rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, head.rows - from);
      const body = buffer.subarray(0, count * rowBytes);
      const sum = readExactly(file, position, 4);
      if (!sum || !fill(file, position + 4, body)) return;
      if (crc32(body) !== sum.readUInt32LE()) return;
      const digits = Buffer.from(buffer.buffer, 0, count * HASH_BYTES).toString('hex');
      const hashes = Array.from({ length: count }, (_, i) => digits.slice(i * 32, (i + 1) * 32));
      const halves = new Uint16Array(buffer.buffer, count * HASH_BYTES, count * dimensions);
      decodeHalf(halves, decoded, 0);
      yield { hashes, rows: decoded.subarray(0, count * dimensions) };
      position += 4 + body.length;
    }
  } finally {
    closeSync(file);
  }
}

/** @returns false where the file ends too early */
function fill(file: number, position: number, into: Uint8Array): boolean {
  for (let at = 0; at < into.length; ) {
    const read = readSync(file, into, at, into.length - at, position + at);
    if (read === 0) return false;
    at += read;
  }
  return true;
}
