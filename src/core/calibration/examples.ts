/**
 * Functions of unseen repositories → labelled pairs to fit a shipped calibration on.
 * Copies: a function and its mutant, against the functions of other repositories that look most like it; within one
 * repository the most alike are often copies that nobody labelled. Same job: two solutions of one problem by different
 * authors, against solutions of other problems (pairs that somebody asks about) and against the nearest functions of one
 * repository (pairs that a scan proposes).
 */
import { type PreparedPassage, preparePassage } from '../matching/evidence.ts';
import type { Random } from '../siamese/random.ts';
import type { Language } from '../snippets/language.ts';
import type { Lex } from '../structure/lexer.ts';
import { passageOf } from '../structure/passage.ts';
import { copyFeatures, jobFeatures } from './calibration.ts';
import type { LabelledPair } from './fitCalibration.ts';
import {
  type MinedFunction,
  mutantEvidence,
  NEAREST,
  nearestByTokens,
  relationOf,
} from './minePairs.ts';

/** A function with what is known of it. */
export interface CalibrationFunction {
  readonly text: string;
  readonly language: Language;
  readonly lex: Lex;
  /** Repository or author. */
  readonly source: string;
  /** Functions of one group do the same job; '' where nothing is known. */
  readonly group: string;
  /** Its place in the repository; a solution of a problem has none. */
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface CopyExamples {
  readonly pairs: readonly LabelledPair[];
  /** Features of functions that are far neighbours of one another. */
  readonly far: readonly (readonly number[])[];
}

/** Functions of a repository that are looked at. */
const PER_REPOSITORY = 100;

/** Pairs for the copy channel, language by language. */
export async function copyExamples(
  functions: readonly CalibrationFunction[],
  random: Random,
): Promise<CopyExamples> {
  const pairs: LabelledPair[] = [];
  const far: number[][] = [];
  for (const positions of grouped(functions, ({ language }) => language.id).values()) {
    const own = positions.map((i) => functions[i]!);
    const mined = own.map(strangerOf);
    for (const [repository, ofOne] of grouped(own, ({ source }) => source)) {
      const queries = sample(ofOne, PER_REPOSITORY, random);
      const sources = queries.map((i) => own[i]!);
      for (const evidence of await mutantEvidence(sources, { random, perFunction: 1 })) {
        pairs.push({ features: copyFeatures(evidence), isMatch: true, repository });
      }
      const around = await nearestByTokens(mined, queries);
      for (const { evidence } of around.near) {
        pairs.push({ features: copyFeatures(evidence), isMatch: false, repository });
      }
      far.push(...around.far.map(({ evidence }) => copyFeatures(evidence)));
    }
  }
  return { pairs, far };
}

/**
 * Ranks among the solutions of other problems that serve as non-matches. Only the very nearest would make distance look
 * useless, because they were chosen by it; only far ones would make it look too good.
 */
export const NEIGHBOR_RANKS = [0, 4, 19];

export interface JobExamples {
  /** Two solutions of one problem, or of two, in one language. */
  readonly asked: readonly LabelledPair[];
  /** The nearest functions of one repository, copies left out: as a scan proposes them, none known to be a match. */
  readonly near: readonly LabelledPair[];
}

/**
 * Pairs for the same-job channel.
 * @param embeddings `(functions.length, dimensions)` row-major, unit length
 */
export function jobExamples(
  functions: readonly CalibrationFunction[],
  embeddings: Float32Array,
  dimensions: number,
  random: Random,
): JobExamples {
  const rows = new Rows(functions, embeddings, dimensions);
  const solutions = [...functions.keys()].filter((i) => functions[i]!.group !== '');
  const asked: LabelledPair[] = [];
  for (const a of solutions) {
    const { group, source: repository, language } = functions[a]!;
    // In one language, as most pairs are; two languages are farther apart whatever they do.
    const others = solutions.filter(
      (b) => functions[b]!.source !== repository && functions[b]!.language === language,
    );
    const near = others
      .filter((b) => functions[b]!.group !== group)
      .map((b) => ({ b, distance: rows.distance(a, b) }))
      .sort((x, y) => x.distance - y.distance)
      .filter((_, rank) => NEIGHBOR_RANKS.includes(rank));
    for (const { b } of near) {
      asked.push({ features: rows.features(a, b), isMatch: false, repository, group });
    }
    for (const b of others) {
      if (b < a || functions[b]!.group !== group) continue;
      asked.push({ features: rows.features(a, b), isMatch: true, repository, group });
    }
  }
  const near: LabelledPair[] = [];
  for (const [repository, positions] of grouped(functions, ({ source }) => source)) {
    const own = positions.filter((i) => functions[i]!.group === '');
    for (const a of sample(own, PER_REPOSITORY, random)) {
      const neighbors = own
        .filter((b) => b !== a)
        .map((b) => ({ b, distance: rows.distance(a, b) }))
        .sort((x, y) => x.distance - y.distance)
        .slice(0, 8 * NEAREST)
        .filter(({ b }) => rows.isDifferent(a, b));
      for (const { b } of neighbors.slice(0, NEAREST)) {
        near.push({ features: rows.features(a, b), isMatch: false, repository });
      }
    }
  }
  return { asked, near };
}

/** What a function of one job may be longer than another; as in a scan. */
const MIN_LENGTH_RATIO = 0.25;

/** Functions with their embeddings, compared by position. */
class Rows {
  private readonly mined: readonly MinedFunction[];
  private readonly embeddings: Float32Array;
  private readonly dimensions: number;

