/**
 * For a piece of code as the query: the snippets that hold its words, whatever their files are called. What a piece of
 * code names it uses, so names of files and definitions, which decide for words, lead astray here.
 */
import type { ScoredFile } from './fileFeatures.ts';
import type { RankedSnippet } from './rankSnippets.ts';

/** Beside words, which count 1 at most; measured by test/quality/search/fragments.ts. */
const MEANING = 0.5;
/** What tests, generated code, prose and the like lose (the same). */
const ROLE_COST = 0.3;

/** Best first, never two that overlap; the score is about as large as that of `rankSnippets`. */
export function rankPlaces(files: readonly ScoredFile[], limit: number): RankedSnippet[] {
  const most = files.reduce(
    (best, { words }) => [...words.bm25.values()].reduce((a, b) => Math.max(a, b), best),
    1e-9,
  );
  const ranked: RankedSnippet[] = [];
  for (const file of files) {
    const { record } = file.file;
    const { test, generated, vendored, docs, example } = file.features;
    const cost = ROLE_COST * (test + generated + vendored + docs + example);
    for (const snippet of file.snippetScores.keys()) {
      const words = (file.words.bm25.get(snippet) ?? 0) / most;
      const score = words + MEANING * (file.words.near.get(snippet) ?? 0) - cost;
      ranked.push({ record, snippet, score, rankInFile: 0, file });
    }
  }
  ranked.sort(
    (a, b) =>
      b.score - a.score ||
      (a.record.path < b.record.path ? -1 : a.record.path > b.record.path ? 1 : 0) ||
      a.snippet - b.snippet,
  );
  const taken: RankedSnippet[] = [];
  for (const place of ranked) {
    if (taken.length >= limit) break;
    const inFile = taken.filter(({ record }) => record === place.record);
    if (inFile.some((other) => overlap(other, place))) continue;
    taken.push({ ...place, rankInFile: inFile.length });
  }
  return taken;
}

/**
 * Of those that hold all words of a fragment some six in ten are where it comes from, of those that hold three
 * quarters a quarter (260 fragments of two projects; the rest are mostly near copies).
 */
const SHARE_POWER = 5;

/** Per result 0..1, never rising with the rank. @param shares of the fragment's words that each result holds */
export function placeProbabilities(shares: readonly number[]): number[] {
  let least = 1;
  return shares.map((share) => {
    least = Math.min(least, share ** SHARE_POWER);
    return least;
  });
}

function overlap(a: RankedSnippet, b: RankedSnippet): boolean {
  const [one, other] = [a.record.snippets[a.snippet]!, b.record.snippets[b.snippet]!];
  return one.startLine <= other.endLine && other.startLine <= one.endLine;
}
