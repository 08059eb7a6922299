/** From token ids of a batch to what the training graph reads: padded, local to the batch's own tokens. */
import type { Random } from './random.ts';

/** One side of a batch, padded to its longest text. */
export interface BatchSide {
  readonly tokens: number;
  /** `(batch, tokens)` positions in the batch's `vocabulary` */
  readonly ids: Int32Array;
  readonly mask: Float32Array;
  readonly frequency: Float32Array;
}

export interface Batch {
  readonly size: number;
  /** The distinct token ids of both sides: the rows of every per-token table that this step touches. */
  readonly vocabulary: Int32Array;
  readonly anchors: BatchSide;
  readonly positives: BatchSide;
  /** `(batch, batch)` */
  readonly negatives: Float32Array;
  readonly identity: Float32Array;
}

export interface BatchOptions {
  readonly ordered: boolean;
  readonly maxTokens: number;
  /** Pads and cuts to exactly `maxTokens`. */
  readonly fixed: boolean;
  /** A text loses each token with a probability drawn for it from 0..dropout. */
  readonly dropout: number;
  readonly vocabularySize: number;
}

/** Below this a text has nothing to spare (guess). */
const SPARED_TOKENS = 6;

/**
 * @param groups per pair; equal groups are not negatives of one another.
 * @param random undefined: no dropout.
 * @throws RangeError if there are no pairs.
 */
export function assembleBatch(
  anchors: readonly Uint16Array[],
  positives: readonly Uint16Array[],
  groups: ArrayLike<number>,
  options: BatchOptions,
  random?: Random,
): Batch {
  const size = anchors.length;
  if (size === 0) throw new RangeError('an empty batch');
  const local = new Int32Array(options.vocabularySize).fill(-1);
  const vocabulary: number[] = [];
  const localId = (id: number): number => {
    let at = local[id]!;
    if (at < 0) {
      at = vocabulary.length;
      local[id] = at;
      vocabulary.push(id);
    }
    return at;
  };
  const anchorSide = assembleSide(anchors, localId, options, random);
  const positiveSide = assembleSide(positives, localId, options, random);
  const negatives = new Float32Array(size * size);
  const identity = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    identity[i * size + i] = 1;
    for (let j = 0; j < size; j++) {
      if (i !== j && groups[i] !== groups[j]) negatives[i * size + j] = 1;
    }
  }
  return {
    size,
    vocabulary: Int32Array.from(vocabulary),
    anchors: anchorSide,
    positives: positiveSide,
    negatives,
    identity,
  };
}

function assembleSide(
  texts: readonly Uint16Array[],
  localId: (id: number) => number,
  options: BatchOptions,
  random: Random | undefined,
): BatchSide {
  const kept = texts.map((text) => {
    const cut = text.subarray(0, options.maxTokens);
    const thinned = random && options.dropout > 0 ? drop(cut, options.dropout, random) : cut;
    return countTokens(thinned, options.ordered);
  });
  const longest = kept.reduce((most, { ids }) => Math.max(most, ids.length), 1);
  const tokens = options.fixed ? options.maxTokens : longest;
  const ids = new Int32Array(texts.length * tokens);
  const mask = new Float32Array(texts.length * tokens);
  const frequency = new Float32Array(texts.length * tokens);
  kept.forEach((text, row) => {
    text.ids.forEach((id, k) => {
      ids[row * tokens + k] = localId(id);
      mask[row * tokens + k] = 1;
      frequency[row * tokens + k] = text.frequencies[k]!;
    });
  });
  if (kept.every((text) => text.ids.length === 0)) localId(0);
  return { tokens, ids, mask, frequency };
}

/** Ordered: every token with (1 + ln c)/c. Unordered: every distinct token once, with 1 + ln c. */
export function countTokens(
  text: Uint16Array,
  ordered: boolean,
): {
  readonly ids: ArrayLike<number> & readonly number[];
  readonly frequencies: readonly number[];
} {
  const counts = new Map<number, number>();
  for (const id of text) counts.set(id, (counts.get(id) ?? 0) + 1);
  const weight = (id: number) => 1 + Math.log(counts.get(id)!);
  if (ordered) {
    const ids = [...text];
    return { ids, frequencies: ids.map((id) => weight(id) / counts.get(id)!) };
  }
  const ids = [...counts.keys()];
  return { ids, frequencies: ids.map(weight) };
}

function drop(text: Uint16Array, dropout: number, random: Random): Uint16Array {
  if (text.length <= SPARED_TOKENS) return text;
  const rate = dropout * random.next();
  const kept = text.filter(() => random.next() >= rate);
  return kept.length > 0 ? kept : text;
}
