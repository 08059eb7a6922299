/** Runs a task for each item, a few at a time, and gives the results as they come. */

/**
 * Results in order of completion; takes a new item only when a place is free, so a slow consumer
 * slows the tasks down. A task that throws ends the whole; tasks under way are waited for.
 * @param width tasks at a time, at least 1
 */
export async function* mapBounded<T, R>(
  items: Iterable<T>,
  width: number,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running = new Map<number, Promise<{ key: number; result: R }>>();
  const iterator = items[Symbol.iterator]();
  let key = 0;
  const start = () => {
    const next = iterator.next();
    if (next.done) return;
    const mine = key++;
    running.set(
      mine,
      task(next.value).then((result) => ({ key: mine, result })),
    );
  };
  try {
    while (running.size < Math.max(1, width)) {
      const before = running.size;
      start();
      if (running.size === before) break;
    }
    while (running.size > 0) {
      const { key: done, result } = await Promise.race(running.values());
      running.delete(done);
      yield result;
      start();
    }
  } finally {
    await Promise.allSettled(running.values());
  }
}
