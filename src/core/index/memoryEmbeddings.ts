/** Embeddings by content in memory: for tests, and where global storage cannot be written. */
import { roundToHalf } from './halfPrecision.ts';
import type { EmbeddingStore } from './snippetStore.ts';

export class MemoryEmbeddings implements EmbeddingStore {
  private readonly rows = new Map<string, Float32Array>();

  async missing(encoderId: string, textHashes: readonly string[]): Promise<string[]> {
    const missing = textHashes.filter((hash) => !this.rows.has(`${encoderId}/${hash}`));
    return [...new Set(missing)];
  }

  async get(
    encoderId: string,
    dimensions: number,
    textHashes: readonly string[],
  ): Promise<Float32Array> {
    const embeddings = new Float32Array(textHashes.length * dimensions);
    for (const [i, hash] of textHashes.entries()) {
      const row = this.rows.get(`${encoderId}/${hash}`);
      if (row?.length === dimensions) embeddings.set(row, i * dimensions);
    }
    return embeddings;
  }

  async put(
    encoderId: string,
    textHashes: readonly string[],
    embeddings: Float32Array,
  ): Promise<void> {
    const dimensions = rowLength(textHashes, embeddings);
    const rounded = roundToHalf(embeddings);
    for (const [i, hash] of textHashes.entries()) {
      this.rows.set(`${encoderId}/${hash}`, rounded.subarray(i * dimensions, (i + 1) * dimensions));
    }
  }

  async sizeBytes(): Promise<number> {
    let values = 0;
    for (const row of this.rows.values()) values += row.length;
    return values * 4;
  }

  async close(): Promise<void> {}
}

/**
 * The dimensions of a batch to be stored.
 * @throws RangeError where the values do not divide by the hashes or are not finite.
 */
export function rowLength(textHashes: readonly string[], embeddings: Float32Array): number {
  if (textHashes.length === 0 && embeddings.length === 0) return 0;
  const dimensions = embeddings.length / textHashes.length;
  if (!Number.isInteger(dimensions) || dimensions === 0) {
    throw new RangeError(`${embeddings.length} values for ${textHashes.length} hashes`);
  }
  const bad = embeddings.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`value ${bad} of the embeddings is ${embeddings[bad]}`);
  return dimensions;
}
