/**
 * Same-job examples → the channel of meaning, from solutions of problems. One curve is about two texts that somebody
 * lays side by side, one about what a search through a folder proposes. A folder has its own by measuring: within most
 * repositories the nearest functions are nearer to one another than two solutions of one problem are.
 */
import type { Level } from '../matching/match.ts';
import type { Channel } from './calibration.ts';
import { combinedScore, fitCombiner } from './combiner.ts';
import { folderCurve, JOB_PREVALENCE, weighed } from './effectiveCalibration.ts';
import { mixture } from './evenly.ts';
import { grouped, type JobExamples } from './examples.ts';
import { inOrder, type LabelledPair, shortScores, thinned } from './fitCalibration.ts';
import { fitIsotonic, probabilityAt } from './isotonic.ts';
import { areaUnderCurve, calibrationError, type Judged } from './metrics.ts';
import { certifiedForWorst, DELTA, LEVEL_PRECISION, type Threshold } from './thresholds.ts';

/**
 * @param near the nearest functions of single repositories: what a folder proposes that has too little of its own to be
 *   measured; without any, non-matches that were asked about stand for them
 * @throws RangeError without pairs of all kinds
 */
export function fitJobChannel({ asked, near }: JobExamples, data: string): Channel {
  const combiner = fitCombiner(asked);
  const scored = (pairs: JobExamples['asked']): (Judged & { repository: string })[] =>
    pairs.map(({ features, isMatch, repository }) => ({
      score: combinedScore(combiner, features),
      isMatch,
      repository,
    }));
  const judged = scored(asked);
  const matches = judged.filter(({ isMatch }) => isMatch).map(({ score }) => score);
  const others = judged.filter(({ isMatch }) => !isMatch).map(({ score }) => score);
  const groups = [...grouped(judged, ({ repository }) => repository).values()].map((positions) =>
    positions.map((i) => judged[i]!),
  );
  const levels: Partial<Record<Level, Threshold>> = {};
  for (const level of ['strict', 'balanced', 'exploratory'] as const) {
    const threshold = certifiedForWorst(groups, LEVEL_PRECISION[level], DELTA);
    if (threshold) levels[level] = threshold;
  }
  const proposed = near.length === 0 ? others : scored(near).map(({ score }) => score);
  return {
    combiner,
    curve: thinned(folderCurve({ matches, others }, proposed)),
    pairCurve: thinned(fitIsotonic(weighed(matches, others, 0.5))),
    levels: inOrder(levels),
    pairs: asked.length,
    data,
    scores: { ...shortScores(matches, others), background: 0, prevalence: JOB_PREVALENCE },
  };
}

/** How a channel does on repositories and problems that its fit left out. */
export interface JobValidation {
  readonly matches: number;
  readonly near: number;
  readonly areaUnderCurve: number;
  /** Of the curve for pairs that somebody asks about, matches and others alike in number. */
  readonly askedError: number;
  /** Per level: share of the matches found, and the largest share of near functions that passed in one repository. */
  readonly levels: Readonly<
    Partial<Record<Level, { readonly recall: number; readonly worstRate: number }>>
  >;
}

const FOLDS = 4;

const keyOf = ({ group, repository }: LabelledPair): string => group ?? repository;

/** Problems and repositories dealt to folds in turn; each fold is judged by the fit of the others. */
export function validateJobs({ asked, near }: JobExamples): JobValidation {
  const foldOf = (pairs: JobExamples['asked']): Map<string, number> =>
    new Map([...grouped(pairs, keyOf).keys()].map((key, i) => [key, i % FOLDS]));
  const folds = { asked: foldOf(asked), near: foldOf(near) };
  const matches: Judged[] = [];
  const askedOnes: Judged[] = [];
  const nearOnes: Judged[] = [];
  const passed = new Map<Level, { found: number; rates: number[] }>();
  let found = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const isIn = (pair: LabelledPair, of: ReadonlyMap<string, number>): boolean =>
      of.get(keyOf(pair)) === fold;
    const left = {
      asked: asked.filter((pair) => !isIn(pair, folds.asked)),
      near: near.filter((pair) => !isIn(pair, folds.near)),
    };
    const channel = fitJobChannel(left, '');
    const scored = (pairs: JobExamples['asked']): Judged[] =>
      pairs.map(({ features, isMatch }) => ({
        score: combinedScore(channel.combiner, features),
        isMatch,
      }));
    const askedHere = scored(asked.filter((pair) => isIn(pair, folds.asked)));
    const nearPairs = near.filter((pair) => isIn(pair, folds.near));
    const nearHere = scored(nearPairs);
    const matchesHere = askedHere.filter(({ isMatch }) => isMatch);
    const shown = (judged: readonly Judged[], curve: Channel['curve']): Judged[] =>
      judged.map(({ score, isMatch }) => ({ score: probabilityAt(curve, score), isMatch }));
    matches.push(...shown(matchesHere, channel.curve));
    nearOnes.push(...shown(nearHere, channel.curve));
    askedOnes.push(...shown(askedHere, channel.pairCurve ?? channel.curve));
    found += matchesHere.length;
    for (const [name, { threshold }] of Object.entries(channel.levels)) {
      const own = passed.get(name as Level) ?? { found: 0, rates: [] };
      passed.set(name as Level, own);
      own.found += matchesHere.filter(({ score }) => score >= threshold).length;
      for (const positions of grouped(nearPairs, ({ repository }) => repository).values()) {
        const above = positions.filter((i) => nearHere[i]!.score >= threshold).length;
        own.rates.push(above / positions.length);
      }
    }
  }
  const asMixture = (
    ones: readonly Judged[],
    others: readonly Judged[],
    prevalence: number,
  ): number =>
    calibrationError(
      mixture(
        ones.map(({ score }) => score),
        others.map(({ score }) => score),
        prevalence,
      ),
    );
  return {
    matches: matches.length,
    near: nearOnes.length,
    areaUnderCurve: areaUnderCurve([...matches, ...nearOnes]),
    askedError: asMixture(
      askedOnes.filter(({ isMatch }) => isMatch),
      askedOnes.filter(({ isMatch }) => !isMatch),
      0.5,
    ),
    levels: Object.fromEntries(
      [...passed].map(([level, own]) => [
        level,
        { recall: own.found / found, worstRate: Math.max(...own.rates) },
      ]),
    ),
  };
}
