/** Every tower by name: what a recipe may ask for. */
import { bag } from './bag.ts';
import { cnn } from './cnn.ts';
import type { Tower } from './tower.ts';

export type TowerSpec =
  | { readonly kind: 'bag'; readonly vocabulary: number; readonly dimensions: number }
  | {
      readonly kind: 'cnn';
      readonly vocabulary: number;
      readonly dimensions: number;
      readonly width: number;
      readonly distances: readonly number[];
      readonly heads: number;
    };

/** @throws RangeError on a kind that does not exist, with those that do. */
export function createTower(spec: TowerSpec): Tower {
  switch (spec.kind) {
    case 'bag':
      return bag(spec);
    case 'cnn':
      return cnn(spec);
    default:
      throw new RangeError(`no tower "${(spec as { kind: string }).kind}": bag, cnn`);
  }
}
