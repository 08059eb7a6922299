/**
 * Fits how probable an answer is: logistic regression on every shown result, right or not, each repository also asked
 * queries of other repositories that nothing in it answers; judged on repositories left out of the fit.
 * node test/quality/search/fitProbability.ts --repositories DIR --queries DIR --storage DIR [--write]
 * `--write` puts the fitted weights into src/core/matching/ranking/probability.ts: do so after another encoder
 * or other weights of the ranking (fit.ts).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSearchQuery } from '../../../src/core/matching/query/searchQuery.ts';
import {
  logShares,
  PROBABILITY_WEIGHTS,
  probabilityInputs,
} from '../../../src/core/matching/ranking/probability.ts';
import { rankSnippets } from '../../../src/core/matching/ranking/rankSnippets.ts';
import { WEIGHTS } from '../../../src/core/matching/ranking/weights.ts';
import { scoreFiles } from '../../../src/core/matching/searchByText.ts';
import { type BenchmarkQuery, readQueries } from './benchmark.ts';
import { openFolder } from './openFolder.ts';
import { covers, groupBy, mean } from './scoring.ts';

const SOURCE = join(import.meta.dirname, '../../../src/core/matching/ranking/probability.ts');
const LIMIT = 10;
/** Foreign queries for each query of a repository: a third of all that is asked. */
const FOREIGN_SHARE = 0.5;
const FOLDS = 5;
const STEPS = 60;
/** Keeps weights small where the data say nothing. */
const RIDGE = 1e-5;
const BINS = 10;

interface Shown {
  readonly repo: string;
  readonly rank: number;
  readonly isForeign: boolean;
  readonly inputs: readonly number[];
  readonly isRight: boolean;
}

const { values: options } = parseArgs({
  options: {
    repositories: { type: 'string' },
    queries: { type: 'string' },
    storage: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { repositories, queries, storage } = options;
if (!repositories || !queries || !storage) {
  process.stderr.write('Give --repositories DIR, --queries DIR and --storage DIR.\n');
  process.exit(2);
}

const shown = await readShown(repositories, queries, storage);
const names = [...new Set(shown.map(({ repo }) => repo))];
const fold = ({ repo }: Shown) => names.indexOf(repo) % FOLDS;
const leftOut = Array.from({ length: FOLDS }, (_, k) =>
  fitWeights(shown.filter((s) => fold(s) !== k)),
);
const weights = fitWeights(shown).map((weight) => Math.round(weight * 1000) / 1000);

report('in force', (s) => probability(s, PROBABILITY_WEIGHTS));
report('fitted, repositories left out', (s) => probability(s, leftOut[fold(s)]!));
process.stdout.write(`weights [${weights.join(', ')}]\n`);
if (options.write) {
  const source = readFileSync(SOURCE, 'utf8');
  const written = source.replace(
    /(PROBABILITY_WEIGHTS: readonly number\[\] = )\[[^\]]*\]/,
    `$1[${weights.join(', ')}]`,
  );
  writeFileSync(SOURCE, written);
}

async function readShown(folder: string, queryFolder: string, kept: string): Promise<Shown[]> {
  const all = readQueries(queryFolder);
  const rows: Shown[] = [];
  for (const [repo, own] of groupBy(all, (query) => query.repo)) {
    const { root } = own[0]!;
    const { sources, close } = await openFolder(join(folder, repo, root), kept);
    const foreign = strangers(all, repo, Math.round(own.length * FOREIGN_SHARE));
    for (const query of [...own, ...foreign]) {
      const { files, filter } = await scoreFiles(parseSearchQuery(query.query), sources);
      const share = logShares(files, WEIGHTS);
      for (const [rank, answer] of rankSnippets(files, WEIGHTS, LIMIT, filter).entries()) {
        const { startLine, endLine } = answer.record.snippets[answer.snippet]!;
        const file = (root === '' ? '' : `${root}/`) + answer.record.path;
        const isForeign = query.repo !== repo;
        rows.push({
          repo,
          rank,
          isForeign,
          inputs: probabilityInputs(answer.file, share.get(answer.file)!),
          isRight:
            !isForeign &&
            query.relevant.some((target) => covers({ file, startLine, endLine }, target)),
        });
      }
    }
    await close();
  }
  return rows;
}

/** Queries of repositories in other languages, evenly taken: what they ask about is not here. */
function strangers(all: readonly BenchmarkQuery[], repo: string, count: number): BenchmarkQuery[] {
  const language = all.find((query) => query.repo === repo)!.language;
  const others = all.filter((query) => query.language !== language);
  const step = Math.max(1, Math.floor(others.length / count));
  const start = repo.length % step;
  return others.filter((_, i) => i % step === start).slice(0, count);
}

/** Newton's method on the logistic loss. */
function fitWeights(rows: readonly Shown[]): number[] {
  const size = rows[0]!.inputs.length;
  const w = new Array<number>(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = w.map((value) => RIDGE * rows.length * value);
    const curvature = w.map((_, k) => w.map((__, l) => (k === l ? RIDGE * rows.length : 0)));
    for (const row of rows) {
      const p = probability(row, w);
      const error = p - (row.isRight ? 1 : 0);
      for (let k = 0; k < size; k++) {
        gradient[k]! += error * row.inputs[k]!;
        for (let l = 0; l < size; l++) {
          curvature[k]![l]! += p * (1 - p) * row.inputs[k]! * row.inputs[l]!;
        }
      }
    }
    const change = solve(curvature, gradient);
    for (let k = 0; k < size; k++) w[k]! -= change[k]!;
  }
  return w;
}

/** Gaussian elimination with pivots; `a` and `b` are used up. */
function solve(a: number[][], b: number[]): number[] {
  const size = b.length;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) {
      if (Math.abs(a[i]![k]!) > Math.abs(a[pivot]![k]!)) pivot = i;
    }
    [a[k], a[pivot]] = [a[pivot]!, a[k]!];
    [b[k], b[pivot]] = [b[pivot]!, b[k]!];
    for (let i = k + 1; i < size; i++) {
      const factor = a[i]![k]! / a[k]![k]!;
      for (let l = k; l < size; l++) a[i]![l]! -= factor * a[k]![l]!;
      b[i]! -= factor * b[k]!;
    }
  }
  const x = new Array<number>(size).fill(0);
  for (let k = size - 1; k >= 0; k--) {
    let rest = b[k]!;
    for (let l = k + 1; l < size; l++) rest -= a[k]![l]! * x[l]!;
    x[k] = rest / a[k]![k]!;
  }
  return x;
}

