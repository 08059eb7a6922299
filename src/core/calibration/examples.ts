/**
 * Functions of unseen repositories → labelled pairs to calibrate with.
 * Copies: a function and its mutant, against the functions of other sources that look most like it. Same job: two members
 * of one group by different authors, against near members of other groups. Pairs of one source are never taken as
 * non-matches: there, unlabelled real duplicates would be among them.
 */
import {
  copyEvidence,
  identicalType,
  type PreparedPassage,
  preparePassage,
} from '../matching/evidence.ts';
import { isMechanical } from '../matching/mechanical.ts';
import { isStatement } from '../siamese/augmentation/changeStatements.ts';
import type { Random } from '../siamese/random.ts';
import type { Language } from '../snippets/language.ts';
import { runHashes } from '../structure/fingerprints.ts';
import type { Lex } from '../structure/lexer.ts';
import { passageOf } from '../structure/passage.ts';
import { copyFeatures, jobFeatures } from './calibration.ts';
import type { LabelledPair } from './fitCalibration.ts';
import { mutate } from './mutants.ts';

/** A function with what is known of it. */
export interface CalibrationFunction {
  readonly text: string;
  readonly language: Language;
  readonly lex: Lex;
  /** Repository or author. */
  readonly source: string;
  /** Functions of one group do the same job; '' where nothing is known. */
  readonly group: string;
}

/** Non-matches per match: the nearest ones, which a scan would have to tell apart. */
const NEAREST = 3;
/** Candidates by shared runs that are measured for each function. */
const MEASURED = 40;

/** Pairs for the copy channel. */
export function copyExamples(
  functions: readonly CalibrationFunction[],
  random: Random,
): LabelledPair[] {
  const passages = functions.map(({ text, lex }) => preparePassage(passageOf(lex(text))));
  const holders = new Map<number, number[]>();
  for (const [i, { called }] of passages.entries()) {
    for (const run of new Set(runHashes(called, 5))) {
      const list = holders.get(run);
      if (list) list.push(i);
      else holders.set(run, [i]);
    }
  }
  const foreign = new Map<Language, string[]>();
  for (const { language, text } of functions) {
    const lines = foreign.get(language) ?? [];
    foreign.set(language, lines);
    if (lines.length < 4000) lines.push(...text.split('\n').filter(isStatement));
  }
  return functions.flatMap((own, i) => {
    const { language, lex, source, text } = own;
    const context = { language, random, foreignLines: foreign.get(language)! };
    const mutant = mutate(
      text,
      {
        rename: random.next() < 0.4 ? 0 : random.next(),
        literals: random.next() < 0.5 ? 0 : 0.8 * random.next(),
        lines: random.next() < 0.15 ? 0 : 0.55 * random.next(),
      },
      context,
    );
    const copy = preparePassage(passageOf(lex(mutant)));
    const passage = passages[i]!;
    const pairs: LabelledPair[] = [];
    if (identicalType(passage, copy) !== 'exact') {
      const features = copyFeatures(copyEvidence(passage, copy));
      pairs.push({ features, isMatch: true, repository: source });
    }
    const others = mostAlike(i, functions, passages, holders);
    return [
      ...pairs,
      ...others.map((features) => ({ features, isMatch: false, repository: source })),
    ];
  });
}

function mostAlike(
  i: number,
  functions: readonly CalibrationFunction[],
  passages: readonly PreparedPassage[],
  holders: ReadonlyMap<number, readonly number[]>,
): number[][] {
  const shared = new Map<number, number>();
  for (const run of new Set(runHashes(passages[i]!.called, 5))) {
    for (const j of holders.get(run)!) {
      const other = functions[j]!;
      const isComparable =
        other.source !== functions[i]!.source && other.language === functions[i]!.language;
      if (isComparable) shared.set(j, (shared.get(j) ?? 0) + 1);
    }
  }
  return [...shared]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MEASURED)
    .flatMap(([j]) => {
      const evidence = copyEvidence(passages[i]!, passages[j]!);
      const isOut =
        evidence.lengthRatio < 0.4 ||
        identicalType(passages[i]!, passages[j]!) !== undefined ||
        isMechanical(passages[i]!, evidence) ||
        isMechanical(passages[j]!, evidence);
      return isOut
        ? []
        : [
            {
              features: copyFeatures(evidence),
              likeness: evidence.text + evidence.structure + evidence.runs,
            },
          ];
    })
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, NEAREST)
    .map(({ features }) => features);
}

/**
 * Ranks among the neighbours of other jobs that serve as non-matches. Only the very nearest would make distance look
 * useless, because they were chosen by it; only far ones would make it look too good.
 */
const NEIGHBOR_RANKS = [0, 4, 19];
/**
 * Pairs for the same-job channel.
 * @param embeddings `(functions.length, dimensions)` row-major, unit length
 */
export function jobExamples(
  functions: readonly CalibrationFunction[],
  embeddings: Float32Array,
  dimensions: number,
): LabelledPair[] {
  const words = functions.map(({ text, lex }) => preparePassage(passageOf(lex(text))));
  const distance = (i: number, j: number): number => {
    let dot = 0;
    for (let k = 0; k < dimensions; k++)
      dot += embeddings[i * dimensions + k]! * embeddings[j * dimensions + k]!;
    return Math.sqrt(Math.max(0, 2 - 2 * dot));
  };
  const features = (i: number, j: number, between: number): number[] => {
    const [short, long] = [words[i]!.exact.length, words[j]!.exact.length].sort((a, b) => a - b);
    return jobFeatures({
      distance: between,
      lengthRatio: short! / Math.max(1, long!),
    });
  };
  return functions.flatMap((own, i) => {
    const near = functions
      .flatMap((other, j) => {
        const isSame = own.group !== '' && own.group === other.group;
        const isUsable = other.source !== own.source && !isSame;
        return isUsable ? [{ j, between: distance(i, j) }] : [];
      })
      .sort((a, b) => a.between - b.between)
      .filter((_, rank) => NEIGHBOR_RANKS.includes(rank));
    const partners = [...functions.keys()].filter((j) => {
      const other = functions[j]!;
      return j > i && own.group !== '' && other.group === own.group && other.source !== own.source;
    });
    const pairs = [
      ...near.map(({ j, between }) => ({ j, between, isMatch: false })),
      ...partners.map((j) => ({ j, between: distance(i, j), isMatch: true })),
    ];
    return pairs.map(({ j, between, isMatch }) => ({
      features: features(i, j, between),
      isMatch,
      repository: own.source,
    }));
  });
}
