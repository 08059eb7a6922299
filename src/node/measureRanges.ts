/** Measures, on real pairs, the ranges that an int8 encoder is written with. */
import { type PairSet, sequence } from '../core/siamese/pairSet.ts';
import type { Ranges } from '../core/towers/int8Weights.ts';
import type { StoredTensor } from '../core/towers/parameterFile.ts';
import { rangeGraph, widenRanges } from '../core/towers/ranges.ts';
import type { Tower } from '../core/towers/tower.ts';
import { feedsOf } from './encodeSequences.ts';
import { compileGraph } from './onnxRuntime.ts';

/** Texts per side and kind, taken evenly: the extremes of a few hundred thousand tokens. */
const TEXTS = 256;
const BATCH = 16;

export async function measureRanges(
  tower: Tower,
  parameters: ReadonlyMap<string, StoredTensor>,
  sets: readonly PairSet[],
  maxTokens: number,
): Promise<Ranges> {
  const runner = await compileGraph(rangeGraph(tower, parameters));
  let ranges: Ranges = {};
  for (const pairs of sets) {
    for (const side of [pairs.anchors, pairs.positives]) {
      const step = Math.max(1, Math.floor(pairs.count / TEXTS));
      const texts = Array.from({ length: Math.min(TEXTS, pairs.count) }, (_, i) =>
        sequence(side, i * step).subarray(0, tower.fixedTokens ?? maxTokens),
      ).filter((text) => text.length > 0);
      for (let from = 0; from < texts.length; from += BATCH) {
        const feeds = feedsOf(texts.slice(from, from + BATCH), tower.fixedTokens);
        ranges = widenRanges(ranges, await runner.run(feeds));
      }
    }
  }
  await runner.dispose();
  return ranges;
}
