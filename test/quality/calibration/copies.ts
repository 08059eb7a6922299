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
import { mutantEvidence, nearestByTokens } from '../../../src/core/calibration/minePairs.ts';
import { LEVEL_PRECISION } from '../../../src/core/calibration/thresholds.ts';
import type { Level } from '../../../src/core/matching/match.ts';
import { Random } from '../../../src/core/siamese/random.ts';
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
}

export interface CopyResults {
  readonly repositories: readonly CopyResult[];
  /** Shown probability and outcome of every pair. */
  readonly shown: readonly Judged[];
  /** Shipped score and outcome of every pair. */
  readonly scores: readonly Judged[];
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
    const here = judged.map(({ score, isMatch }) => ({
      score: probabilityAt(copy.curve, score),
      isMatch,
    }));
    shown.push(...here);
    scores.push(...judged);
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
    });
  }
  return { repositories: results, shown, scores };
}

/** Non-matches from which precision says anything; a language with one repository has no strangers. */
const LEAST_OTHERS = 50;

/** Repository × level cells in which something is found, and those where the promise is kept. */
export function keptCells(results: readonly CopyResult[]): { cells: number; kept: number } {
  let cells = 0;
  let kept = 0;
  for (const { levels, others } of results) {
    if (others < LEAST_OTHERS) continue;
    for (const level of LEVELS) {
      const { precision } = levels[level];
      if (Number.isNaN(precision)) continue;
      cells++;
      if (precision >= LEVEL_PRECISION[level]) kept++;
    }
  }
  return { cells, kept };
}

function byLevel<T>(of: (level: Level) => T): Record<Level, T> {
  return { strict: of('strict'), balanced: of('balanced'), exploratory: of('exploratory') };
}
