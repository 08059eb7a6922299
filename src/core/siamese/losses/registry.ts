/** Every loss by name: what a recipe may ask for. */
import { infoNce } from './infoNce.ts';
import type { Loss } from './loss.ts';

const LOSSES: Readonly<Record<string, () => Loss>> = {
  infoNce,
};

export const lossNames: readonly string[] = Object.keys(LOSSES);

/** @throws RangeError on a name that does not exist, with those that do. */
export function createLoss(name: string): Loss {
  const make = LOSSES[name];
  if (!make) throw new RangeError(`no loss "${name}": ${lossNames.join(', ')}`);
  return make();
}
