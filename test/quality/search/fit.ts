/**
 * Fits the ranking's weights: listwise softmax on the files that answer, held near a prior; judged by
 * leaving out every fifth repository, and by what each feature's removal costs there.
 * node test/quality/search/fit.ts --repositories DIR --queries DIR --storage DIR --corpus DIR [--hold 0.001] [--write]
 * `--corpus` is what training/corpus/mine.ts wrote: its held-back repositories give descriptions of functions, which
 * decide how words and meaning go together where names say nothing. `--write` puts the weights into weights.ts,
 * `--keep DIR` keeps what was read of queries and candidates for the next fit.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FEATURES, type Feature } from '../../../src/core/matching/ranking/fileFeatures.ts';
import { WEIGHTS } from '../../../src/core/matching/ranking/weights.ts';
import {
  benchmarkExamples,
  descriptionExamples,
  type Example,
  kept,
  meanNdcg,
  meanReciprocalRank,
} from './fitExamples.ts';

/** What one would guess before any measurement, from what people look at in a result. */
const PRIOR: Partial<Readonly<Record<Feature, number>>> = {
  words: 2,
  coverage: 4,
  severalSnippets: 4,
  wordsTogether: 2,
  fileName: 2,
  fileNameExact: 8,
  fileNameWhole: 2,
  folder: 4,
  definitionName: 4,
  definitionExact: 2,
  codeNameDefined: 1,
  symbolDefined: 2,
  symbolIsFile: 2,
  meaning: 2,
  meaningSeveral: 2,
  meaningAlone: 9,
  unnamedMeaning: 15,
  unnamedWords: 12,
  test: -6,
  generated: -6,
  vendored: -6,
  docs: -4,
  example: -4,
  outdated: -6,
  internal: -2,
};
const SOURCE = join(import.meta.dirname, '../../../src/core/matching/ranking/weights.ts');
const FOLDS = 5;
const STEPS = 400;
/** Enough after one feature is taken away, starting from the weights with it. */
const STEPS_WITHOUT = 60;
const STEP_SIZE = 0.1;

