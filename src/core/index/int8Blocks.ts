/**
 * Rows as int8 codes in WebAssembly memory, in blocks the SIMD kernels can screen.
 * row ≈ scale · codes; what the codes lose is a vector of known length (the residual), so the
 * estimate of a dot product is off by no more than Cauchy and Schwarz allow:
 * |x·y − x̂·ŷ| ≤ |x − x̂|·|ŷ| + |x|·|y − ŷ|. No row that could be near enough is ever left out.
 */
import { type Int8Kernels, int8Kernels } from './int8Kernels.ts';

/** Rows a block: a block-by-block join of 256 dimensions takes 2–3 ms, its worst case 1 MB. */
export const BLOCK_ROWS = 512;

const PAGE_BYTES = 65536;
/** Room for what a kernel reads or writes: all pairs of two blocks. */
const OUT_BYTES = 4 * BLOCK_ROWS * BLOCK_ROWS;

/**
 * Single precision rounds each of at most eight operations on values ≤ 1.5 · longest² by 2^-24:
 * under 8e-7 together. Doubled and more, as a fraction of longest².
 */
const ROUNDING = 2e-6;

export class Int8Blocks {
  /** An upper bound on the length of every row and of every decoded row so far. */
  longest = 0;
  private readonly kernels: Int8Kernels;
  private readonly dimensions: number;
  private readonly padded: number;
  private readonly prefix: number;
  private readonly looseness: number;
  private readonly blockBytes: number;
  private readonly queryAt: number;
  private readonly outAt: number;
  private readonly blocksAt: number;
  private bytes: Int8Array;
  private floats: Float32Array;
  private words: Int32Array;

