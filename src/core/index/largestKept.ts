/** The k largest of a stream of numbers: a binary heap whose root is the smallest kept. */

export class LargestKept {
  private readonly heap: number[] = [];
  private readonly capacity: number;

  /** @param capacity k, at least 1 */
  constructor(capacity: number) {
    this.capacity = Math.max(1, capacity);
  }

  /** The k-th largest so far; −∞ while fewer than k came. */
  get floor(): number {
    return this.heap.length < this.capacity ? Number.NEGATIVE_INFINITY : this.heap[0]!;
  }

  push(value: number): void {
    const { heap } = this;
    if (heap.length < this.capacity) {
      let at = heap.push(value) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (heap[parent]! <= value) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = value;
    } else if (value > heap[0]!) {
      this.replaceRoot(value);
    }
  }

  private replaceRoot(value: number): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
}
