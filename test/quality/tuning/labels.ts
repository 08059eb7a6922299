/**
 * How much labels move what they are about, and whether bad ones are caught: a curve over the number of labels.
 *
 * node test/quality/tuning/labels.ts [--seeds 2] [--counts 0,30,100,300] [--check] FOLDER …
 *
 * --check trains nothing and says which labels are set aside before training.
 *
 * The oracle's question is one that the encoder does not answer by itself: "are these two implementations of the same
 * method?" Matches are functions of one name in different files; non-matches are each one's nearest others of another
 * name. Labels are given for files of one half of the folder, average precision is measured on pairs of the other half
 * (split by file, on top of fine-tuning's own split), so no labelled function is in what is measured. Its opposite agrees
 * with the encoder and looks sound; labels of plain pairs and their opposite show what can be caught.
 */
import { parseArgs } from 'node:util';
import { averagePrecision } from '../../../src/core/calibration/metrics.ts';
import type { Encoder } from '../../../src/core/encoder/encoder.ts';
import { augment } from '../../../src/core/siamese/augmentation/augment.ts';
import type { LabelledTextPair } from '../../../src/core/siamese/labelling/labelledPair.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { encodeTexts, fineTune } from '../../../src/core/tuning/fineTune.ts';
import { type Head, needsTokens } from '../../../src/core/tuning/head.ts';
import { openHead } from '../../../src/core/tuning/headRunner.ts';
import { embedNames } from '../../../src/core/tuning/nameRows.ts';
import { withoutOpposedLabels } from '../../../src/core/tuning/opposedLabels.ts';
import type { WorkspaceFunction } from '../../../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { openEncoder } from '../../../src/node/openEncoder.ts';
import { measuringOf, readWorkspace } from './workspace.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '2' },
    counts: { type: 'string', default: '0,30,100,300' },
    model: { type: 'string', default: 'models/lookalike' },
    check: { type: 'boolean', default: false },
  },
});
/** Pairs that average precision is measured on. */
const JUDGED = 600;
const MOST_OF_A_NAME = 3;

const encoder: Encoder = await openEncoder({
  model: values.model,
  shipped: [],
  storage: '',
  allowDownload: false,
});
const parts = {
  encoder,
  compile: compileGraph,
  now: () => performance.now(),
  rest: async () => {},
};
process.stdout.write(
  '| workspace | seed | labels | AP before | AP after | accepted | notices |\n|---|---|---|---|---|---|---|\n',
);
for (const folder of positionals) {
  const { name, functions } = await readWorkspace(folder);
  const { sources, tests, short } = functions;
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const [given, judged] = await Promise.all([
      pairsOf(sources, seed, 0),
      pairsOf(sources, seed, 1),
    ]);
    const measured = judged.slice(0, JUDGED);
    const before = await precision(measured, undefined);
    const tell = async (what: string, labels: readonly LabelledTextPair[]) => {
      const source = { functions: sources, tests, short, edits: [], labels };
      if (values.check) {
        const { plan, embeddings } = await measuringOf({ name, functions }, encoder, seed, labels);
        const { notices } = withoutOpposedLabels(plan, embeddings, encoder.dimensions);
        process.stdout.write(`| ${name} | ${seed} | ${what} | | | | ${notices[0] ?? 'kept'} |\n`);
        return;
      }
      const { head, report } = await fineTune({ seed }, source, parts, () => {});
      const after = await precision(measured, head);
      process.stdout.write(
        `| ${name} | ${seed} | ${what} | ${before.toFixed(3)} | ${after.toFixed(3)} | ${report.accepted ? 'yes' : 'no'} | ${report.notices.at(-1)?.slice(0, 60) ?? report.reason} |\n`,
      );
    };
    for (const count of values.counts.split(',').map(Number)) {
      await tell(String(count), given.slice(0, count));
    }
    const opposite = (pairs: readonly LabelledTextPair[]) =>
      pairs.map((pair) => ({ ...pair, isMatch: !pair.isMatch }));
    await tell('30 adversarial', opposite(given.slice(0, 30)));
    const plain = plainPairs(sources, seed).slice(0, 30);
    await tell('30 plain', plain);
    await tell('30 plain adversarial', opposite(plain));
  }
}
await encoder.dispose();

