/** One long run that several callers wait for: all see its progress, and it stops when the last one leaves. */
import type { Progress } from '../engineApi.ts';

export class SharedRun<T> {
  private readonly listeners = new Set<Progress>();
  private readonly stop = new AbortController();
  private waiting = 0;
  private readonly result: Promise<T>;

  constructor(work: (progress: Progress, signal: AbortSignal) => Promise<T>) {
    const progress: Progress = (done, total, what) => {
      for (const listener of this.listeners) listener(done, total, what);
    };
    this.result = work(progress, this.stop.signal);
    // Those who wait hear of a failure; when all have left nobody needs to.
    this.result.catch(() => {});
  }

  /** Leaving (`signal`) frees this caller at once; the run goes on for the others. */
  async join(progress?: Progress, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    this.waiting++;
    if (progress) this.listeners.add(progress);
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave);
    });
    try {
      return await Promise.race([this.result, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
      if (progress) this.listeners.delete(progress);
      this.waiting--;
      if (this.waiting === 0) this.stop.abort(signal?.reason);
    }
  }

  /** Ends the run for everybody and waits until it has ended. */
  async cancel(): Promise<void> {
    this.stop.abort();
    await this.result.catch(() => {});
  }
}
