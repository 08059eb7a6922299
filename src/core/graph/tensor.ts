/** What flows along the edges of a graph: a name, a shape whose sizes may be symbols, an element type. */

/** A number, or a name for a size that is known only when the graph runs ('batch', 'tokens'). */
export type Dimension = number | string;
export type Shape = readonly Dimension[];
export type ElementType = 'float' | 'int64' | 'int32' | 'int8' | 'uint8' | 'bool';

export interface Tensor {
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
}

/**
 * The shape of `a ∘ b` under trailing-axis broadcasting.
 * @throws RangeError where two sizes differ and neither is 1.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const sizeA = a[i - rank + a.length] ?? 1;
    const sizeB = b[i - rank + b.length] ?? 1;
    if (sizeA === sizeB || sizeB === 1) return sizeA;
    if (sizeA === 1) return sizeB;
    throw new RangeError(`shapes do not broadcast: (${a.join(', ')}) and (${b.join(', ')})`);
  });
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** A negative axis counted from the end. @throws RangeError outside the rank. */
export function resolveAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (resolved < 0 || resolved >= rank) throw new RangeError(`axis ${axis} of rank ${rank}`);
  return resolved;
}
