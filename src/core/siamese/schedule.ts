/** The learning rate over a run: a linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter, 2017). */

/** @param step 0-based. @returns the share of the full rate, 0..1. */
export function warmUpCosine(step: number, steps: number, warmUpSteps: number): number {
  if (step < warmUpSteps) return (step + 1) / warmUpSteps;
  const progress = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
  return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
