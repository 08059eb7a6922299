/**
 * Embeddings by content in one SQLite file of global storage, shared by every window: what was put
 * together is one packed, checksummed row, since it is asked for together (200,000 embeddings are
 * read in half a second; one row each took six). No damage is believed. Batches that were not used
 * for longest go first when the file outgrows its cap.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeHalf, encodeHalf } from '../core/index/halfPrecision.ts';
import { rowLength } from '../core/index/memoryEmbeddings.ts';
import type { EmbeddingStore } from '../core/index/snippetStore.ts';
import { sizeOf } from './databaseSeal.ts';
import { EmbeddingsFile } from './sqliteEmbeddingsFile.ts';

export interface SqliteEmbeddingsOptions {
  /** Above it the least recently used rows are deleted. Default 1 GiB: 1.9 million of 256 dimensions. */
  readonly capBytes?: number;
  /** Days since 1970, passed in by tests. */
  readonly today?: () => number;
}

const HASH_BYTES = 16;
const HASH_DIGITS = 2 * HASH_BYTES;
const DAY_MS = 86_400_000;
/** A batch's last use is noted at most this often: reading is not to become writing. */
const USE_DAYS = 7;
/** Most embeddings in a row: 128 KiB at 256 dimensions. */
const BATCH_ROWS = 256;
/** Batches read between two turns of the event loop: about 5 ms. */
const BATCHES_PER_TURN = 16;
/** Share of the cap that is left after a clean-up, so that it is rare. */
const KEEP_SHARE = 0.8;

export class SqliteEmbeddings implements EmbeddingStore {
  private readonly file: EmbeddingsFile;
  private readonly path: string;
  private readonly capBytes: number;
  private readonly today: () => number;

  /** Use `openSqliteEmbeddings`. */
  constructor(path: string, options: SqliteEmbeddingsOptions) {
    this.path = path;
    this.file = new EmbeddingsFile(path);
    this.capBytes = options.capBytes ?? 2 ** 30;
    this.today = options.today ?? (() => Math.floor(Date.now() / DAY_MS));
  }

  async missing(encoderId: string, textHashes: readonly string[]): Promise<string[]> {
    const wanted = new Set(textHashes);
    const missing: string[] = [];
    for (const hash of wanted) {
      const batch = this.batchOf(encoderId, hash);
      const held = batch === undefined ? [] : this.hashesIn(batch);
      if (held.includes(hash)) for (const known of held) wanted.delete(known);
      else missing.push(hash);
    }
    return missing;
  }

