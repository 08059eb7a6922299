/**
 * The HNSW graph on disk: a disposable cache of the store, in a frame of our own, because the
 * library's reader believes what it reads (of 60 files with one damaged page 57 crashed it).
 * Head as in `cacheHead.ts`, then the text hash of each node, then the native file.
 * Written to a temporary file, synced, renamed. Verified byte for byte while it is copied to a
 * private file, and only that copy is shown to the library.
 */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { headBytes, readExactly, readHead } from './cacheHead.ts';
import { HnswIndex, type Hnswlib } from './hnswIndex.ts';
import { syncFolder, writeAll } from './writeFileDurably.ts';

/** What a graph belongs to; anything else is built anew. */
export interface GraphOwner {
  readonly encoderId: string;
  readonly dimensions: number;
}

interface Head extends GraphOwner {
  readonly version: number;
  /** Of the store, when the graph was saved: for people who look into the file. */
  readonly generation: number;
  readonly nodes: number;
  readonly nativeBytes: number;
  /** CRC32 over hashes and native file. */
  readonly checksum: number;
}

const MAGIC = 'LKHNSW1\n';
const VERSION = 1;
const HASH_BYTES = 16;
const COPY_BYTES = 1 << 20;
/** Saves a graph. @param textHash of an id; 32 hex digits */
export function saveGraph(
  path: string,
  graph: HnswIndex,
  owner: GraphOwner & { readonly generation: number; readonly textHash: (id: number) => string },
): void {
  removeLeftovers(path);
  const native = `${path}.${process.pid}.native`;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    graph.writeTo(native);
    const ids = graph.ids();
    const hashes = Buffer.alloc(ids.length * HASH_BYTES);
    for (const [label, id] of ids.entries()) {
      if (id !== undefined) hashes.write(owner.textHash(id), label * HASH_BYTES, 'hex');
    }
    const nativeBytes = statSync(native).size;
    const head: Head = {
      version: VERSION,
      encoderId: owner.encoderId,
      dimensions: owner.dimensions,
      generation: owner.generation,
      nodes: ids.length,
      nativeBytes,
      checksum: copy(native, { from: 0, length: nativeBytes, seed: crc32(hashes) }),
    };
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeAll(file, headBytes(MAGIC, head));
      writeAll(file, hashes);
      copy(native, { from: 0, length: nativeBytes, seed: 0, to: file });
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } finally {
    rmSync(native, { force: true });
    rmSync(temporary, { force: true });
  }
}

/**
 * Loads a graph, or says why not: there is none, it is damaged, it belongs to another encoder.
 * @param idOf the current id of a text; undefined where the text is not wanted any more
 */
export function loadGraph(
  library: Hnswlib,
  path: string,
  owner: GraphOwner,
  idOf: (textHash: string) => number | undefined,
): HnswIndex | 'absent' | 'damaged' | 'other' {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return 'absent';
  const copied = `${path}.${process.pid}.private`;
  try {
    const read = readParts(path, size);
    if (!read) return 'damaged';
    const { head, hashes, nativeFrom } = read;
    if (head.version !== VERSION) return 'other';
    if (head.encoderId !== owner.encoderId || head.dimensions !== owner.dimensions) return 'other';
    const file = openSync(copied, 'w', 0o600);
    try {
      const native = { from: nativeFrom, length: head.nativeBytes, seed: crc32(hashes), to: file };
      if (copy(path, native) !== head.checksum) return 'damaged';
    } finally {
      closeSync(file);
    }
    const digits = hashes.toString('hex');
    const ids = Array.from({ length: head.nodes }, (_, label) =>
      idOf(digits.slice(label * 2 * HASH_BYTES, (label + 1) * 2 * HASH_BYTES)),
    );
    return HnswIndex.read(library, copied, owner.dimensions, ids);
  } catch {
    // A short read, a head that is no JSON, a graph that is not what its head says: build anew.
    return 'damaged';
  } finally {
    rmSync(copied, { force: true });
  }
}

/** The head and the hashes behind it; undefined where they are not whole. */
function readParts(
  path: string,
  size: number,
): { head: Head; hashes: Buffer; nativeFrom: number } | undefined {
  const file = openSync(path, 'r');
  try {
    const read = readHead<Head>(file, MAGIC);
    if (!read) return undefined;
    const { head, end } = read;
    const nativeFrom = end + head.nodes * HASH_BYTES;
    if (nativeFrom + head.nativeBytes !== size) return undefined;
    const hashes = readExactly(file, end, head.nodes * HASH_BYTES);
    return hashes && { head, hashes, nativeFrom };
  } finally {
    closeSync(file);
  }
}

/** Reads a stretch of a file, copies it to `to` if given. @returns its CRC32, continued from `seed` */
function copy(
  path: string,
  part: {
    readonly from: number;
    readonly length: number;
    readonly seed: number;
    readonly to?: number;
  },
): number {
  const file = openSync(path, 'r');
  try {
    let sum = part.seed;
    for (let done = 0; done < part.length; ) {
      const length = Math.min(COPY_BYTES, part.length - done);
      const bytes = readExactly(file, part.from + done, length);
      if (!bytes) throw new RangeError(`${path} ends before ${part.from + done + length}`);
      sum = crc32(bytes, sum);
      if (part.to !== undefined) writeAll(part.to, bytes);
      done += length;
    }
    return sum;
  } finally {
    closeSync(file);
  }
}

/** Deletes what processes that are gone left behind in the middle of saving or loading. */
function removeLeftovers(path: string): void {
  const name = basename(path);
  for (const file of readdirSync(dirname(path))) {
    const owner = file.startsWith(`${name}.`) && /\.(\d+)\.(native|tmp|private)$/.exec(file);
    if (owner && !isAlive(Number(owner[1]))) rmSync(join(dirname(path), file), { force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Not ours to signal is alive all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
