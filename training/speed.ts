/** Texts per CPU second of int8 towers with random weights, against a transformer of 6 × 384 in the same run: node training/speed.ts [TOKENS] [BATCH] */
import type { ChosenBigrams } from '../src/core/siamese/chooseBigrams.ts';
import { initialParameters } from '../src/core/siamese/parameters.ts';
import { Random } from '../src/core/siamese/random.ts';
import { bigramSlot } from '../src/core/towers/bigramTable.ts';
import { inferenceGraph } from '../src/core/towers/inferenceGraph.ts';
import { createTower, type TowerSpec } from '../src/core/towers/registry.ts';
import { compileGraph } from '../src/node/onnxRuntime.ts';

const TOKENS = Number(process.argv[2] ?? 96);
const BATCH = Number(process.argv[3] ?? 4);
const ROUNDS = 6;
const ROUND_MS = 300;
const REFERENCE = 'transformer 6×384';

const shape = { vocabulary: 20480, dimensions: 256 };
const mixer = (width: number, distances: readonly number[]): TowerSpec => ({
  kind: 'cnn',
  ...shape,
  width,
  distances,
  heads: 4,
});
const towers: Readonly<Record<string, TowerSpec>> = {
  [REFERENCE]: {
    kind: 'transformer',
    vocabulary: shape.vocabulary,
    dimensions: 384,
    width: 384,
    layers: 6,
    heads: 12,
    maxTokens: 512,
  },
  bag: { kind: 'bag', ...shape },
  'bag and neighbors': { kind: 'bigrams', ...shape, bigrams: 20480 },
  'cnn 96×2': mixer(96, [1, 2]),
  'cnn 96×3': mixer(96, [1, 2, 4]),
  'cnn 128×2': mixer(128, [1, 2]),
  'cnn 128×3': mixer(128, [1, 2, 4]),
  'cnn 192×3': mixer(192, [1, 2, 4]),
};

/** Unknown pairs cost as much as known ones, so any do. */
function anyBigrams(count: number): ChosenBigrams {
  const taken = new Set<number>();
  const tokens: number[] = [];
  for (let i = 0; taken.size < count; i++) {
    const [first, second] = [
      i % shape.vocabulary,
      (7 * i + Math.floor(i / 100)) % shape.vocabulary,
    ];
    const slot = bigramSlot(first, second);
    if (taken.has(slot)) continue;
    taken.add(slot);
    tokens.push(first, second);
  }
  return { tokens: Float32Array.from(tokens), logIdf: new Float32Array(count) };
}

const random = new Random(1);
const ids = BigInt64Array.from({ length: BATCH * TOKENS }, () =>
  BigInt(random.below(shape.vocabulary)),
);
const feeds = {
  input_ids: { type: 'int64', data: ids, shape: [BATCH, TOKENS] },
  attention_mask: {
    type: 'int64',
    data: new BigInt64Array(BATCH * TOKENS).fill(1n),
    shape: [BATCH, TOKENS],
  },
} as const;

const contestants = await Promise.all(
  Object.entries(towers).map(async ([name, spec]) => {
    const tower = createTower(spec);
    const idf = new Float32Array(spec.vocabulary);
    const known = tower.bigrams ? anyBigrams(tower.bigrams) : undefined;
    const parameters = initialParameters(tower, idf, new Random(1), known);
    const graph = inferenceGraph(tower, parameters, { precision: 'int8', tokenStates: false });
    const runner = await compileGraph(graph);
    await runner.run(feeds);
    return { name, runner, texts: 0, seconds: 0 };
  }),
);
// In turns, so that a busy machine slows all of them alike.
for (let round = 0; round < ROUNDS; round++) {
  for (const contestant of contestants) {
    const cpu = process.cpuUsage();
    const begun = performance.now();
    while (performance.now() - begun < ROUND_MS) {
      await contestant.runner.run(feeds);
      contestant.texts += BATCH;
    }
    const { user, system } = process.cpuUsage(cpu);
    contestant.seconds += (user + system) / 1e6;
  }
}
const speed = ({ texts, seconds }: (typeof contestants)[number]) => texts / seconds;
const reference = speed(contestants.find(({ name }) => name === REFERENCE)!);
console.log(`${TOKENS} tokens a text, ${BATCH} texts a batch; network only`);
for (const contestant of contestants) {
  const perSecond = speed(contestant);
  console.log(
    `${contestant.name.padEnd(18)} ${perSecond.toFixed(0).padStart(7)} texts/cpu-s ${(perSecond / reference).toFixed(1).padStart(6)} ×`,
  );
}
