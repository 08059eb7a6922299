/** Every loss by name: what a recipe may ask for. */
import { alignUniform } from './alignUniform.ts';
import { circle } from './circle.ts';
import { contrastive } from './contrastive.ts';
import { distillation } from './distillation.ts';
import { euclideanDistance } from './euclideanDistance.ts';
import { infoNce } from './infoNce.ts';
import type { Loss } from './loss.ts';
import { marginInfoNce } from './marginInfoNce.ts';
import { matryoshka } from './matryoshka.ts';
import { triplet } from './triplet.ts';

/** Margins of the triplet losses on squared distances: .3 for the hardest, .5 for easier ones, as compared in an experiment. */
const LOSSES: Readonly<Record<string, () => Loss>> = {
  euclideanDistance: () => euclideanDistance(),
  contrastive: () => contrastive(),
  contrastiveNearest: () => contrastive({ margin: 1, nonMatches: 'nearest' }),
  tripletRandom: () => triplet({ margin: 0.5, mining: 'random' }),
  tripletSemiHard: () => triplet({ margin: 0.5, mining: 'semiHard' }),
  tripletHardest: () => triplet({ margin: 0.3, mining: 'hardest' }),
  infoNce,
  alignUniform: () => alignUniform(),
  circle: () => circle(),
  infoNceMatryoshka: () => matryoshka(infoNce(), [64, 128]),
  marginInfoNce: () => marginInfoNce(),
  distillation: () => distillation(),
};

/** Those that learn from pairs alone, without a teacher. */
export const lossNames: readonly string[] = Object.keys(LOSSES).filter(
  (name) => name !== 'distillation',
);

/** @throws RangeError on a name that does not exist, with those that do. */
export function createLoss(name: string): Loss {
  const make = LOSSES[name];
  if (!make) throw new RangeError(`no loss "${name}": ${Object.keys(LOSSES).join(', ')}`);
  return make();
}
