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
const TEXTS = 40_000;
const MIN_TEXTS = 4;

/**
 * The `count` pairs with the largest df · ln(df·N / (df₁·df₂)): those that stand together in many texts, and more often
 * than their tokens' own frequency explains (a collocation's share of the mutual information; Church and Hanks, 1990).
 * Of pairs that share a slot of the table the better one stays.
 * @throws RangeError if the texts have fewer such pairs.
 */
export function chooseBigrams(
  sets: readonly PairSet[],
  vocabulary: number,
  count: number,
): ChosenBigrams {
  const tokenTexts = new Float64Array(vocabulary);
  const lastText = new Int32Array(vocabulary).fill(-1);
  const pairTexts = new Map<number, number>();
  let texts = 0;
  for (const pairs of sets) {
    const step = Math.max(1, Math.floor(pairs.count / TEXTS));
    for (const side of [pairs.anchors, pairs.positives]) {
      for (let row = 0; row < pairs.count; row += step) {
        const seen = new Set<number>();
        const text = sequence(side, row);
        for (let i = 0; i < text.length; i++) {
          const token = text[i]!;
          if (lastText[token] !== texts) {
            lastText[token] = texts;
            tokenTexts[token]!++;
          }
          if (i > 0) seen.add(text[i - 1]! * vocabulary + token);
        }
        for (const key of seen) pairTexts.set(key, (pairTexts.get(key) ?? 0) + 1);
        texts++;
      }
    }
  }
  const ranked: { key: number; texts: number; score: number }[] = [];
  for (const [key, together] of pairTexts) {
    if (together < MIN_TEXTS) continue;
    const chance = tokenTexts[Math.floor(key / vocabulary)]! * tokenTexts[key % vocabulary]!;
    const score = together * Math.log((together * texts) / chance);
    if (score > 0) ranked.push({ key, texts: together, score });
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
