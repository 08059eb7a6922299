/** Pairs of one job: they stand out from the background, and each is the nearest of the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import { type JobPair, jobPairs } from '../../../src/core/matching/jobPairs.ts';
import type { Place } from '../../../src/core/matching/match.ts';
import { PlacePassages } from '../../../src/core/matching/placePassages.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { fileRecord } from './sampleFiles.ts';

const DIMENSIONS = 64;
const CALIBRATION = {
  ...BUILT_IN_CALIBRATION,
  encoder: 'test',
  sameJob: {
    combiner: { bias: -4, weights: [8, 0] },
    curve: [
      [-4, 0.1],
      [4, 0.9],
    ] as const,
    pairs: 0,
    data: 'test',
    levels: {
      exploratory: { threshold: 0, precision: 1, recall: 1, precisionAtLeast: 1, found: 1 },
    },
  },
};

/** Functions of one subject: all near to a common direction, those that `jobs` names nearer to one another. */
async function pairsOf(
  jobs: readonly { readonly name: string; readonly language: string; readonly job: number }[],
  leastStandingOut: number,
): Promise<string[]> {
  const random = new Random(7);
  const direction = (): Float32Array =>
    Float32Array.from({ length: DIMENSIONS }, () => random.normal() / Math.sqrt(DIMENSIONS));
  const subject = direction();
  const jobDirections = Array.from({ length: 10 }, direction);
  const catalog = new SnippetCatalog();
  const index = new ExactIndex(DIMENSIONS);
  const mix = (parts: readonly (readonly [number, Float32Array])[]): Float32Array => {
    const sum = Float32Array.from({ length: DIMENSIONS }, (_, k) =>
      parts.reduce((total, [weight, part]) => total + weight * part[k]!, 0),
    );
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  };
  const put = async (name: string, language: string, embedding: Float32Array): Promise<void> => {
    const body = Array.from({ length: 6 }, (_, i) => `  step(${name}, ${i});`).join('\n');
    const record = fileRecord(`${name}.js`, `function ${name}() {\n${body}\n}`);
    catalog.put({ ...record, language });
    await index.add([catalog.idOf(record.snippets[0]!.textHash)!], embedding);
  };
  for (let i = 0; i < 200; i++) {
    await put(
      `other${i}`,
      'javascript',
      mix([
        [0.6, subject],
        [1, direction()],
      ]),
    );
  }
  for (const { name, language, job } of jobs) {
    await put(
      name,
      language,
      mix([
        [0.6, subject],
        [1.6, jobDirections[job]!],
        [0.4, direction()],
      ]),
    );
  }
  const found = await jobPairs(
    { catalog, join: index, dimensions: DIMENSIONS, embedding: (id) => index.embedding(id) },
    {
      calibration: CALIBRATION,
      level: 'exploratory',
      minLines: 5,
      isShown: () => false,
      passages: new PlacePassages(catalog),
      leastStandingOut,
    },
  );
  const nameOf = (id: number): string => (catalog.placesOf(id)[0] as Place).snippet.name;
  return found.map(({ a, b }: JobPair) => `${nameOf(a)} ${nameOf(b)}`);
}

const ABCD = [
  { name: 'a', language: 'javascript', job: 0 },
  { name: 'b', language: 'javascript', job: 0 },
  { name: 'c', language: 'javascript', job: 1 },
  { name: 'd', language: 'javascript', job: 1 },
];

test('two pairs of one job each are found, functions of one subject are not', async () => {
  assert.deepEqual(await pairsOf(ABCD, 5), ['a b', 'c d']);
});

test('what does not stand out from its background is nothing', async () => {
  assert.deepEqual(await pairsOf(ABCD, 50), []);
});

test('a job done in three languages is found between each two of them', async () => {
  const inThree = ['javascript', 'python', 'go'].map((language, i) => ({
    name: `job${i}`,
    language,
    job: 3,
  }));
  const found = (await pairsOf(inThree, 2)).filter((pair) => pair.includes('job'));
  assert.deepEqual(found, ['job0 job1', 'job0 job2', 'job1 job2']);
});
