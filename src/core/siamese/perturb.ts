/**
 * Adversarial training on embeddings: rows moved a little in the direction that hurts most.
 * Source: Miyato, Dai and Goodfellow, 2017 (fast gradient method); here every row by its own length, since rows of
 * frequent and rare tokens differ in length several times over.
 */

/**
 * row + strength · ‖row‖ · g/‖g‖ for every row; rows without a gradient stay. Both `(rows, width)`.
 * @returns a copy
 */
export function perturbRows(
  rows: Float32Array,
  gradient: Float32Array,
  width: number,
  strength: number,
): Float32Array {
  const moved = rows.slice();
  for (let at = 0; at < rows.length; at += width) {
    let rowSquares = 0;
    let gradientSquares = 0;
    for (let k = at; k < at + width; k++) {
      rowSquares += rows[k]! * rows[k]!;
      gradientSquares += gradient[k]! * gradient[k]!;
    }
    if (gradientSquares === 0) continue;
    const factor = strength * Math.sqrt(rowSquares / gradientSquares);
    for (let k = at; k < at + width; k++) moved[k] = rows[k]! + factor * gradient[k]!;
  }
  return moved;
}
