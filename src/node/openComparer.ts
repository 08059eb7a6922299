/** Opens what compares pairs of texts: the calibration and, where it can be had, the encoder. */

import { BUILT_IN_CALIBRATION } from '../core/calibration/builtInCalibration.ts';
import { comparePair, type PairComparison, type TextPair } from '../core/matching/comparePair.ts';
import { languageByName } from '../core/snippets/languages.ts';
import type { EncoderChoice } from './openEncoder.ts';
import { openEncoderOrSay } from './openEngine.ts';

export interface PairComparer {
  readonly notices: readonly string[];
  /** One comparison per pair, in order. */
  compare(pairs: readonly TextPair[], signal?: AbortSignal): Promise<PairComparison[]>;
  dispose(): Promise<void>;
}

export async function openComparer(
  choice: EncoderChoice,
  { useEncoder }: { readonly useEncoder: boolean },
): Promise<PairComparer> {
  const opened = useEncoder
    ? await openEncoderOrSay(choice)
    : { encoder: undefined, calibration: BUILT_IN_CALIBRATION, notices: [] };
  const { encoder, calibration, notices } = opened;
  return {
    notices,
    async compare(pairs, signal) {
      const inputs = pairs.flatMap(({ a, b, languageA, languageB }) => [
        { text: a, kind: kindOf(languageA) },
        { text: b, kind: kindOf(languageB) },
      ]);
      const rows = await encoder?.encode(inputs, signal);
      return pairs.map((pair, index) => {
        if (!encoder || !rows) return comparePair(pair, { calibration });
        const { dimensions } = encoder;
        const values = rows.subarray(2 * index * dimensions, 2 * (index + 1) * dimensions);
        return comparePair(pair, { calibration, embeddings: { values, dimensions } });
      });
    },
    dispose: async () => encoder?.dispose(),
  };
}

/** Prose by its language; anything else, also of no named language, is read as code. */
function kindOf(language: string | undefined): 'code' | 'text' {
  if (language === undefined) return 'code';
  return languageByName(language)?.nature === 'prose' ? 'text' : 'code';
}
