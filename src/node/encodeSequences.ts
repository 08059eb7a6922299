/** Embeds token id sequences with a compiled encoder, in batches of similar length. */
import type { Feed, GraphRunner } from '../core/graph/runner.ts';
import type { TokenIds } from '../core/siamese/pairSet.ts';

export interface SequenceLimits {
  readonly maxTokens: number;
  /** The only length the encoder takes, where it has one. */
  readonly fixedTokens?: number;
  readonly dimensions: number;
}

const BATCH = 32;
/** An encoder is given at least one token: padding, for an empty text. */
const EMPTY = Uint16Array.of(0);

/** @returns `(texts.length, dimensions)` in the order given. */
export async function encodeSequences(
  runner: GraphRunner,
  texts: readonly TokenIds[],
  { maxTokens, fixedTokens, dimensions }: SequenceLimits,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const embeddings = new Float32Array(texts.length * dimensions);
  const order = texts.map((_, i) => i).sort((a, b) => texts[a]!.length - texts[b]!.length);
  for (let from = 0; from < order.length; from += BATCH) {
    signal?.throwIfAborted();
    const rows = order.slice(from, from + BATCH);
    const cut = rows.map((row) => {
      const text = texts[row]!.subarray(0, fixedTokens ?? maxTokens);
      return text.length > 0 ? text : EMPTY;
    });
    const { sentence_embedding: output } = await runner.run(feedsOf(cut, fixedTokens), [
      'sentence_embedding',
    ]);
    rows.forEach((row, i) => {
      embeddings.set(output!.data.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions);
    });
  }
  return embeddings;
}

/** Padded `input_ids` and `attention_mask`. */
export function feedsOf(texts: readonly TokenIds[], fixedTokens?: number): Record<string, Feed> {
  const tokens = fixedTokens ?? texts.reduce((most, text) => Math.max(most, text.length), 1);
  const ids = new BigInt64Array(texts.length * tokens);
  const mask = new BigInt64Array(texts.length * tokens);
  texts.forEach((text, row) => {
    text.forEach((id, k) => {
      ids[row * tokens + k] = BigInt(id);
      mask[row * tokens + k] = 1n;
    });
  });
  const shape = [texts.length, tokens];
  return {
    input_ids: { type: 'int64', data: ids, shape },
    attention_mask: { type: 'int64', data: mask, shape },
  };
}
