/** Lazy work passes a gate between two steps: it waits there while urgent work runs, or while it is paused. */

export class Gate {
  private urgent = 0;
  private isClosed = false;
  private readonly waiting = new Set<() => void>();

  get isPaused(): boolean {
    return this.isClosed;
  }

  pause(): void {
    this.isClosed = true;
  }

  resume(): void {
    this.isClosed = false;
    this.open();
  }

  /** Runs `work` while lazy work waits. */
  async ahead<T>(work: () => Promise<T>): Promise<T> {
    this.urgent++;
    try {
      return await work();
    } finally {
      this.urgent--;
      this.open();
    }
  }

  /** Resolves when lazy work may take its next step. @throws the signal's reason once it is aborted. */
  async pass(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    while (this.urgent > 0 || this.isClosed) {
      await new Promise<void>((resolve) => {
        const go = () => {
          signal?.removeEventListener('abort', go);
          this.waiting.delete(go);
          resolve();
        };
        this.waiting.add(go);
        signal?.addEventListener('abort', go);
      });
      signal?.throwIfAborted();
    }
  }

  private open(): void {
    if (this.urgent > 0 || this.isClosed) return;
    for (const go of [...this.waiting]) go();
  }
}
