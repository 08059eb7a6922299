/** How honest the channel of copies is on repositories that neither training nor calibration saw. */
import { type Calibration, copyScore } from '../../../src/core/calibration/calibration.ts';
import { effectiveCalibration } from '../../../src/core/calibration/effectiveCalibration.ts';
import { grouped, minedOf, strangerOf } from '../../../src/core/calibration/examples.ts';
import { probabilityAt } from '../../../src/core/calibration/isotonic.ts';
import { measureFolder } from '../../../src/core/calibration/measureFolder.ts';
import {
  calibrationError,
  type Judged,
  precisionRecall,
} from '../../../src/core/calibration/metrics.ts';
import {
  type MinedFunction,
  mutantEvidence,
  type NearPair,
  nearestByTokens,
} from '../../../src/core/calibration/minePairs.ts';
import { LEVEL_PRECISION } from '../../../src/core/calibration/thresholds.ts';
import type { Level } from '../../../src/core/matching/match.ts';
import { Random } from '../../../src/core/siamese/random.ts';
import { passageOf } from '../../../src/core/structure/passage.ts';
import type { ReadFunction } from '../../../training/readFunctions.ts';

/** Functions of a repository that are looked at, and how many its own measurement looks at. */
const QUERIES = 300;
const MEASURED = 200;
const LEVELS: readonly Level[] = ['strict', 'balanced', 'exploratory'];

export interface CopyResult {
  readonly repository: string;
  readonly matches: number;
  readonly others: number;
  readonly calibrationError: number;
  /** Precision and recall at each level in force, NaN where nothing is found. */
  readonly levels: Readonly<Record<Level, { readonly precision: number; readonly recall: number }>>;
  /** Share of the repository's own nearest functions, unlabelled copies among them, that each level shows. */
  readonly ownShown: Readonly<Record<Level, number>>;
  /** The same mutants against near misses of the repository itself; kept apart, for their labels are only probable. */
  readonly within: WithinResult;
}

export interface WithinResult {
  readonly others: number;
  readonly calibrationError: number;
  /** Precision at each level in force, NaN where nothing is found. */
  readonly precision: Readonly<Record<Level, number>>;
}

export interface CopyResults {
  readonly repositories: readonly CopyResult[];
  /** Shown probability and outcome of every pair. */
  readonly shown: readonly Judged[];
  /** Shipped score and outcome of every pair. */
  readonly scores: readonly Judged[];
  /** Shown probability and outcome of mutants and near misses of the same repository. */
  readonly shownWithin: readonly Judged[];
}

/** Matches are mutants; non-matches the most alike functions of other repositories, for in one's own are real copies. */
export async function judgeCopies(
  functions: readonly ReadFunction[],
  shipped: Calibration,
): Promise<CopyResults> {
  const random = new Random(11);
  const mined = functions.map(minedOf);
  const strangers = functions.map(strangerOf);
  const results: CopyResult[] = [];
  const shown: Judged[] = [];
  const scores: Judged[] = [];
  const shownWithin: Judged[] = [];
  for (const [repository, own] of grouped(functions, ({ source }) => source)) {
    const local = await measureFolder(
      { functions: own.map((i) => mined[i]!), text: async () => undefined },
      { calibration: shipped, generation: 0, snippets: own.length, sampled: MEASURED },
    );
    const { copy } = effectiveCalibration(shipped, local);
    const queries = Array.from(random.shuffle(Uint32Array.from(own)).subarray(0, QUERIES));
    const mutants = await mutantEvidence(
      queries.map((i) => functions[i]!),
      { random, perFunction: Math.ceil(QUERIES / queries.length) },
    );
    const around = await nearestByTokens(strangers, queries);
    const judged: Judged[] = [
      ...mutants.map((evidence) => ({ score: copyScore(shipped, evidence), isMatch: true })),
      ...around.near.map(({ evidence }) => ({
        score: copyScore(shipped, evidence),
        isMatch: false,
      })),
    ];
    const asShown = (ones: readonly Judged[]): Judged[] =>
      ones.map(({ score, isMatch }) => ({ score: probabilityAt(copy.curve, score), isMatch }));
    const here = asShown(judged);
    shown.push(...here);
    scores.push(...judged);
    const misses = await nearMisses(functions, mined, own, queries);
    const within: Judged[] = [
      ...judged.filter(({ isMatch }) => isMatch),
      ...misses.map(({ evidence }) => ({ score: copyScore(shipped, evidence), isMatch: false })),
    ];
    const hereWithin = asShown(within);
    shownWithin.push(...hereWithin);
    const at = (level: Level): number => copy.levels[level]!.threshold;
    results.push({
      repository,
      matches: mutants.length,
      others: around.near.length,
      calibrationError: calibrationError(here),
      levels: byLevel((level) => {
        const { precision, recall } = precisionRecall(judged, at(level));
        return { precision, recall };
      }),
      ownShown: byLevel(
        (level) =>
          local.copy.near.filter((score) => score >= at(level)).length / local.copy.near.length,
      ),
      within: {
        others: misses.length,
        calibrationError: calibrationError(hereWithin),
        precision: byLevel((level) => precisionRecall(within, at(level)).precision),
      },
    });
  }
  return { repositories: results, shown, scores, shownWithin };
}

/** Exact tokens in a row from which two functions hold a piece of one another. */
const COPIED_TOKENS = 30;
/** Alignment of normalised tokens from which two functions are built alike; the combiner gives it no weight. */
const ALIKE_STRUCTURE = 0.6;

/**
 * The functions of a repository most alike to each query that share neither most of their words, nor their structure, nor
 * a run of exact tokens long enough to be a piece that was copied. What is left are families: functions of one shape.
 */
async function nearMisses(
  functions: readonly ReadFunction[],
  mined: readonly MinedFunction[],
  own: readonly number[],
  queries: readonly number[],
): Promise<NearPair[]> {
  const positions = new Map(own.map((of, i) => [of, i]));
  const { near } = await nearestByTokens(
    own.map((i) => mined[i]!),
    queries.map((i) => positions.get(i)!),
  );
  const tokens = (i: number) => {
    const { lex, text } = functions[own[i]!]!;
    return passageOf(lex(text)).exact;
  };
  return near.filter(
    ({ a, b, evidence }) =>
      evidence.structure < ALIKE_STRUCTURE && longestRun(tokens(a), tokens(b)) < COPIED_TOKENS,
  );
}

/** Longest run of equal values that stands in both. */
function longestRun(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let longest = 0;
  let before = new Uint32Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const runs = new Uint32Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      runs[j + 1] = before[j]! + 1;
      longest = Math.max(longest, runs[j + 1]!);
    }
    before = runs;
  }
  return longest;
}

/** Non-matches from which precision says anything; a language with one repository has no strangers. */
const LEAST_OTHERS = 50;

/** Repository × level cells in which something is found, and those where the promise is kept. */
export function keptCells(results: readonly Pick<WithinResult, 'others' | 'precision'>[]): {
  readonly cells: number;
  readonly kept: number;
} {
  let cells = 0;
  let kept = 0;
  for (const { precision, others } of results) {
    if (others < LEAST_OTHERS) continue;
    for (const level of LEVELS) {
      if (Number.isNaN(precision[level])) continue;
      cells++;
      if (precision[level] >= LEVEL_PRECISION[level]) kept++;
    }
  }
  return { cells, kept };
}

function byLevel<T>(of: (level: Level) => T): Record<Level, T> {
  return { strict: of('strict'), balanced: of('balanced'), exploratory: of('exploratory') };
}