  async get(
    encoderId: string,
    dimensions: number,
    textHashes: readonly string[],
  ): Promise<Float32Array> {
    const embeddings = new Float32Array(textHashes.length * dimensions);
    // The last row of each hash, and from each row the one before it with the same hash.
    const wanted = new Map<string, number>();
    const previous = new Int32Array(textHashes.length);
    for (const [row, hash] of textHashes.entries()) {
      previous[row] = wanted.get(hash) ?? -1;
      wanted.set(hash, row);
    }
    let batches = 0;
    for (const hash of wanted.keys()) {
      const batch = this.batchOf(encoderId, hash);
      const read = batch === undefined ? undefined : this.read(encoderId, batch);
      // A hash that its batch does not hold: the keys are damaged, or another window deleted it.
      if (!read?.hashes.includes(hash)) continue;
      const width = read.halves.length / read.hashes.length;
      for (const [slot, held] of read.hashes.entries()) {
        const halves = read.halves.subarray(slot * width, (slot + 1) * width);
        for (let row = wanted.get(held) ?? -1; row >= 0; row = previous[row]!) {
          if (width === dimensions) decodeHalf(halves, embeddings, row * dimensions);
        }
        wanted.delete(held);
      }
      if (++batches % BATCHES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return embeddings;
  }

  async put(
    encoderId: string,
    textHashes: readonly string[],
    embeddings: Float32Array,
  ): Promise<void> {
    const dimensions = rowLength(textHashes, embeddings);
    const halves = encodeHalf(embeddings);
    for (let i = 0; i < textHashes.length; i += BATCH_ROWS) {
      const hashes = textHashes.slice(i, i + BATCH_ROWS);
      for (const hash of hashes) keyOf(hash);
      this.write(encoderId, hashes, halves.subarray(i * dimensions, (i + BATCH_ROWS) * dimensions));
    }
    // Damaged keys take rows in and do not find them again.
    if (textHashes.some((hash) => this.batchOf(encoderId, hash) === undefined)) this.mendKeys();
    this.cleanUp();
  }

  async sizeBytes(): Promise<number> {
    return sizeOf(this.path) + sizeOf(`${this.path}-wal`);
  }

  async close(): Promise<void> {
    this.file.close();
  }

  private batchOf(encoderId: string, hash: string): number | undefined {
    const key = keyOf(hash);
    const row = this.file.run(({ get }) =>
      get('SELECT batch FROM keys WHERE encoder = ? AND hash = ?').get(crc32(encoderId), key),
    );
    return row === undefined ? undefined : Number(row['batch']);
  }

  private hashesIn(batch: number): string[] {
    const row = this.file.run(({ get }) =>
      get('SELECT hashes FROM batches WHERE id = ?').get(batch),
    );
    return row?.['hashes'] instanceof Uint8Array ? splitHashes(row['hashes']) : [];
  }

  /** A batch that is whole and this encoder's; a damaged one is deleted. */
  private read(
    encoderId: string,
    batch: number,
  ): { hashes: string[]; halves: Uint16Array } | undefined {
    const row = this.file.run(({ get }) =>
      get('SELECT used, checksum, hashes, halves FROM batches WHERE id = ?').get(batch),
    );
    const hashes = row?.['hashes'];
    const halves = row?.['halves'];
    if (!row || !(hashes instanceof Uint8Array) || !(halves instanceof Uint8Array))
      return undefined;
    if (checksum(encoderId, hashes, halves) !== row['checksum']) {
      this.file.transaction(({ get }) => this.deleteBatch(get, batch));
      return undefined;
    }
    if (this.today() - Number(row['used']) >= USE_DAYS) {
      this.file.tryTransaction(({ get }) =>
        get('UPDATE batches SET used = ? WHERE id = ?').run(this.today(), batch),
      );
    }
    return {
      hashes: splitHashes(hashes),
      halves: new Uint16Array(halves.buffer, halves.byteOffset, halves.length / 2),
    };
  }

  private write(encoderId: string, hashes: readonly string[], halves: Uint16Array): void {
    const packedHashes = Buffer.from(hashes.join(''), 'hex');
    const packed = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
    const sum = checksum(encoderId, packedHashes, packed);
    const encoder = crc32(encoderId);
    this.file.transaction(({ get }) => {
      for (const hash of hashes) this.forget(get, encoderId, hash);
      const { lastInsertRowid } = get(
        'INSERT INTO batches(encoder, used, checksum, hashes, halves) VALUES (?, ?, ?, ?, ?)',
      ).run(encoderId, this.today(), sum, packedHashes, packed);
      const key = get('INSERT OR REPLACE INTO keys(encoder, hash, batch) VALUES (?, ?, ?)');
      for (const hash of hashes) key.run(encoder, keyOf(hash), lastInsertRowid);
    });
  }

  /** Takes one embedding out of its batch, so that its replacement is the only one. */
  private forget(get: Prepare, encoderId: string, hash: string): void {
    const batch = this.batchOf(encoderId, hash);
    if (batch === undefined) return;
    const read = this.hashesIn(batch).includes(hash) ? this.read(encoderId, batch) : undefined;
    if (!read) return;
    const width = read.halves.length / read.hashes.length;
    const kept = [...read.hashes.keys()].filter((slot) => read.hashes[slot] !== hash);
    if (kept.length === 0) {
      get('DELETE FROM batches WHERE id = ?').run(batch);
      return;
    }
    const hashes = Buffer.from(kept.map((slot) => read.hashes[slot]).join(''), 'hex');
    const halves = new Uint16Array(kept.length * width);
    for (const [to, slot] of kept.entries()) {
      halves.set(read.halves.subarray(slot * width, (slot + 1) * width), to * width);
    }
    const packed = new Uint8Array(halves.buffer);
    get('UPDATE batches SET checksum = ?, hashes = ?, halves = ? WHERE id = ?').run(
      checksum(encoderId, hashes, packed),
      hashes,
      packed,
      batch,
    );
  }

  private deleteBatch(get: Prepare, batch: number): void {
    get('DELETE FROM keys WHERE batch = ?').run(batch);
    get('DELETE FROM batches WHERE id = ?').run(batch);
  }

  /** Makes the keys anew from the batches. */
  private mendKeys(): void {
    this.file.transaction(({ get }) => {
      get('DELETE FROM keys').run();
      const insert = get('INSERT OR REPLACE INTO keys(encoder, hash, batch) VALUES (?, ?, ?)');
      for (const row of get('SELECT id, encoder, hashes FROM batches').all()) {
        if (!(row['hashes'] instanceof Uint8Array)) continue;
        for (const hash of splitHashes(row['hashes'])) {
          insert.run(crc32(String(row['encoder'])), keyOf(hash), Number(row['id']));
        }
      }
    });
  }

  /** Deletes what was not used for longest until the rows fit into a share of the cap. */
  private cleanUp(): void {
    const { totalBytes, usedBytes } = this.file.pages();
    if (totalBytes <= this.capBytes) return;
    let excess = usedBytes - this.capBytes * KEEP_SHARE;
    this.file.transaction(({ get }) => {
      const oldest = get(
        'SELECT id, length(halves) + 2 * length(hashes) AS bytes FROM batches ORDER BY used, id',
      );
      for (const { id, bytes } of oldest.all()) {
        if (excess <= 0) break;
        this.deleteBatch(get, Number(id));
        excess -= Number(bytes);
      }
    });
    this.file.shrink();
  }
}

type Prepare = Parameters<Parameters<EmbeddingsFile['run']>[0]>[0]['get'];

/** @param path the file in global storage; its folder is made */
export async function openSqliteEmbeddings(
  path: string,
  options: SqliteEmbeddingsOptions = {},
): Promise<SqliteEmbeddings> {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch {
    // Opening finds out the same way, and goes on in memory.
  }
  return new SqliteEmbeddings(path, options);
}

/** 32 hex digits as 16 bytes. @throws RangeError for anything else. */
function keyOf(hash: string): Buffer {
  const bytes = Buffer.from(hash, 'hex');
  if (bytes.length !== HASH_BYTES) throw new RangeError(`'${hash}' is no hash of 32 hex digits`);
  return bytes;
}

function splitHashes(packed: Uint8Array): string[] {
  const digits = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('hex');
  const hashes: string[] = [];
  for (let i = 0; i < digits.length; i += HASH_DIGITS)
    hashes.push(digits.slice(i, i + HASH_DIGITS));
  return hashes;
}

function checksum(encoderId: string, hashes: Uint8Array, halves: Uint8Array): number {
  return crc32(halves, crc32(hashes, crc32(encoderId)));
}
