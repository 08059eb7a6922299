/** A uniform sample of whatever comes by, however much that is (algorithm R: Vitter, 1985). */
import type { Random } from '../siamese/random.ts';

export class Reservoir<T> {
  /** In the order they came, while there is room; owned by this. */
  readonly kept: T[] = [];
  readonly #limit: number;
  readonly #random: Random;
  #seen = 0;

  constructor(limit: number, random: Random) {
    this.#limit = limit;
    this.#random = random;
  }

  add(item: T): void {
    this.#seen++;
    if (this.kept.length < this.#limit) {
      this.kept.push(item);
      return;
    }
    const place = this.#random.below(this.#seen);
    if (place < this.#limit) this.kept[place] = item;
  }
}
