import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PairSet, packSequences } from '../../../src/core/siamese/pairSet.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { Sampler } from '../../../src/core/siamese/sampler.ts';

const COUNT = 4096;
const BATCH = 128;
const LANGUAGES = 2;

/** Places are a shuffle of rows; the first half of the places is of one language, the rest of the other. */
function placedPairs(): PairSet {
  const places = new Random(3).shuffle(Uint32Array.from({ length: COUNT }, (_, i) => i));
  const lengths = new Random(4);
  const texts = Array.from({ length: COUNT }, () => new Uint16Array(1 + lengths.below(200)));
  return {
    kind: 'doc',
    tokenizerHash: '',
    count: COUNT,
    anchors: packSequences(texts),
    positives: packSequences(texts),
    languages: ['a', 'b'],
    language: Uint8Array.from(places, (place) => Math.floor((place * LANGUAGES) / COUNT)),
    places,
    hardNegativesPerPair: 0,
  };
}

function epoch(pairs: PairSet, byPlace: boolean) {
  const options = { batchSize: BATCH, seed: 1, heldOut: 0.01, hardShare: 0, byLanguage: true };
  const sampler = new Sampler([{ pairs, weight: 1 }], { ...options, byPlace });
  const random = new Random(1);
  return Array.from({ length: 20 }, () => sampler.next(random).rows);
}

test('a batch by place is made of pieces whose pairs stood near one another', () => {
  const pairs = placedPairs();
  const spreads = (batches: readonly Uint32Array[]) =>
    batches.flatMap((rows) =>
      Array.from({ length: BATCH / 64 }, (_, i) => {
        const places = [...rows.subarray(i * 64, (i + 1) * 64)].map((row) => pairs.places![row]!);
        return Math.max(...places) - Math.min(...places);
      }),
    );
  assert.ok(Math.max(...spreads(epoch(pairs, true))) < 600);
  assert.ok(Math.min(...spreads(epoch(pairs, false))) > 1200);
});

test('an epoch by place repeats no pair and takes none that is held out', () => {
  const pairs = placedPairs();
  const rows = epoch(pairs, true).flatMap((batch) => [...batch]);
  assert.equal(new Set(rows).size, rows.length);
  assert.ok(Math.max(...rows) < COUNT - Math.floor(COUNT * 0.01));
});

test('a batch by place is of texts of similar length', () => {
  const pairs = placedPairs();
  const { offsets } = pairs.positives;
  const padding = (batches: readonly Uint32Array[]) => {
    const lengths = batches.map((rows) =>
      [...rows].map((row) => offsets[row + 1]! - offsets[row]!),
    );
    const used = lengths.flat().reduce((sum, length) => sum + length, 0);
    const padded = lengths.reduce((sum, of) => sum + Math.max(...of) * BATCH, 0);
    return padded / used;
  };
  assert.ok(padding(epoch(pairs, true)) < 1.4, `${padding(epoch(pairs, true))}`);
});

test('pairs without places are drawn as without the option', () => {
  const { places: _, ...pairs } = placedPairs();
  assert.deepEqual(epoch(pairs, true), epoch(pairs, false));
});
