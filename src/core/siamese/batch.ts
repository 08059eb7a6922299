/** From token ids of a batch to what the training graph reads: padded, local to the batch's own tokens. */
import { type BigramTable, bigramRow } from '../towers/bigramTable.ts';
import { type Emphasis, placeWeight } from '../towers/emphasis.ts';
import type { TokenIds } from './pairSet.ts';
import type { Random } from './random.ts';

/** Tokens of a batch's texts, or pairs of them, padded to the longest text. */
export interface BatchRows {
  readonly tokens: number;
  /** `(batch, tokens)` positions in the batch's `vocabulary` */
  readonly ids: Int32Array;
  readonly mask: Float32Array;
  readonly frequency: Float32Array;
}

/** One side of a batch. */
export interface BatchSide extends BatchRows {
  /** Known pairs of neighbors: positions in the batch's `bigramVocabulary`. */
  readonly bigrams?: BatchRows;
}

export interface Batch {
  readonly size: number;
  /** The distinct token ids of both sides: the rows of every per-token table that this step touches. */
  readonly vocabulary: Int32Array;
  /** The distinct known pairs of neighbors of both sides; empty for a tower without. */
  readonly bigramVocabulary: Int32Array;
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
  /** The pairs of neighbors that the tower knows. */
  readonly bigrams?: BigramTable;
  /** Weights tokens by where they stand. */
  readonly emphasis?: Emphasis;
}

/** Below this a text has nothing to spare (guess). */
const SPARED_TOKENS = 6;

/**
 * @param groups per pair; equal groups are not negatives of one another.
 * @param random undefined: no dropout.
 * @throws RangeError if there are no pairs.
 */
export function assembleBatch(
  anchors: readonly TokenIds[],
  positives: readonly TokenIds[],
  groups: ArrayLike<number>,
  options: BatchOptions,
  random?: Random,
): Batch {
  const size = anchors.length;
  if (size === 0) throw new RangeError('an empty batch');
  const tokens = localRows(options.vocabularySize);
  const bigrams = localRows(options.bigrams?.count ?? 0);
  const side = (texts: readonly TokenIds[]) =>
    assembleSide(texts, { tokens: tokens.of, bigrams: bigrams.of }, options, random);
  const anchorSide = side(anchors);
  const positiveSide = side(positives);
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
    vocabulary: Int32Array.from(tokens.used),
    bigramVocabulary: Int32Array.from(bigrams.used),
    anchors: anchorSide,
    positives: positiveSide,
    negatives,
    identity,
  };
}

/** Numbers the rows of a table that a batch touches, in the order met. */
function localRows(size: number) {
  const local = new Int32Array(size).fill(-1);
  const used: number[] = [];
  const of = (row: number): number => {
    if (local[row]! < 0) local[row] = used.push(row) - 1;
    return local[row]!;
  };
  return { used, of };
}

type Localise = (row: number) => number;

function assembleSide(
  texts: readonly TokenIds[],
  local: { readonly tokens: Localise; readonly bigrams: Localise },
  options: BatchOptions,
  random: Random | undefined,
): BatchSide {
  const kept = texts.map((text) => {
    const cut = text.subarray(0, options.maxTokens);
    return random && options.dropout > 0 ? drop(cut, options.dropout, random) : undropped(cut);
  });
  const counted = kept.map((text) => weighTokens(text, options));
  const side = padRows(counted, local.tokens, options.fixed ? options.maxTokens : undefined);
  const { bigrams } = options;
  if (!bigrams) return side;
  const pairs = kept.map((text) => weighTokens(knownBigrams(text, bigrams), options));
  return { ...side, bigrams: padRows(pairs, local.bigrams) };
}

/** @param tokens length to pad to, where it is not the longest text's */
function padRows(
  texts: readonly Counted[],
  localId: Localise,
  tokens = texts.reduce((most, { ids }) => Math.max(most, ids.length), 1),
): BatchRows {
  const ids = new Int32Array(texts.length * tokens);
  const mask = new Float32Array(texts.length * tokens);
  const frequency = new Float32Array(texts.length * tokens);
  texts.forEach((text, row) => {
    text.ids.forEach((id, k) => {
      ids[row * tokens + k] = localId(id);
      mask[row * tokens + k] = 1;
      frequency[row * tokens + k] = text.frequencies[k]!;
    });
  });
  if (texts.every((text) => text.ids.length === 0)) localId(0);
  return { tokens, ids, mask, frequency };
}

/** Rows of the known pairs of tokens that stood side by side before any was dropped. */
function knownBigrams({ tokens, places }: Kept, table: BigramTable): Kept {
  const rows: number[] = [];
  const firsts: number[] = [];
  for (let i = 1; i < tokens.length; i++) {
    if (places && places[i] !== places[i - 1]! + 1) continue;
    const row = bigramRow(table, tokens[i - 1]!, tokens[i]!);
    if (row < 0) continue;
    rows.push(row);
    firsts.push(places ? places[i - 1]! : i - 1);
  }
  return { tokens: Uint32Array.from(rows), places: firsts };
}

interface Counted {
  readonly ids: ArrayLike<number> & readonly number[];
  readonly frequencies: readonly number[];
}

/** Ordered: every token with (1 + ln c)/c. Unordered: every distinct token once, with 1 + ln c. */
export function countTokens(text: ArrayLike<number> & Iterable<number>, ordered: boolean): Counted {
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

function weighTokens({ tokens, places }: Kept, { ordered, emphasis }: BatchOptions): Counted {
  if (!emphasis) return countTokens(tokens, ordered);
  const weightAt = (i: number) => placeWeight(emphasis, places ? places[i]! : i);
  const sums = new Map<number, number>();
  tokens.forEach((id, i) => {
    sums.set(id, (sums.get(id) ?? 0) + weightAt(i));
  });
  const weight = (id: number) => sums.get(id)! ** emphasis.repetition;
  if (ordered) {
    const frequencies = Array.from(tokens, (id, i) => (weight(id) / sums.get(id)!) * weightAt(i));
    return { ids: [...tokens], frequencies };
  }
  const ids = [...sums.keys()];
  return { ids, frequencies: ids.map(weight) };
}

interface Kept {
  readonly tokens: TokenIds;
  /** Where each stood; left out: where it stands. */
  readonly places?: readonly number[];
}

function undropped(tokens: TokenIds): Kept {
  return { tokens };
}

function drop(text: TokenIds, dropout: number, random: Random): Kept {
  if (text.length <= SPARED_TOKENS) return undropped(text);
  const rate = dropout * random.next();
  const places: number[] = [];
  for (let i = 0; i < text.length; i++) if (random.next() >= rate) places.push(i);
  if (places.length === 0) return undropped(text);
  return { tokens: Uint32Array.from(places, (i) => text[i]!), places };
}
