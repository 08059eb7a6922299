/** How near everything is to a snippet: a distance means little where all distances are small. */

export interface Background {
  /** Standard deviations by which `distance` is below the mean distance of `id` to the sample; 0 where unknown. */
  unusual(id: number, distance: number): number;
}

export interface EmbeddedTexts {
  readonly catalog: { heldIds(): number[] };
  readonly dimensions: number;
  embedding(id: number): Float32Array | undefined;
}

/** Texts that stand for all. Enough for a mean and a deviation within a few percent. */
const SAMPLE = 256;
/** With fewer there is no background to speak of. */
const LEAST_SAMPLE = 8;

/** Measures each id once, against texts picked at equal steps, so that two runs agree. */
export function backgroundOf({ catalog, dimensions, embedding }: EmbeddedTexts): Background {
  const ids = catalog.heldIds();
  const step = Math.max(1, Math.floor(ids.length / SAMPLE));
  const sample = ids
    .filter((_, i) => i % step === 0)
    .slice(0, SAMPLE)
    .flatMap((id) => {
      const values = embedding(id);
      return values ? [{ sampled: id, other: Float32Array.from(values) }] : [];
    });
  const known = new Map<number, { mean: number; deviation: number }>();
  const measure = (id: number): { mean: number; deviation: number } => {
    const own = embedding(id);
    if (!own || sample.length < LEAST_SAMPLE) return { mean: 0, deviation: 0 };
    let sum = 0;
    let squares = 0;
    let count = 0;
    for (const { sampled, other } of sample) {
      // Its distance to itself would make every text's background nearer and wider.
      if (sampled === id) continue;
      count++;
      let dot = 0;
      for (let k = 0; k < dimensions; k++) dot += own[k]! * other[k]!;
      const distance = Math.sqrt(Math.max(0, 2 - 2 * dot));
      sum += distance;
      squares += distance * distance;
    }
    const mean = sum / count;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
  };
  return {
    unusual(id, distance) {
      let own = known.get(id);
      if (!own) {
        own = measure(id);
        known.set(id, own);
      }
      return own.deviation === 0 ? 0 : (own.mean - distance) / own.deviation;
    },
  };
}