/** Alternately a match and a non-match, of files of one half. */
async function pairsOf(
  functions: readonly WorkspaceFunction[],
  seed: number,
  half: number,
): Promise<LabelledTextPair[]> {
  const random = new Random(seed * 2 + half);
  const own = functions.filter(({ path }) => halfOf(path) === half);
  const rows = await encodeTexts(
    encoder,
    own.map(({ code }) => ({ text: code, kind: 'code' as const })),
    async () => {},
    () => {},
  );
  const byName = new Map<string, number[]>();
  for (const [i, { name }] of own.entries()) byName.set(name, [...(byName.get(name) ?? []), i]);
  const pairs: LabelledTextPair[] = [];
  const groups = [...byName.values()].filter((list) => list.length > 1);
  for (const at of random.shuffle(Uint32Array.from(groups, (_, i) => i))) {
    const group = groups[at]!.slice(0, MOST_OF_A_NAME);
    for (let i = 1; i < group.length; i++) {
      const [a, b] = [group[i - 1]!, group[i]!];
      if (own[a]!.path === own[b]!.path) continue;
      pairs.push(labelled(own, a, b, true), labelled(own, a, nearestOther(own, rows, a), false));
    }
  }
  return pairs;
}

/** What any two people would say: changed copies are matches, two functions drawn at random are none. */
function plainPairs(functions: readonly WorkspaceFunction[], seed: number): LabelledTextPair[] {
  const random = new Random(seed);
  const drawn = () => functions[random.below(functions.length)]!.code;
  return Array.from({ length: 30 }, (_, i) => {
    const a = drawn();
    const isMatch = i % 2 === 0;
    const b = isMatch ? augment(a, random, { severity: 0.75 }) : drawn();
    return { id: `plain ${i}`, a, b, isMatch };
  });
}

function labelled(
  own: readonly WorkspaceFunction[],
  a: number,
  b: number,
  isMatch: boolean,
): LabelledTextPair {
  const [one, other] = [own[a]!, own[b]!];
  // The name would answer the question.
  const bare = ({ name, code }: WorkspaceFunction) => code.replaceAll(name, 'f');
  return { id: `${one.path} ${one.name} ${b}`, a: bare(one), b: bare(other), isMatch };
}

function nearestOther(own: readonly WorkspaceFunction[], rows: Float32Array, a: number): number {
  const d = encoder.dimensions;
  let best = -1;
  let nearest = Number.NEGATIVE_INFINITY;
  for (const [b, { name }] of own.entries()) {
    if (name === own[a]!.name) continue;
    let dot = 0;
    for (let k = 0; k < d; k++) dot += rows[a * d + k]! * rows[b * d + k]!;
    if (dot > nearest) [best, nearest] = [b, dot];
  }
  return best;
}

async function precision(
  pairs: readonly LabelledTextPair[],
  head: Head | undefined,
): Promise<number> {
  const d = encoder.dimensions;
  const texts = pairs
    .flatMap(({ a, b }) => [a, b])
    .map((text) => ({ text, kind: 'code' as const }));
  const frozen = await encodeTexts(
    encoder,
    texts,
    async () => {},
    () => {},
  );
  const runner = head && (await openHead(head, compileGraph));
  const rows = runner
    ? await runner.apply(frozen, {
        ...(needsTokens(head, false)
          ? { tokens: texts.map((text) => encoder.tokenIds!(text)) }
          : {}),
        names: await embedNames(
          texts.map(({ text }) => text),
          (names) => encoder.encode(names),
        ),
      })
    : frozen;
  await runner?.dispose();
  const judged = pairs.map(({ isMatch }, i) => {
    let score = 0;
    for (let k = 0; k < d; k++) score += rows[2 * i * d + k]! * rows[(2 * i + 1) * d + k]!;
    return { score, isMatch };
  });
  return averagePrecision(judged);
}

function halfOf(path: string): number {
  let hash = 7;
  for (const c of path) hash = (Math.imul(hash, 31) + c.charCodeAt(0)) | 0;
  return (hash >>> 3) & 1;
}
