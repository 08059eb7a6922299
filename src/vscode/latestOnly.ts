/**
 * Runs what is asked one after another, and of those that wait only the last. The editor opens files in no order: what was
 * asked first may come last, over what the user asked for.
 */
export class LatestOnly {
  #running: Promise<void> = Promise.resolve();
  #latest: (() => Promise<void>) | undefined;

  /** Resolves once it has run or was passed over; rejects as `action` does. */
  run(action: () => Promise<void>): Promise<void> {
    this.#latest = action;
    this.#running = this.#running
      .catch(() => {})
      .then(() => (this.#latest === action ? action() : undefined));
    return this.#running;
  }
}