function probability({ inputs }: Shown, w: readonly number[]): number {
  return 1 / (1 + Math.exp(-inputs.reduce((sum, value, k) => sum + value * w[k]!, 0)));
}

/** Expected calibration error over equal bins, and what the first results say. */
function report(name: string, of: (row: Shown) => number): void {
  const rows = shown.map((row) => ({ p: of(row), row }));
  const bins = Array.from({ length: BINS }, (_, bin) =>
    rows.filter(({ p }) => Math.min(BINS - 1, Math.floor(p * BINS)) === bin),
  );
  const gap = (bin: typeof rows) =>
    Math.abs(mean(bin.map(({ p }) => p)) - mean(bin.map(({ row }) => Number(row.isRight))));
  const error = bins.reduce((sum, bin) => sum + (bin.length / rows.length) * gap(bin), 0);
  const first = (isForeign: boolean) =>
    mean(rows.filter(({ row }) => row.rank === 0 && row.isForeign === isForeign).map(({ p }) => p));
  const rightFirst = mean(
    rows
      .filter(({ row }) => row.rank === 0 && !row.isForeign)
      .map(({ row }) => Number(row.isRight)),
  );
  process.stdout.write(
    `${name}: ${rows.length} results, calibration error ${error.toFixed(4)}; first results: own ` +
      `${first(false).toFixed(2)} (${rightFirst.toFixed(2)} are right), foreign ${first(true).toFixed(2)}\n`,
  );
  for (const [i, bin] of bins.entries()) {
    if (bin.length === 0) continue;
    process.stdout.write(
      `  ${(i / BINS).toFixed(1)}  ${String(bin.length).padStart(6)}  said ${mean(bin.map(({ p }) => p)).toFixed(3)}  ` +
        `right ${mean(bin.map(({ row }) => Number(row.isRight))).toFixed(3)}\n`,
    );
  }
}
