/** How long a run under way will still take, from how fast it went lately; no clock and no editor in here. */

/** Speeds of the last so many milliseconds count: files come sorted by folder, and folders differ. */
const WINDOW_MS = 20_000;
/** Before this nothing is said: the first files wait for processes to start. */
const FIRST_WORD_MS = 3_000;

interface Sample {
  readonly atMs: number;
  readonly done: number;
}

export class TimeLeft {
  readonly #samples: Sample[] = [];
  #startedAtMs: number | undefined;

  /** @returns milliseconds still to go; undefined while that cannot be told. */
  after(done: number, total: number, nowMs: number): number | undefined {
    this.#startedAtMs ??= nowMs;
    this.#samples.push({ atMs: nowMs, done });
    while (this.#samples.length > 2 && this.#samples[0]!.atMs < nowMs - WINDOW_MS)
      this.#samples.shift();
    const first = this.#samples[0]!;
    const speed = (done - first.done) / (nowMs - first.atMs);
    if (nowMs - this.#startedAtMs < FIRST_WORD_MS || !(speed > 0)) return undefined;
    return Math.max(0, total - done) / speed;
  }
}

/** The parts of a duration people say: whole minutes from a minute and a half on, else steps of five seconds. */
export function roundedDuration(ms: number): {
  readonly unit: 'min' | 's';
  readonly count: number;
} {
  if (ms >= 90_000) return { unit: 'min', count: Math.round(ms / 60_000) };
  return { unit: 's', count: Math.max(5, Math.round(ms / 5_000) * 5) };
}
