/** Numbers texts, so that pairs with equal texts are known not to be negatives of one another. */

export class Groups {
  readonly #ids = new Map<string, number>();
  readonly #first: number;

  /** @param first where the numbers begin, for sets that share a file. */
  constructor(first = 0) {
    this.#first = first;
  }

  of(text: string): number {
    const key = text.toLowerCase();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#first + this.#ids.size;
      this.#ids.set(key, id);
    }
    return id;
  }
}
