/** Times, and what makes them comparable between machines: a yardstick measured in the same run. */

export interface Measured {
  /** What was measured, also the key of the baseline. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /**
   * What is compared with the baseline: the value itself for counts and ratios, times as multiples
   * of the yardstick.
   */
  readonly ratio: number;
}

/** Median and 99th percentile of `count` runs, milliseconds. */
export async function timings(
  count: number,
  run: (i: number) => Promise<unknown>,
): Promise<{ median: number; p99: number }> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await run(i);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { median: times[count >> 1]!, p99: times[Math.min(count - 1, Math.floor(count * 0.99))]! };
}

/**
 * Milliseconds of a plain scan over 20,000 × 256 floats: how fast this machine is just now. Made of
 * short pieces, whose median a busy machine hardly disturbs.
 */
export async function yardstick(): Promise<number> {
  const rows = Float32Array.from({ length: 1000 * 256 }, (_, i) => Math.sin(i));
  const query = rows.slice(0, 256);
  let best = 0;
  const { median } = await timings(401, async () => {
    for (let row = 0; row < rows.length; row += 256) {
      let dot = 0;
      for (let k = 0; k < 256; k++) dot += rows[row + k]! * query[k]!;
      best = Math.max(best, dot);
    }
  });
  if (best <= 0) throw new Error('nothing was measured');
  return 20 * median;
}

/** Milliseconds of processor time that this process spent on `run`: for what is long enough to be interrupted. */
export async function cpuMs(run: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export function memoryMb(): number {
  return Math.round(process.memoryUsage().rss / 1e6);
}
