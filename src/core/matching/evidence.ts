/** What speaks for two passages being copies: shared words, shared runs, aligned shape, and how alike they are in size. */
import { commonSubsequenceLength } from '../structure/commonSubsequence.ts';
import { runHashes } from '../structure/fingerprints.ts';
import { isRenamed, type Passage, sameTokens } from '../structure/passage.ts';
import { TOKEN_KIND } from '../structure/tokenStream.ts';
import { literalShare, variety } from '../structure/variety.ts';
import type { MatchType } from './match.ts';

/** Tokens of a run whose order counts: about half a statement. */
const RUN_TOKENS = 4;

/** All 0..1, larger is more alike, 1 for identical passages. */
export interface CopyEvidence {
  /** Multiset overlap of names, words and literals, over the larger multiset. */
  readonly text: number;
  /** Longest alignment of the normalised tokens, over the longer passage. */
  readonly structure: number;
  /** Multiset overlap of runs of four tokens in which variables are anonymous and calls keep their names. */
  readonly runs: number;
  /** Tokens of the shorter over tokens of the longer. */
  readonly lengthRatio: number;
  /** Tokens of the shorter. */
  readonly tokens: number;
}

/** A passage with the sorted multisets that evidence needs, computed once for any number of comparisons. */
export interface PreparedPassage extends Passage {
  readonly words: Uint32Array;
  readonly runs: Uint32Array;
  /** `variety` and `literalShare` of the passage, because a passage is compared many times. */
  readonly variety: number;
  readonly literals: number;
}

export function preparePassage(passage: Passage): PreparedPassage {
  const words = passage.exact.filter((_, i) => passage.kinds[i] !== TOKEN_KIND.operator).sort();
  return {
    ...passage,
    words,
    runs: runHashes(passage.called, RUN_TOKENS).sort(),
    variety: variety(passage),
    literals: literalShare(passage),
  };
}

/**
 * `copyEvidence`, or undefined where `isEnough` refuses what it can be at most; the alignment costs more than all else
 * and most proposed pairs fail without it.
 * @param isEnough larger evidence must never be refused where smaller is not
 */
export function copyEvidenceIf(
  a: PreparedPassage,
  b: PreparedPassage,
  isEnough: (atMost: CopyEvidence) => boolean,
): CopyEvidence | undefined {
  const [tokens, longer] = [a.exact.length, b.exact.length].sort((x, y) => x - y) as [
    number,
    number,
  ];
  const lengthRatio = longer === 0 ? 1 : tokens / longer;
  const runs =
    longer < RUN_TOKENS ? Number(sameTokens(a.called, b.called)) : overlap(a.runs, b.runs);
  const words = [a.words.length, b.words.length].sort((x, y) => x - y) as [number, number];
  const mostText = words[1] === 0 ? 1 : words[0] / words[1];
  if (!isEnough({ text: mostText, structure: lengthRatio, runs, lengthRatio, tokens }))
    return undefined;
  const text = overlap(a.words, b.words);
  if (!isEnough({ text, structure: lengthRatio, runs, lengthRatio, tokens })) return undefined;
  return copyEvidence(a, b);
}

export function copyEvidence(a: PreparedPassage, b: PreparedPassage): CopyEvidence {
  const longer = Math.max(a.exact.length, b.exact.length);
  const shorter = Math.min(a.exact.length, b.exact.length);
  return {
    text: overlap(a.words, b.words),
    structure: longer === 0 ? 1 : commonSubsequenceLength(a.normalised, b.normalised) / longer,
    // Passages of less than one run have no order to compare: the same tokens or not.
    runs: longer < RUN_TOKENS ? Number(sameTokens(a.called, b.called)) : overlap(a.runs, b.runs),
    lengthRatio: longer === 0 ? 1 : shorter / longer,
    tokens: shorter,
  };
}

/** The type that the tokens alone show; undefined where they show no copy up to renaming. */
export function identicalType(a: Passage, b: Passage): MatchType | undefined {
  if (sameTokens(a.exact, b.exact)) return 'exact';
  return isRenamed(a, b) ? 'renamed' : undefined;
}

/** Size of the multiset intersection of two sorted arrays over the larger size; 1 where both are empty. */
export function overlap(a: Uint32Array, b: Uint32Array): number {
  const larger = Math.max(a.length, b.length);
  if (larger === 0) return 1;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared / larger;
}
