/** A gate that work passes through: shut while indexing is paused. */

export class Gate {
  private opened: Promise<void> = Promise.resolve();
  private open: (() => void) | undefined;

  get isShut(): boolean {
    return this.open !== undefined;
  }

  shut(): void {
    if (this.open) return;
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  reopen(): void {
    this.open?.();
    this.open = undefined;
  }

  /** Resolves once the gate is open; rejects as soon as `signal` aborts. */
  async pass(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.open) return;
    let stop: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        void this.opened.then(resolve);
        stop = () => reject(signal!.reason);
        signal?.addEventListener('abort', stop, { once: true });
      });
    } finally {
      if (stop) signal?.removeEventListener('abort', stop);
    }
  }
}