const { values: options } = parseArgs({
  options: {
    repositories: { type: 'string' },
    queries: { type: 'string' },
    storage: { type: 'string' },
    corpus: { type: 'string' },
    hold: { type: 'string', default: '0.001' },
    keep: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { repositories, queries, storage, corpus } = options;
if (!repositories || !queries || !storage || !corpus) {
  process.stderr.write('Give --repositories DIR, --queries DIR, --storage DIR and --corpus DIR.\n');
  process.exit(2);
}
const hold = Number(options.hold);
const prior = FEATURES.map((feature) => PRIOR[feature] ?? 0);

const keep = (name: string) => options.keep && join(options.keep, `${name}.json`);
const asked = await kept(keep('asked'), () => benchmarkExamples(repositories, queries, storage));
const scratch = mkdtempSync(join(tmpdir(), 'search-fit-'));
const described = await kept(keep('described'), () => descriptionExamples(corpus, scratch));
rmSync(scratch, { recursive: true, force: true });
const examples = [...asked, ...described];
const names = [...new Set(examples.map(({ repo }) => repo))];

const every = FEATURES.map(() => true);
const whole = leftOut(every);
const weights = fitWeights(examples, every);
const inForce = FEATURES.map((feature) => WEIGHTS[feature]);
const line = (what: string, of: (example: Example) => readonly number[]) =>
  process.stdout.write(
    `${what.padEnd(28)} ${meanNdcg(asked, of).toFixed(4)} ${meanReciprocalRank(described, of).toFixed(4)}\n`,
  );
process.stdout.write(
  `${asked.length} questions of ${new Set(asked.map(({ repo }) => repo)).size} repositories, NDCG@10; ` +
    `${described.length} descriptions of ${new Set(described.map(({ repo }) => repo)).size}, reciprocal rank\n`,
);
line('in force', () => inForce);
line('fitted, all repositories', () => weights);
line('fitted, left-out repositories', whole.of);
const rounded = FEATURES.map((f, i) => [f, Math.round(weights[i]! * 100) / 100] as const);
process.stdout.write(`\n${JSON.stringify(Object.fromEntries(rounded))}\n`);
if (options.write) {
  const lines = rounded.map(([feature, weight]) => `  ${feature}: ${weight},\n`).join('');
  const written = readFileSync(SOURCE, 'utf8').replace(
    /(WEIGHTS: Weights = \{\n)[^}]*\}/,
    `$1${lines}}`,
  );
  writeFileSync(SOURCE, written);
}

// Each takes as long as the fit.
process.stdout.write('\nfeature              weight   without it: questions, descriptions\n');
const groups: readonly (readonly [string, readonly Feature[]])[] = [
  ['all meaning', ['meaning', 'meaningSeveral', 'meaningAlone', 'unnamedMeaning']],
  [
    'all words',
    [
      'words',
      'coverage',
      'severalSnippets',
      'spread',
      'wordsPresent',
      'wordsTogether',
      'unnamedWords',
    ],
  ],
  [
    'all of the file name',
    ['fileName', 'fileNameExact', 'fileNameWhole', 'folder', 'codeNameIsFile', 'symbolIsFile'],
  ],
  ['all of definitions', ['definitionName', 'definitionExact', 'codeNameDefined', 'symbolDefined']],
  ['all of roles', ['test', 'generated', 'vendored', 'docs', 'example', 'outdated', 'internal']],
];
for (const [name, group] of groups) printWithout(name, '', group);
for (const [i, feature] of FEATURES.entries()) {
  printWithout(feature, weights[i]!.toFixed(2), [feature]);
}
function printWithout(name: string, weight: string, without: readonly Feature[]): void {
  const used = FEATURES.map((feature) => !without.includes(feature));
  const { of } = leftOut(used, whole.fitted);
  const cost = (measure: typeof meanNdcg, set: readonly Example[]) =>
    (measure(set, of) - measure(set, whole.of)).toFixed(4).padStart(9);
  process.stdout.write(
    `${name.padEnd(20)} ${weight.padStart(7)} ${cost(meanNdcg, asked)} ${cost(meanReciprocalRank, described)}\n`,
  );
}

interface LeftOut {
  readonly fitted: readonly number[][];
  /** Weights that never saw the example's repository. */
  of(example: Example): readonly number[];
}

function leftOut(used: readonly boolean[], from?: readonly number[][]): LeftOut {
  const fold = ({ repo }: Example) => names.indexOf(repo) % FOLDS;
  const fitted = Array.from({ length: FOLDS }, (_, k) =>
    fitWeights(
      examples.filter((example) => fold(example) !== k),
      used,
      from ? { start: from[k]!, steps: STEPS_WITHOUT } : {},
    ),
  );
  return { fitted, of: (example) => fitted[fold(example)]! };
}

/** Minimises −Σ log softmax(score of the answers) + hold · |w − prior|², by Adam. */
function fitWeights(
  of: readonly Example[],
  used: readonly boolean[],
  { start = prior, steps = STEPS }: { start?: readonly number[]; steps?: number } = {},
): number[] {
  const w = start.map((value, k) => (used[k] ? value : 0));
  const first = prior.map(() => 0);
  const second = prior.map(() => 0);
  for (let step = 1; step <= steps; step++) {
    const gradient = w.map((value, k) => 2 * hold * (value - prior[k]!));
    for (const example of of) addGradient(gradient, example, w, of.length);
    for (let k = 0; k < w.length; k++) {
      if (!used[k]) continue;
      first[k] = 0.9 * first[k]! + 0.1 * gradient[k]!;
      second[k] = 0.999 * second[k]! + 0.001 * gradient[k]! ** 2;
      const size = Math.sqrt(second[k]! / (1 - 0.999 ** step)) + 1e-8;
      w[k]! -= (STEP_SIZE * first[k]!) / (1 - 0.9 ** step) / size;
    }
  }
  return w;
}

function addGradient(
  gradient: number[],
  { paths, features, answers }: Example,
  w: readonly number[],
  count: number,
): void {
  if (answers.length === 0) return;
  const width = w.length;
  const shares = new Float64Array(paths.length);
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < shares.length; i++) {
    let score = 0;
    for (let k = 0; k < width; k++) score += w[k]! * features[i * width + k]!;
    shares[i] = score;
    most = Math.max(most, score);
  }
  let total = 0;
  for (let i = 0; i < shares.length; i++) {
    shares[i] = Math.exp(shares[i]! - most);
    total += shares[i]!;
  }
  for (let i = 0; i < shares.length; i++) {
    const error = shares[i]! / total - (answers.includes(i) ? 1 / answers.length : 0);
    if (Math.abs(error) < 1e-6) continue;
    for (let k = 0; k < width; k++) gradient[k]! += (error * features[i * width + k]!) / count;
  }
}
