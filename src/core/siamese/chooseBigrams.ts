/** Which pairs of neighboring tokens are worth a row of their own, counted over the training texts. */
import { bigramSlot } from '../towers/bigramTable.ts';
import { type PairSet, sequence } from './pairSet.ts';

export interface ChosenBigrams {
  /** `(count, 2)` */
  readonly tokens: Float32Array;
  /** `(count)` as `logIdf` gives it for tokens */
  readonly logIdf: Float32Array;
}

/** Texts counted per side and kind, taken evenly: the pairs that matter stand in thousands of them. */
const TEXTS = 20_000;
const MIN_TEXTS = 4;

/**
 * The `count` pairs with the largest n · ln(n·N / (n₁·n₂)), n of N neighborhoods: those that stand together often, and
 * more often than their tokens' own frequency explains (a pair's share of the mutual information of neighbors; Church and
 * Hanks, 1990). That takes in phrases ("binary search") and habits of a language ("public static") alike.
 * Of pairs that share a slot of the table the better one stays.
 * @throws RangeError if the texts have fewer such pairs.
 */
export function chooseBigrams(
  sets: readonly PairSet[],
  vocabulary: number,
  count: number,
): ChosenBigrams {
  const tokenCounts = new Float64Array(vocabulary);
  const found = new Map<number, { count: number; texts: number; lastText: number }>();
  let neighborhoods = 0;
  let texts = 0;
  for (const pairs of sets) {
    const step = Math.max(1, Math.floor(pairs.count / TEXTS));
    for (const side of [pairs.anchors, pairs.positives]) {
      for (let row = 0; row < pairs.count; row += step) {
        const text = sequence(side, row);
        for (let i = 1; i < text.length; i++) {
          const [first, second] = [text[i - 1]!, text[i]!];
          tokenCounts[first]!++;
          tokenCounts[second]!++;
          neighborhoods++;
          const key = first * vocabulary + second;
          const known = found.get(key);
          if (!known) found.set(key, { count: 1, texts: 1, lastText: texts });
          else {
            known.count++;
            if (known.lastText !== texts) known.texts++;
            known.lastText = texts;
          }
        }
        texts++;
      }
    }
  }
  const ranked: { key: number; texts: number; score: number }[] = [];
  for (const [key, { count: together, texts: inTexts }] of found) {
    if (inTexts < MIN_TEXTS) continue;
    // Each token is counted on both of its sides, so twice.
    const [first, second] = [Math.floor(key / vocabulary), key % vocabulary];
    const chance = (tokenCounts[first]! / 2) * (tokenCounts[second]! / 2);
    const score = together * Math.log((together * neighborhoods) / chance);
    if (score > 0) ranked.push({ key, texts: inTexts, score });
  }
  ranked.sort((a, b) => b.score - a.score || a.key - b.key);
  const tokens = new Float32Array(2 * count);
  const logIdf = new Float32Array(count);
  const taken = new Set<number>();
  for (const { key, texts: together } of ranked) {
    if (taken.size === count) break;
    const [first, second] = [Math.floor(key / vocabulary), key % vocabulary];
    const slot = bigramSlot(first, second);
    if (taken.has(slot)) continue;
    tokens.set([first, second], 2 * taken.size);
    logIdf[taken.size] = Math.log(Math.log((1 + texts) / (1 + together)) + 1);
    taken.add(slot);
  }
  if (taken.size < count) {
    throw new RangeError(`${count} bigrams were asked for, the texts have ${taken.size}`);
  }
  return { tokens, logIdf };
}
