/** Every tower by name: what a recipe may ask for. */
import { type BagShape, bag } from './bag.ts';
import { type BigramsShape, bigrams } from './bigrams.ts';
import { type CnnShape, cnn } from './cnn.ts';
import { type LstmShape, lstm } from './lstm.ts';
import type { Tower } from './tower.ts';
import { type TransformerShape, transformer } from './transformer.ts';

export type TowerSpec =
  | ({ readonly kind: 'bag' } & BagShape)
  | ({ readonly kind: 'bigrams' } & BigramsShape)
  | ({ readonly kind: 'cnn' } & CnnShape)
  | ({ readonly kind: 'lstm' } & LstmShape)
  | ({ readonly kind: 'transformer' } & TransformerShape);

/** @throws RangeError on a kind that does not exist, with those that do. */
export function createTower(spec: TowerSpec): Tower {
  switch (spec.kind) {
    case 'bag':
      return bag(spec);
    case 'bigrams':
      return bigrams(spec);
    case 'cnn':
      return cnn(spec);
    case 'lstm':
      return lstm(spec);
    case 'transformer':
      return transformer(spec);
    default:
      throw new RangeError(
        `no tower "${(spec as { kind: string }).kind}": bag, bigrams, cnn, lstm, transformer`,
      );
  }
}
