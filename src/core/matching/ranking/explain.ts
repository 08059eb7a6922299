/** Why a result is there, for people: which name, which words, how near in meaning. */
import type { QueryTerms } from '../query/queryTerms.ts';
import { candidateAt } from './candidates.ts';
import type { FileNames } from './fileNames.ts';
import { wordLikeness } from './nameEvidence.ts';
import type { RankedSnippet } from './rankSnippets.ts';

/** Words named at most: the rarest say enough. */
const MOST_WORDS = 4;
/** From the upper half of the nearest on, meaning is worth a mention. */
const NEAR = 0.5;

export function explain(
  { record, snippet, file }: RankedSnippet,
  query: QueryTerms,
  importance: readonly number[],
  fileNames: FileNames,
): string {
  const reasons: string[] = [];
  const defined = file.definitions.perSnippet.get(snippet);
  if (defined?.isNamed) reasons.push(`defines ${record.snippets[snippet]!.name}`);
  const inName = fileNames.name(record.path).words;
  const said = (matches: (word: string, i: number) => boolean): string[] => [
    ...new Set(
      query.terms
        .map((term, i) => ({ ...term, i }))
        .filter(({ word, i }) => matches(word, i))
        .sort((a, b) => importance[b.i]! - importance[a.i]!)
        .map(({ typed }) => typed),
    ),
  ];
  const named = said((word) => inName.some((own) => wordLikeness(word, own) > 0));
  if (named.length > 0) reasons.push(`file name: ${named.slice(0, MOST_WORDS).join(', ')}`);
  const bm25 = candidateAt(file.file, snippet)?.bm25;
  const words = said((_, i) => (bm25?.[i] ?? 0) > 0);
  if (words.length > 0) {
    const more = words.length > MOST_WORDS ? ` and ${words.length - MOST_WORDS} more` : '';
    reasons.push(`words: ${words.slice(0, MOST_WORDS).join(', ')}${more}`);
  }
  if ((file.words.near.get(snippet) ?? 0) >= NEAR) reasons.push('close in meaning');
  if (reasons.length === 0) reasons.push('elsewhere in the file');
  return reasons.join(' · ');
}
