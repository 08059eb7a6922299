/**
 * Looks for labels that contradict one another, non-matches that are copies, and pairs that nobody could decide:
 * a handful of wrong labels moves a threshold further than a thousand right ones.
 */
import { chainContradictions } from './chainContradictions.ts';
import type { LabelFinding, LabelledTextPair } from './labelledPair.ts';
import { surprisingPairs } from './surprisingPairs.ts';
import { layoutFree, wordOverlap } from './textLikeness.ts';

export interface LabelReport {
  readonly pairs: number;
  readonly matches: number;
  /** Median word overlap (0..1) of the non-matches: below .1 they are too easy to learn from. */
  readonly nonMatchOverlap: number;
  /** Serious faults first. */
  readonly findings: readonly LabelFinding[];
  /** What the set as a whole lacks, one sentence each. */
  readonly advice: readonly string[];
}

/** Non-matches above this overlap of word sequences are copies with a changed word or two (guess). */
const NEAR_IDENTICAL = 0.9;
const MIN_WORDS = 4;
const EASY_OVERLAP = 0.1;
/** So many of each kind before a precision of 90 % can be certified at all: ⌈ln .05 / ln .9⌉. */
const MIN_OF_A_KIND = 29;

export function checkLabels(pairs: readonly LabelledTextPair[]): LabelReport {
  const findings: LabelFinding[] = [
    ...sameTexts(pairs),
    ...chainContradictions(pairs),
    ...pairs.flatMap(lookAtOne),
    ...surprisingPairs(pairs),
  ];
  const matches = pairs.filter(({ isMatch }) => isMatch).length;
  const overlaps = pairs
    .filter(({ isMatch }) => !isMatch)
    .map(({ a, b }) => wordOverlap(a, b))
    .sort((x, y) => x - y);
  const nonMatchOverlap = overlaps[Math.floor(overlaps.length / 2)] ?? 0;
  return {
    pairs: pairs.length,
    matches,
    nonMatchOverlap,
    findings,
    advice: adviceFor(pairs.length, matches, nonMatchOverlap),
  };
}

/** The same two texts, in either order, labelled more than once. */
function sameTexts(pairs: readonly LabelledTextPair[]): LabelFinding[] {
  const byTexts = new Map<string, LabelledTextPair[]>();
  for (const pair of pairs) {
    const key = [layoutFree(pair.a), layoutFree(pair.b)].sort(byText).join('\0');
    byTexts.set(key, [...(byTexts.get(key) ?? []), pair]);
  }
  return [...byTexts.values()]
    .filter((same) => same.length > 1)
    .map((same): LabelFinding => {
      const yes = same.filter(({ isMatch }) => isMatch).length;
      const ids = same.map(({ id }) => id);
      if (yes === 0 || yes === same.length) {
        return {
          fault: 'repeated',
          ids,
          explanation: `The same two texts are labelled ${same.length} times, always alike: keep one.`,
        };
      }
      return {
        fault: 'contradictory',
        ids,
        explanation: `The same two texts are a match ${yes} times and a non-match ${same.length - yes} times${byWhom(same)}: decide, or leave the pair out.`,
      };
    });
}

function byWhom(pairs: readonly LabelledTextPair[]): string {
  const names = [...new Set(pairs.flatMap(({ labeller }) => labeller ?? []))];
  return names.length > 1 ? ` (${names.join(', ')})` : '';
}

function lookAtOne({ id, a, b, isMatch }: LabelledTextPair): LabelFinding[] {
  const shortest = Math.min(wordsIn(a), wordsIn(b));
  if (shortest < MIN_WORDS) {
    return [
      {
        fault: 'too-short',
        ids: [id],
        explanation: `One of the texts has ${shortest} words: nobody can say what it does.`,
      },
    ];
  }
  const same = layoutFree(a) === layoutFree(b);
  if (isMatch) {
    if (!same) return [];
    const explanation =
      'The texts are the same but for layout: true, but nothing is learnt from it.';
    return [{ fault: 'trivial-match', ids: [id], explanation }];
  }
  const overlap = wordOverlap(a, b);
  if (!same && overlap < NEAR_IDENTICAL) return [];
  const explanation = `Called a non-match, but ${same ? 'the texts are the same' : `${Math.round(overlap * 100)} % of their words are the same in the same order`}.`;
  return [{ fault: 'near-identical-non-match', ids: [id], explanation }];
}

function adviceFor(pairs: number, matches: number, nonMatchOverlap: number): string[] {
  const advice: string[] = [];
  for (const [count, what] of [
    [matches, 'matches'],
    [pairs - matches, 'non-matches'],
  ] as const) {
    if (count < MIN_OF_A_KIND) {
      advice.push(
        `${count} ${what}: label at least ${MIN_OF_A_KIND}, or no precision of 90 % can be promised.`,
      );
    }
  }
  if (pairs - matches >= MIN_OF_A_KIND && nonMatchOverlap < EASY_OVERLAP) {
    advice.push(
      'Most non-matches share almost no words: take some from the neighbors that a search returns.',
    );
  }
  return advice;
}

function wordsIn(text: string): number {
  return text.match(/\w+/g)?.length ?? 0;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