  constructor(
    functions: readonly CalibrationFunction[],
    embeddings: Float32Array,
    dimensions: number,
  ) {
    this.mined = functions.map(minedOf);
    this.embeddings = embeddings;
    this.dimensions = dimensions;
  }

  distance(a: number, b: number): number {
    const { embeddings, dimensions } = this;
    let dot = 0;
    for (let k = 0; k < dimensions; k++) {
      dot += embeddings[a * dimensions + k]! * embeddings[b * dimensions + k]!;
    }
    return Math.sqrt(Math.max(0, 2 - 2 * dot));
  }

  features(a: number, b: number): number[] {
    return jobFeatures({ distance: this.distance(a, b), lengthRatio: this.lengthRatio(a, b) });
  }

  /** Two places, neither a copy of the other nor much longer. */
  isDifferent(a: number, b: number): boolean {
    const [one, other] = [this.mined[a]!, this.mined[b]!];
    const isOverlapping =
      one.file === other.file && one.startLine <= other.endLine && other.startLine <= one.endLine;
    if (isOverlapping || this.lengthRatio(a, b) < MIN_LENGTH_RATIO) return false;
    return !relationOf(one, other)?.isCopy;
  }

  private lengthRatio(a: number, b: number): number {
    const [short, long] = [this.length(a), this.length(b)].sort((x, y) => x - y);
    return short! / Math.max(1, long!);
  }

  private length(i: number): number {
    return this.mined[i]!.passage.exact.length;
  }
}

/** All of a repository as one place, so that its functions are no neighbours of one another. */
export function strangerOf(one: CalibrationFunction): MinedFunction {
  return { ...minedOf(one), file: one.source, startLine: 1, endLine: Number.MAX_SAFE_INTEGER };
}

export function minedOf(one: CalibrationFunction): MinedFunction {
  const { text, language, lex, file, startLine, endLine } = one;
  const passage: PreparedPassage = preparePassage(passageOf(lex(text)));
  return { passage, language: language.id, file, startLine, endLine };
}

/** Positions by key, in order of appearance. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [i, item] of items.entries()) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return groups;
}

function sample(positions: readonly number[], count: number, random: Random): number[] {
  const order = random.shuffle(Uint32Array.from(positions));
  return Array.from(order.subarray(0, count));
}
