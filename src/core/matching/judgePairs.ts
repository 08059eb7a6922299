/** Judges many pairs of passages at once: numbers in, numbers out, so that it costs little to let another thread do it. */
import { passageOf } from '../structure/passage.ts';
import { type PreparedPassage, preparePassage } from './evidence.ts';
import { type CopyOptions, judgeCopy } from './judgeCopy.ts';
import { type Judged, MATCH_TYPES } from './rememberedPairs.ts';
import type { TokenFile } from './units.ts';

export interface PassagePairs {
  /** File, first token and end of each passage, `(passages, 3)`. */
  readonly passages: Uint32Array;
  /** Positions among the passages, `(pairs, 2)`. */
  readonly pairs: Uint32Array;
}

export interface Judgements {
  /** 0 for no copies, else 1 + position in `MATCH_TYPES`, `(pairs)`. */
  readonly verdicts: Uint8Array;
  /** Text, structure and probability of copies, `(pairs, 3)`. */
  readonly measures: Float64Array;
}

export function judgePairs(
  files: readonly TokenFile[],
  { passages, pairs }: PassagePairs,
  options: CopyOptions,
): Judgements {
  const count = pairs.length / 2;
  const verdicts = new Uint8Array(count);
  const measures = new Float64Array(3 * count);
  /** Kept, because a passage with one likely partner often has several. */
  const prepared: PreparedPassage[] = [];
  const passage = (at: number): PreparedPassage => {
    prepared[at] ??= preparePassage(
      passageOf(files[passages[3 * at]!]!.stream, {
        start: passages[3 * at + 1]!,
        end: passages[3 * at + 2]!,
      }),
    );
    return prepared[at];
  };
  for (let pair = 0; pair < count; pair++) {
    const judged = judgeCopy(passage(pairs[2 * pair]!), passage(pairs[2 * pair + 1]!), options);
    if (!judged) continue;
    const { type, evidence, probability } = judged;
    verdicts[pair] = 1 + MATCH_TYPES.indexOf(type as (typeof MATCH_TYPES)[number]);
    measures.set([evidence.text, evidence.structure, probability], 3 * pair);
  }
  return { verdicts, measures };
}

/** One of many judgements. */
export function judgementAt({ verdicts, measures }: Judgements, pair: number): Judged | undefined {
  const verdict = verdicts[pair]!;
  if (verdict === 0) return undefined;
  const [text, structure, probability] = measures.subarray(3 * pair) as unknown as Measures;
  return { type: MATCH_TYPES[verdict - 1]!, evidence: { text, structure }, probability };
}

type Measures = readonly [text: number, structure: number, probability: number];
