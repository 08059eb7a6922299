/**
 * Fits the ranking's weights: listwise softmax on the files that answer, held near a prior; judged by
 * leaving out every fifth repository, and by what each feature's removal costs there.
 * node test/quality/search/fit.ts --repositories DIR --queries DIR --storage DIR [--hold 0.001]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSearchQuery } from '../../../src/core/matching/query/searchQuery.ts';
import { FEATURES, type Feature } from '../../../src/core/matching/ranking/fileFeatures.ts';
import { scoreFiles } from '../../../src/core/matching/searchByText.ts';
import { type BenchmarkQuery, readQueries } from './benchmark.ts';
import { openFolder } from './openFolder.ts';
import { groupBy, meanOfGroups, scoreResults } from './scoring.ts';

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
  test: -6,
  generated: -6,
  vendored: -6,
  docs: -4,
  example: -4,
  outdated: -6,
  internal: -2,
};
const FOLDS = 5;
const STEPS = 400;
/** Enough after one feature is taken away, starting from the weights with it. */
const STEPS_WITHOUT = 60;
const STEP_SIZE = 0.1;

interface Example {
  readonly query: BenchmarkQuery;
  readonly paths: readonly string[];
  readonly features: readonly (readonly number[])[];
  readonly answers: readonly boolean[];
}

const { values: options } = parseArgs({
  options: {
    repositories: { type: 'string' },
    queries: { type: 'string' },
    storage: { type: 'string' },
    hold: { type: 'string', default: '0.001' },
  },
});
const { repositories, queries, storage } = options;
if (!repositories || !queries || !storage) {
  process.stderr.write('Give --repositories DIR, --queries DIR and --storage DIR.\n');
  process.exit(2);
}
const hold = Number(options.hold);
const prior = FEATURES.map((feature) => PRIOR[feature] ?? 0);

const examples = await readExamples(repositories, queries, storage);
const names = [...new Set(examples.map(({ query }) => query.repo))];
const whole = leftOut(FEATURES.map(() => true));
const weights = fitWeights(
  examples,
  FEATURES.map(() => true),
);
process.stdout.write(
  `files, all repositories: ${ndcg(examples, () => weights).toFixed(4)}; ` +
    `left-out repositories: ${whole.ndcg.toFixed(4)}\n\nfeature             weight   without it\n`,
);
const groups: readonly (readonly [string, readonly Feature[]])[] = [
  ['all meaning', ['meaning', 'meaningSeveral', 'meaningAlone']],
  [
    'all words',
    ['words', 'coverage', 'severalSnippets', 'spread', 'wordsPresent', 'wordsTogether'],
  ],
  [
    'all of the file name',
    ['fileName', 'fileNameExact', 'fileNameWhole', 'folder', 'codeNameIsFile', 'symbolIsFile'],
  ],
  ['all of definitions', ['definitionName', 'definitionExact', 'codeNameDefined', 'symbolDefined']],
  ['all of roles', ['test', 'generated', 'vendored', 'docs', 'example', 'outdated', 'internal']],
];
for (const [name, group] of groups) {
  const without = leftOut(
    FEATURES.map((feature) => !group.includes(feature)),
    whole.fitted,
  ).ndcg;
  process.stdout.write(`${name.padEnd(26)} ${(without - whole.ndcg).toFixed(4).padStart(11)}\n`);
}
for (const [i, feature] of FEATURES.entries()) {
  const without = leftOut(
    FEATURES.map((_, k) => k !== i),
    whole.fitted,
  ).ndcg;
  process.stdout.write(
    `${feature.padEnd(18)} ${weights[i]!.toFixed(2).padStart(7)} ${(without - whole.ndcg).toFixed(4).padStart(11)}\n`,
  );
}
process.stdout.write(
  `\n${JSON.stringify(Object.fromEntries(FEATURES.map((f, i) => [f, Math.round(weights[i]! * 100) / 100])))}\n`,
);

async function readExamples(
  folder: string,
  queryFolder: string,
  storageFolder: string,
): Promise<Example[]> {
  const read: Example[] = [];
  for (const [name, part] of groupBy(readQueries(queryFolder), ({ repo }) => repo)) {
    const { root } = part[0]!;
    const { sources, close } = await openFolder(join(folder, name, root), storageFolder);
    for (const query of part) {
      const { files } = await scoreFiles(parseSearchQuery(query.query), sources);
      const paths = files.map(({ file }) => (root === '' ? '' : `${root}/`) + file.record.path);
      read.push({
        query,
        paths,
        features: files.map((file) => FEATURES.map((feature) => file.features[feature])),
        answers: paths.map((path) => query.relevant.some((target) => target.file === path)),
      });
    }
    await close();
  }
  return read;
}

interface LeftOut {
  readonly fitted: number[][];
  readonly ndcg: number;
}

/** Mean over repositories of NDCG@10 of whole files, each by weights that never saw its repository. */
function leftOut(used: readonly boolean[], from?: readonly number[][]): LeftOut {
  const fold = ({ query }: Example) => names.indexOf(query.repo) % FOLDS;
  const fitted = Array.from({ length: FOLDS }, (_, k) =>
    fitWeights(
      examples.filter((example) => fold(example) !== k),
      used,
      from ? { start: from[k]!, steps: STEPS_WITHOUT } : {},
    ),
  );
  return { fitted, ndcg: ndcg(examples, (example) => fitted[fold(example)]!) };
}

function ndcg(of: readonly Example[], weightsOf: (example: Example) => readonly number[]): number {
  const rows = of.map((example) => {
    const scores = example.features.map((row) => dot(row, weightsOf(example)));
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, 10);
    const results = order.map((i) => ({ file: example.paths[i]!, startLine: 1, endLine: 1 }));
    const targets = example.query.relevant.map(({ file }) => ({ file, start: null, end: null }));
    return { repo: example.query.repo, ndcg: scoreResults(results, targets).ndcg };
  });
  return meanOfGroups(
    rows,
    ({ repo }) => repo,
    (row) => row.ndcg,
  );
}

/** Minimises −Σ log softmax(score of the answers) + hold · |w − prior|², by Adam. */
function fitWeights(
  of: readonly Example[],
  used: readonly boolean[],
  { start = prior, steps = STEPS } = {},
): number[] {
  const w = start.map((value, k) => (used[k] ? value : 0));
  const first = prior.map(() => 0);
  const second = prior.map(() => 0);
  for (let step = 1; step <= steps; step++) {
    const gradient = w.map((value, k) => 2 * hold * (value - prior[k]!));
    for (const { features, answers } of of) addGradient(gradient, features, answers, w, of.length);
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
  features: Example['features'],
  answers: readonly boolean[],
  w: readonly number[],
  count: number,
): void {
  const positives = answers.filter(Boolean).length;
  if (positives === 0) return;
  const scores = features.map((row) => dot(row, w));
  const most = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const shares = scores.map((score) => Math.exp(score - most));
  const total = shares.reduce((a, b) => a + b, 0);
  for (const [i, row] of features.entries()) {
    const error = shares[i]! / total - (answers[i] ? 1 / positives : 0);
    if (Math.abs(error) < 1e-6) continue;
    for (let k = 0; k < row.length; k++) gradient[k]! += (error * row[k]!) / count;
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
