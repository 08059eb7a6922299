/**
 * Int8 SIMD kernels (AssemblyScript): screen a block of rows against one query, or two blocks
 * against one another. They only leave out what cannot be near enough; the caller re-ranks.
 *
 * A block is `rows` codes of `dimensions` signed bytes, then four float arrays of `rows`:
 * scale (row ≈ scale · codes), residual (bound on the length of what the codes lose), half (half the
 * squared length of the row) and tail (length of the decoded row behind its first `prefix`
 * dimensions). `dimensions` and `prefix` are multiples of 16, `rows` of 4.
 * Rebuild with `node scripts/buildKernels.ts`; a test compares the bytes.
 */

/** Four vectors in, their four lane sums out. */
function sumFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(
    i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
    i8x16.shuffle(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31),
  );
  const cd = i32x4.add(
    i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
    i8x16.shuffle(c, d, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31),
  );
  return i32x4.add(
    i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
  );
}

/** Adds the dot products of 16 codes at `row` with 16 codes of a query. */
function addWidened(sum: v128, row: usize, low: v128, high: v128): v128 {
  const x = v128.load(row);
  return i32x4.add(
    sum,
    i32x4.add(
      i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(x), low),
      i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(x), high),
    ),
  );
}

/** @returns where the next one goes */
function write(to: usize, row: i32, estimate: f32, margin: f32): usize {
  i32.store(to, row);
  f32.store(to, estimate, 4);
  f32.store(to, margin, 8);
  return to + 12;
}

/**
 * Screens `count` rows of a block against a query of int16 codes at `query`.
 * Writes the row number (i32), the estimate of x·q − |x|²/2 (f32) and its margin (f32), three
 * words a row, for each row whose estimate plus margin reaches `floor`.
 * @param queryScale query ≈ queryScale · codes
 * @param queryLength length of queryScale · codes
 * @param queryMargin what the query's codes lose, times the longest row, plus rounding
 * @returns how many rows were written
 */
export function screen(
  block: usize,
  rows: i32,
  count: i32,
  dimensions: i32,
  query: usize,
  queryScale: f32,
  queryLength: f32,
  queryMargin: f32,
  floor: f32,
  out: usize,
): i32 {
  const scales = block + <usize>(rows * dimensions);
  const words = (<usize>rows) << 2;
  const step = <usize>dimensions;
  let written = 0;
  // Four rows share what is loaded of the query; rows behind the last of `count` are screened and not written.
  for (let i = 0; i < count; i += 4) {
    let row = block + <usize>i * step;
    const end = row + step;
    let s0 = i32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let q = query;
    while (row < end) {
      const low = v128.load(q);
      const high = v128.load(q, 16);
      s0 = addWidened(s0, row, low, high);
      s1 = addWidened(s1, row + step, low, high);
      s2 = addWidened(s2, row + 2 * step, low, high);
      s3 = addWidened(s3, row + 3 * step, low, high);
      row += 16;
      q += 32;
    }
    const at = scales + ((<usize>i) << 2);
    const dots = f32x4.mul(
      f32x4.convert_i32x4_s(sumFour(s0, s1, s2, s3)),
      f32x4.mul(v128.load(at), f32x4.splat(queryScale)),
    );
    const estimates = f32x4.sub(dots, v128.load(at + 2 * words));
    const margins = f32x4.add(
      f32x4.mul(v128.load(at + words), f32x4.splat(queryLength)),
      f32x4.splat(queryMargin),
    );
    const near = i32x4.bitmask(f32x4.ge(f32x4.add(estimates, margins), f32x4.splat(floor)));
    if (near === 0) continue;
    let to = out + <usize>(written * 12);
    if (near & 1)
      to = write(to, i, f32x4.extract_lane(estimates, 0), f32x4.extract_lane(margins, 0));
    if (near & 2 && i + 1 < count) {
      to = write(to, i + 1, f32x4.extract_lane(estimates, 1), f32x4.extract_lane(margins, 1));
    }
    if (near & 4 && i + 2 < count) {
      to = write(to, i + 2, f32x4.extract_lane(estimates, 2), f32x4.extract_lane(margins, 2));
    }
    if (near & 8 && i + 3 < count) {
      to = write(to, i + 3, f32x4.extract_lane(estimates, 3), f32x4.extract_lane(margins, 3));
    }
    written = <i32>((to - out) / 12);
  }
  return written;
}

