/**
 * Embeddings by content in one SQLite file of global storage, shared by every window: a row per
 * encoder and text hash, half precision, with a checksum over both, so that no damage is believed.
 * What has not been used for longest goes first when the file outgrows its cap.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { decodeHalf, encodeHalf, halfTable } from '../core/index/halfPrecision.ts';
import { rowLength } from '../core/index/memoryEmbeddings.ts';
import type { EmbeddingStore } from '../core/index/snippetStore.ts';
import { sizeOf } from './databaseSeal.ts';
import {
  explain,
  inTransaction,
  isBusy,
  isConflict,
  isDamage,
  isUnwritable,
  openForWriting,
  removeDatabase,
  Statements,
} from './sqliteDatabase.ts';
import { WriterLock } from './writerLock.ts';

export interface SqliteEmbeddingsOptions {
  /** Above it the least recently used rows are deleted. Default 1 GiB: 1.9 million of 256 dimensions. */
  readonly capBytes?: number;
  /** Days since 1970, passed in by tests. */
  readonly today?: () => number;
}

const FORMAT = 1;
const HASH_BYTES = 16;
const DAY_MS = 86_400_000;
/** A row's last use is noted at most this often: reading is not to become writing. */
const USE_DAYS = 7;
/** Look-ups between two turns of the event loop: about 10 ms. */
const ROWS_PER_TURN = 2048;
/** Share of the cap that is left after a clean-up, so that it is rare. */
const KEEP_SHARE = 0.8;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS encoders(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS embeddings(
    encoder INTEGER NOT NULL, hash BLOB NOT NULL, used INTEGER NOT NULL,
    checksum INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (encoder, hash));
  PRAGMA user_version = ${FORMAT};
`;

export class SqliteEmbeddings implements EmbeddingStore {
  private readonly path: string;
  private readonly capBytes: number;
  private readonly today: () => number;
  private readonly table = halfTable();
  private readonly encoders = new Map<string, number>();
  private database: DatabaseSync;
  private statements: Statements;
  private openedFile = 0;

  /** Use `openSqliteEmbeddings`. */
  constructor(path: string, options: SqliteEmbeddingsOptions) {
    this.path = path;
    this.capBytes = options.capBytes ?? 2 ** 30;
    this.today = options.today ?? (() => Math.floor(Date.now() / DAY_MS));
    this.database = this.open();
    this.statements = new Statements(this.database);
  }

  async missing(encoderId: string, textHashes: readonly string[]): Promise<string[]> {
    const missing: string[] = [];
    const distinct = [...new Set(textHashes)];
    await this.inSlices(distinct, (slice) => {
      const encoder = this.encoder(encoderId);
      const find = this.statements.get('SELECT 1 FROM embeddings WHERE encoder = ? AND hash = ?');
      for (const hash of slice) if (!find.get(encoder, bytesOf(hash))) missing.push(hash);
    });
    return missing;
  }

  async get(
    encoderId: string,
    dimensions: number,
    textHashes: readonly string[],
  ): Promise<Float32Array> {
    const embeddings = new Float32Array(textHashes.length * dimensions);
    const seed = crc32(encoderId);
    const rows = [...textHashes.keys()];
    const stale: string[] = [];
    let damaged = false;
    await this.inSlices(rows, (slice) => {
      const encoder = this.encoder(encoderId);
      const find = this.statements.get(
        'SELECT used, checksum, packed FROM embeddings WHERE encoder = ? AND hash = ?',
      );
      for (const i of slice) {
        const hash = textHashes[i]!;
        const key = bytesOf(hash);
        const row = find.get(encoder, key);
        const packed = row?.['packed'];
        if (!row || !(packed instanceof Uint8Array)) continue;
        const whole = crc32(packed, seed) === row['checksum'];
        if (!whole || key.compare(packed, 0, HASH_BYTES) !== 0) {
          damaged = true;
          continue;
        }
        if (packed.length !== HASH_BYTES + 2 * dimensions) continue;
        const halves = new Uint16Array(packed.buffer, packed.byteOffset + HASH_BYTES, dimensions);
        decodeHalf(halves, this.table, embeddings, i * dimensions);
        if (this.today() - Number(row['used']) >= USE_DAYS) stale.push(hash);
      }
    });
    if (damaged) this.mend();
    await this.markUsed(encoderId, stale);
    return embeddings;
  }

  async put(
    encoderId: string,
    textHashes: readonly string[],
    embeddings: Float32Array,
  ): Promise<void> {
    const dimensions = rowLength(textHashes, embeddings);
    if (dimensions === 0) return;
    const halves = encodeHalf(embeddings);
    const seed = crc32(encoderId);
    this.recovering(() =>
      inTransaction(this.database, () => {
        const encoder = this.encoder(encoderId);
        const insert = this.statements.get(
          'INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?)',
        );
        for (const [i, hash] of textHashes.entries()) {
          const key = bytesOf(hash);
          const row = halves.subarray(i * dimensions, (i + 1) * dimensions);
          const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
          const packed = Buffer.concat([key, bytes]);
          insert.run(encoder, key, this.today(), crc32(packed, seed), packed);
        }
      }),
    );
    // A damaged key index takes rows in and does not find them again.
    const found = this.statements.get('SELECT 1 FROM embeddings WHERE encoder = ? AND hash = ?');
    const encoder = this.encoder(encoderId);
    if (!textHashes.every((hash) => found.get(encoder, bytesOf(hash)))) this.mend();
    this.cleanUp();
  }

  async sizeBytes(): Promise<number> {
    return sizeOf(this.path) + sizeOf(`${this.path}-wal`);
  }

  async close(): Promise<void> {
    if (this.database.isOpen) this.database.close();
  }

  private open(): DatabaseSync {
    let database: DatabaseSync | undefined;
    try {
      database = openForWriting(this.path, 'shrinks');
      // A lost embedding is computed again: no sync at every commit, and SQLite checkpoints.
      database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000');
      const version = Number(database.prepare('PRAGMA user_version').get()!['user_version']);
      if (version > FORMAT) return this.inMemory(database);
      if (version < FORMAT) database.exec(SCHEMA);
      this.openedFile = statSync(this.path).ino;
      return database;
    } catch (error) {
      database?.close();
      if (isDamage(error)) {
        this.removeDamaged();
        return this.open();
      }
      // Read-only storage: embeddings then last as long as this process.
      if (isUnwritable(error)) return this.inMemory();
      throw explain(error, this.path);
    }
  }

  private inMemory(instead?: DatabaseSync): DatabaseSync {
    instead?.close();
    const database = new DatabaseSync(':memory:');
    database.exec(SCHEMA);
    return database;
  }

  /** One process removes the file; the others, waiting, find a new one and leave it. */
  private removeDamaged(): void {
    const lock = new WriterLock(`${this.path}.lock`);
    if (lock.acquire() !== 'held') return;
    try {
      const file = statSync(this.path, { throwIfNoEntry: false })?.ino ?? 0;
      if (this.openedFile === 0 || file === this.openedFile) removeDatabase(this.path);
    } finally {
      lock.release();
    }
  }

  /** Runs `work`; after damage once more on a new file. */
  private recovering<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDamage(error)) throw explain(error, this.path);
      this.startAnew();
      return work();
    }
  }

  private startAnew(): void {
    this.database.close();
    this.removeDamaged();
    this.database = this.open();
    this.statements = new Statements(this.database);
    this.encoders.clear();
  }

  /** After damage that SQLite did not see: makes the key index anew, or the file where it cannot. */
  private mend(): void {
    this.recovering(() => {
      try {
        this.database.exec('REINDEX');
      } catch (error) {
        if (!isConflict(error)) throw error;
        this.startAnew();
      }
    });
  }

  private async inSlices<T>(items: readonly T[], work: (slice: readonly T[]) => void) {
    for (let i = 0; i < items.length; i += ROWS_PER_TURN) {
      if (i > 0) await new Promise((resolve) => setImmediate(resolve));
      this.recovering(() => work(items.slice(i, i + ROWS_PER_TURN)));
    }
  }

  private encoder(name: string): number {
    const known = this.encoders.get(name);
    if (known !== undefined) return known;
    const find = this.statements.get('SELECT id FROM encoders WHERE name = ?');
    let row = find.get(name);
    if (!row) {
      this.statements.get('INSERT OR IGNORE INTO encoders(name) VALUES (?)').run(name);
      row = find.get(name);
    }
    const id = Number(row!['id']);
    // Inside a transaction the row may yet be rolled back.
    if (!this.database.isTransaction) this.encoders.set(name, id);
    return id;
  }

  private async markUsed(encoderId: string, hashes: readonly string[]): Promise<void> {
    try {
      await this.inSlices(hashes, (slice) =>
        inTransaction(this.database, () => {
          const encoder = this.encoder(encoderId);
          const mark = this.statements.get(
            'UPDATE embeddings SET used = ? WHERE encoder = ? AND hash = ?',
          );
          for (const hash of slice) mark.run(this.today(), encoder, bytesOf(hash));
        }),
      );
    } catch (error) {
      // The next use notes it; a full disk or a busy window must not stop reading.
      if (!isBusy(error) && !(error instanceof Error && error.name === 'UserError')) throw error;
    }
  }

  /** Deletes what was not used for longest until the rows fit into a share of the cap. */
  private cleanUp(): void {
    if (sizeOf(this.path) <= this.capBytes) return;
    this.recovering(() => {
      const pages = (name: string) => Number(this.statements.get(`PRAGMA ${name}`).get()![name]);
      const used = pages('page_count') - pages('freelist_count');
      const keep = (this.capBytes * KEEP_SHARE) / (used * pages('page_size'));
      if (keep < 1) {
        const rows = Number(
          this.statements.get('SELECT count(*) AS n FROM embeddings').get()!['n'],
        );
        this.statements
          .get(
            `DELETE FROM embeddings WHERE rowid IN
             (SELECT rowid FROM embeddings ORDER BY used, rowid LIMIT ?)`,
          )
          .run(Math.ceil(rows * (1 - keep)));
      }
      this.database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }
}

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
function bytesOf(hash: string): Buffer {
  const bytes = Buffer.from(hash, 'hex');
  if (bytes.length !== HASH_BYTES) throw new RangeError(`'${hash}' is no hash of 32 hex digits`);
  return bytes;
}
