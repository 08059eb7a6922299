/** How long a real workbench is waited for, and how a step is done again whose effect did not come. */

/** A loaded machine takes ten times what an idle one does; an idle one answers within 2 s. */
export const PATIENCE_MS = Number(process.env['LOOKALIKE_PATIENCE_MS'] ?? 45_000);
/** What each try may wait: a lost key costs little, a slow machine gets all of it. */
const SHARES = [1 / 9, 1 / 3, 1];

/**
 * Does a step until its effect is seen: an editor or a webview that opens late takes the focus, and with it the list, the menu or
 * the key. What had to be done again is printed.
 * @param step does it and waits for its effect, which is what a test asserts on; `timeoutMs` grows by the try.
 * @param undo brings the window back to where the step can begin.
 */
export async function untilDone<T>(
  what: string,
  step: (timeoutMs: number) => Promise<T>,
  undo: () => Promise<unknown> = async () => {},
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await step(PATIENCE_MS * (SHARES[tries - 1] ?? 1));
    } catch (error) {
      if (tries === SHARES.length) throw error;
      const [why] = String(error).split('\n');
      process.stdout.write(`again (${tries}): ${what}: ${why}\n`);
      await undo();
    }
  }
}

/** Waits until it holds. @throws with `what` when it never does. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${Math.round(timeoutMs)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
