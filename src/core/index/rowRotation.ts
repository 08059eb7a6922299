/** Rotates rows by an orthonormal matrix with a SIMD kernel: distances stay, up to rounding. */
import { type Int8Kernels, int8Kernels } from './int8Kernels.ts';

const PAGE_BYTES = 65536;

export class RowRotation {
  /** Rows at a time. */
  readonly rows = 64;
  private readonly kernels: Int8Kernels;
  private readonly dimensions: number;
  private readonly matrixAt = PAGE_BYTES;
  private readonly fromAt: number;
  private readonly toAt: number;
  private readonly floats: Float32Array;

  /**
   * @param matrix `(dimensions, dimensions)`, an axis a row
   * @throws RangeError where `dimensions` is not a multiple of 4.
   */
  constructor(dimensions: number, matrix: Float32Array) {
    if (dimensions % 4 !== 0) throw new RangeError(`${dimensions} dimensions, no multiple of 4`);
    this.dimensions = dimensions;
    this.kernels = int8Kernels();
    this.fromAt = this.matrixAt + 4 * dimensions * dimensions;
    this.toAt = this.fromAt + 4 * dimensions * this.rows;
    const end = this.toAt + 4 * dimensions * this.rows;
    const { memory } = this.kernels;
    memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES));
    this.floats = new Float32Array(memory.buffer);
    this.floats.set(matrix, this.matrixAt / 4);
  }

  /** A view of the rotated rows, valid until the next call. @param values up to `rows` rows */
  rotate(values: Float32Array): Float32Array {
    const { dimensions } = this;
    this.floats.set(values, this.fromAt / 4);
    const count = values.length / dimensions;
    this.kernels.rotate(this.fromAt, count, dimensions, this.matrixAt, this.toAt);
    return this.floats.subarray(this.toAt / 4, this.toAt / 4 + values.length);
  }

  /**
   * How far a dot product of two rotated rows of unit length may be from that of the rows:
   * single precision sums a quarter of the products a lane, for each of `dimensions` components,
   * on both sides; half as much again for the matrix's own rounding.
   */
  get looseness(): number {
    return 3 * (this.dimensions / 4 + 3) * 2 ** -24 * Math.sqrt(this.dimensions);
  }
}