/** Both double lanes together. */
function sumDoubles(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** The squares of four floats, added to `sum` two by two in double precision. */
function addSquares(sum: v128, x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(
    i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0),
  );
  return f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
}

/**
 * Turns `count` rows of floats at `from` into codes at `codes`, scales at `scales`, and residuals,
 * halves and tails `rows` words behind one another (see above); scale = largest magnitude / 127.
 * @returns the greatest length of a row or of a decoded row
 */
export function quantise(
  from: usize,
  count: i32,
  rows: i32,
  dimensions: i32,
  prefix: i32,
  codes: usize,
  scales: usize,
): f64 {
  let longest: f64 = 0;
  const words = (<usize>rows) << 2;
  for (let i = 0; i < count; i++) {
    const end = from + ((<usize>dimensions) << 2);
    let largest = f32x4.splat(0);
    for (let at = from; at < end; at += 16) largest = f32x4.max(largest, f32x4.abs(v128.load(at)));
    const top = max(
      max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
      max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
    );
    const scale: f32 = top / 127;
    // The smallest scales have no finite inverse; their rows decode to zeros.
    const inverse: f32 = scale > 1e-37 ? 1 / scale : 0;
    let squared = f64x2.splat(0);
    let decoded = f64x2.splat(0);
    let lost = f64x2.splat(0);
    let head: f64 = 0;
    const tailFrom = from + ((<usize>prefix) << 2);
    for (; from < end; from += 16) {
      if (from === tailFrom) head = sumDoubles(decoded);
      const x = v128.load(from);
      const rounded = f32x4.min(
        f32x4.max(f32x4.nearest(f32x4.mul(x, f32x4.splat(inverse))), f32x4.splat(-127)),
        f32x4.splat(127),
      );
      const whole = i32x4.trunc_sat_f32x4_s(rounded);
      const narrow = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(whole, whole), i16x8.splat(0));
      i32.store(codes, i32x4.extract_lane(narrow, 0));
      codes += 4;
      const y = f32x4.mul(rounded, f32x4.splat(scale));
      squared = addSquares(squared, x);
      decoded = addSquares(decoded, y);
      lost = addSquares(lost, f32x4.sub(x, y));
    }
    if (from === tailFrom) head = sumDoubles(decoded);
    const tail = sqrt(max(0, sumDoubles(decoded) - head));
    const length = sqrt(max(sumDoubles(squared), sumDoubles(decoded)));
    longest = max(longest, length);
    f32.store(scales, scale);
    // What rounding of the products and differences hides: 2^-24 of a value each, thrice and more.
    f32.store(scales + words, <f32>(sqrt(sumDoubles(lost)) * (1 + 1e-6) + length * 3e-7));
    f32.store(scales + 2 * words, <f32>(sumDoubles(squared) * 0.5));
    f32.store(scales + 3 * words, <f32>(tail * (1 + 1e-6) + length * 1e-7));
    scales += 4;
  }
  return longest;
}

/** Widens `count` signed bytes to int16. */
function widen(from: usize, to: usize, count: i32): void {
  for (let k = 0; k < count; k += 16) {
    const x = v128.load(from + <usize>k);
    v128.store(to + ((<usize>k) << 1), i16x8.extend_low_i8x16_s(x));
    v128.store(to + ((<usize>k) << 1), i16x8.extend_high_i8x16_s(x), 16);
  }
}

/** Adds the dot products of 16 dimensions of a row with four widened rows. */
function addDots(sum: v128, low: v128, high: v128, q: usize): v128 {
  return i32x4.add(
    sum,
    i32x4.add(i32x4.dot_i16x8_s(low, v128.load(q)), i32x4.dot_i16x8_s(high, v128.load(q, 16))),
  );
}

/**
 * Screens the rows of block `a` against those of block `b`, four rows of `a` at a time.
 * Writes i·rows + j (i32) for each pair with
 * codes_i·codes_j · scale_i · scale_j + bound_i + bound_j ≥ floor, where
 * bound = longest · residual − half; where `a` is `b`, only pairs with i < j. Behind the first
 * `prefix` dimensions a dot product is at most tail_i · tail_j, so most rows are done there.
 * @param longest a bound on the length of every row and of every decoded row
 * @param wide room for 4 · dimensions int16
 * @param out room for rows² words
 * @returns how many pairs were written
 */