  /**
   * @param rotated for rows that were rotated so that the first `prefix` dimensions, a multiple of
   * 16, hold most of their length; `looseness` is what that did to dot products of unit rows
   * @throws RangeError if `dimensions` is not in 1..4096.
   */
  constructor(
    dimensions: number,
    rotated?: { readonly prefix: number; readonly looseness: number },
  ) {
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 4096) {
      throw new RangeError(`${dimensions} dimensions; an index takes 1 to 4096`);
    }
    this.kernels = int8Kernels();
    this.dimensions = dimensions;
    this.padded = Math.ceil(dimensions / 16) * 16;
    this.prefix = Math.min(rotated?.prefix ?? this.padded, this.padded);
    this.looseness = ROUNDING + (rotated?.looseness ?? 0);
    this.blockBytes = BLOCK_ROWS * (this.padded + 16);
    // The first page is the compiler's; then room for queries, results and the blocks.
    this.queryAt = PAGE_BYTES;
    this.outAt = this.queryAt + 8 * this.padded;
    this.blocksAt = this.outAt + OUT_BYTES;
    this.bytes = new Int8Array(0);
    this.floats = new Float32Array(0);
    this.words = new Int32Array(0);
    this.reserve(0);
  }

  /** Makes room for `rows` rows; earlier rows stay where they are. */
  reserve(rows: number): void {
    const needed = this.blocksAt + Math.ceil(rows / BLOCK_ROWS) * this.blockBytes;
    const missing = needed - this.kernels.memory.buffer.byteLength;
    if (missing > 0) this.kernels.memory.grow(Math.ceil(missing / PAGE_BYTES));
    if (this.bytes.buffer !== this.kernels.memory.buffer) {
      this.bytes = new Int8Array(this.kernels.memory.buffer);
      this.floats = new Float32Array(this.kernels.memory.buffer);
      this.words = new Int32Array(this.kernels.memory.buffer);
    }
  }

  /** Quantises `count` rows of `values`, from row `from` of it, into `row` and the rows after it. */
  write(row: number, values: Float32Array, from: number, count: number): void {
    const { dimensions, padded } = this;
    const most = Math.floor(OUT_BYTES / (4 * padded));
    for (let done = 0; done < count; ) {
      const first = row + done;
      const rows = Math.min(count - done, most, BLOCK_ROWS - (first % BLOCK_ROWS));
      const scratch = this.floats.subarray(this.outAt / 4, this.outAt / 4 + rows * padded);
      if (padded !== dimensions) scratch.fill(0);
      for (let i = 0; i < rows; i++) {
        const at = (from + done + i) * dimensions;
        scratch.set(values.subarray(at, at + dimensions), i * padded);
      }
      const longest = this.kernels.quantise(
        this.outAt,
        rows,
        BLOCK_ROWS,
        padded,
        this.prefix,
        this.codesAt(first),
        this.floatsAt(first) * 4,
      );
      this.longest = Math.max(this.longest, longest);
      done += rows;
    }
  }

  /** Copies row `from` over row `to`. */
  move(from: number, to: number): void {
    const codes = this.codesAt(from);
    this.bytes.copyWithin(this.codesAt(to), codes, codes + this.padded);
    for (let k = 0; k < 4 * BLOCK_ROWS; k += BLOCK_ROWS) {
      this.floats[this.floatsAt(to) + k] = this.floats[this.floatsAt(from) + k]!;
    }
  }

  /**
   * A screen for one query: `screen(block, rows, floor)` gives to `found` each row whose
   * x·q − |x|²/2 may reach `floor`, with its estimate and margin.
   * Larger is nearer: d² = |q|² − 2·(x·q − |x|²/2).
   */
  screener(
    query: Float32Array,
  ): (
    block: number,
    rows: number,
    floor: number,
    found: (row: number, estimate: number, margin: number) => void,
  ) => void {
    const { scale, decodedLength, lostLength } = this.writeQuery(query);
    const margin = lostLength * this.longest + ROUNDING * this.longest * this.longest;
    return (block, rows, floor, found) => {
      const count = this.kernels.screen(
        this.blocksAt + block * this.blockBytes,
        BLOCK_ROWS,
        rows,
        this.padded,
        this.queryAt,
        scale,
        decodedLength,
        margin,
        // Rounded down, so that single precision never raises the bar.
        floor === Number.NEGATIVE_INFINITY ? floor : floor - Math.abs(floor) * 1e-7 - 1e-30,
        this.outAt,
      );
      let at = this.outAt / 4;
      for (let i = 0; i < count; i++, at += 3) {
        found(block * BLOCK_ROWS + this.words[at]!, this.floats[at + 1]!, this.floats[at + 2]!);
      }
    };
  }

  /**
   * Rows of block `a` (holding `rowsA`) and of block `b` that may be within `maxDistance`:
   * a view of `i · BLOCK_ROWS + j`, i within `a`, j within `b`; valid until the next call.
   */
  screenPairs(
    a: { readonly block: number; readonly rows: number },
    b: { readonly block: number; readonly rows: number },
    maxDistance: number,
  ): Int32Array {
    const floor = -(maxDistance * maxDistance) / 2;
    const count = this.kernels.join(
      this.blocksAt + a.block * this.blockBytes,
      a.rows,
      this.blocksAt + b.block * this.blockBytes,
      b.rows,
      BLOCK_ROWS,
      this.padded,
      this.prefix,
      this.longest,
      floor - this.looseness * Math.max(1, this.longest * this.longest) * 2,
      this.queryAt,
      this.outAt,
    );
    const from = this.outAt / 4;
    return this.words.subarray(from, from + count);
  }

  get sizeBytes(): number {
    return this.kernels.memory.buffer.byteLength;
  }

  /** Int16 codes of the query: the largest range whose sums cannot leave 32 bits. */
  private writeQuery(query: Float32Array): {
    scale: number;
    decodedLength: number;
    lostLength: number;
  } {
    const range = Math.min(32767, Math.floor((2 ** 31 - 1) / (127 * this.padded)));
    let largest = 0;
    for (const value of query) largest = Math.max(largest, Math.abs(value));
    const scale = Math.fround(largest / range);
    const codes = new Int16Array(this.bytes.buffer, this.queryAt, this.padded);
    codes.fill(0);
    let decodedSquared = 0;
    let lostSquared = 0;
    for (const [k, value] of query.entries()) {
      const code = scale > 0 ? Math.max(-range, Math.min(range, Math.round(value / scale))) : 0;
      codes[k] = code;
      const decoded = code * scale;
      decodedSquared += decoded * decoded;
      lostSquared += (value - decoded) * (value - decoded);
    }
    return {
      scale,
      decodedLength: Math.sqrt(decodedSquared) * (1 + 1e-6),
      lostLength: Math.sqrt(lostSquared) * (1 + 1e-6),
    };
  }

  private codesAt(row: number): number {
    const block = Math.floor(row / BLOCK_ROWS);
    return this.blocksAt + block * this.blockBytes + (row % BLOCK_ROWS) * this.padded;
  }

  /** Position in `floats` of the row's scale; residual, half and tail follow BLOCK_ROWS apart. */
  private floatsAt(row: number): number {
    const block = Math.floor(row / BLOCK_ROWS);
    const start = this.blocksAt + block * this.blockBytes + BLOCK_ROWS * this.padded;
    return start / 4 + (row % BLOCK_ROWS);
  }
}