export function join(
  a: usize,
  countA: i32,
  b: usize,
  countB: i32,
  rows: i32,
  dimensions: i32,
  prefix: i32,
  longest: f32,
  floor: f32,
  wide: usize,
  out: usize,
): i32 {
  const bytes = <usize>(rows * dimensions);
  const words = (<usize>rows) << 2;
  const step = (<usize>dimensions) << 1;
  let to = out;
  for (let i = 0; i < countA; i += 4) {
    for (let k = 0; k < 4; k++) {
      widen(a + <usize>((i + k) * dimensions), wide + <usize>k * step, dimensions);
    }
    const atI = a + bytes + ((<usize>i) << 2);
    const scaleI = v128.load(atI);
    const tailI = v128.load(atI + 3 * words);
    const boundI = f32x4.sub(
      f32x4.mul(v128.load(atI + words), f32x4.splat(longest)),
      v128.load(atI + 2 * words),
    );
    const first = a === b ? i + 1 : 0;
    for (let j = first; j < countB; j++) {
      let row = b + <usize>(j * dimensions);
      const middle = row + <usize>prefix;
      const end = row + <usize>dimensions;
      let s0 = i32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let q = wide;
      while (row < middle) {
        const x = v128.load(row);
        const low = i16x8.extend_low_i8x16_s(x);
        const high = i16x8.extend_high_i8x16_s(x);
        s0 = addDots(s0, low, high, q);
        s1 = addDots(s1, low, high, q + step);
        s2 = addDots(s2, low, high, q + 2 * step);
        s3 = addDots(s3, low, high, q + 3 * step);
        row += 16;
        q += 32;
      }
      const atJ = b + bytes + ((<usize>j) << 2);
      const boundJ = f32.load(atJ + words) * longest - f32.load(atJ + 2 * words);
      const bounds = f32x4.add(boundI, f32x4.splat(boundJ));
      const scales = f32x4.mul(scaleI, f32x4.splat(f32.load(atJ)));
      if (row < end) {
        const most = f32x4.add(
          f32x4.add(
            f32x4.mul(f32x4.convert_i32x4_s(sumFour(s0, s1, s2, s3)), scales),
            f32x4.mul(tailI, f32x4.splat(f32.load(atJ + 3 * words))),
          ),
          bounds,
        );
        if (!v128.any_true(f32x4.ge(most, f32x4.splat(floor)))) continue;
        while (row < end) {
          const x = v128.load(row);
          const low = i16x8.extend_low_i8x16_s(x);
          const high = i16x8.extend_high_i8x16_s(x);
          s0 = addDots(s0, low, high, q);
          s1 = addDots(s1, low, high, q + step);
          s2 = addDots(s2, low, high, q + 2 * step);
          s3 = addDots(s3, low, high, q + 3 * step);
          row += 16;
          q += 32;
        }
      }
      const upper = f32x4.add(
        f32x4.mul(f32x4.convert_i32x4_s(sumFour(s0, s1, s2, s3)), scales),
        bounds,
      );
      const near = i32x4.bitmask(f32x4.ge(upper, f32x4.splat(floor)));
      if (near) {
        for (let k = 0; k < 4; k++) {
          const ii = i + k;
          if ((near & (1 << k)) === 0 || ii >= countA || (a === b && ii >= j)) continue;
          i32.store(to, ii * rows + j);
          to += 4;
        }
      }
    }
  }
  return <i32>((to - out) >> 2);
}

/**
 * Rotates `count` rows of floats at `from` into `to`: to[i] = matrix · from[i], `matrix` row-major,
 * `dimensions` even.
 */
export function rotate(from: usize, count: i32, dimensions: i32, matrix: usize, to: usize): void {
  const bytes = (<usize>dimensions) << 2;
  for (let i = 0; i < count; i++) {
    const x = from + <usize>i * bytes;
    let axis = matrix;
    for (let k = 0; k < dimensions; k += 2) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      for (let at: usize = 0; at < bytes; at += 16) {
        const value = v128.load(x + at);
        s0 = f32x4.add(s0, f32x4.mul(value, v128.load(axis + at)));
        s1 = f32x4.add(s1, f32x4.mul(value, v128.load(axis + bytes + at)));
      }
      const target = to + <usize>i * bytes + ((<usize>k) << 2);
      f32.store(target, sumFloats(s0));
      f32.store(target, sumFloats(s1), 4);
      axis += 2 * bytes;
    }
  }
}

function sumFloats(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}
