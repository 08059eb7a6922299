/** Files by weighted features, then their snippets, so that no file fills the page. */
import { posix } from 'node:path';
import { LargestKept } from '../../index/largestKept.ts';
import type { FileRecord } from '../../index/snippetStore.ts';
import type { SnippetFilter } from '../query/snippetFilter.ts';
import { DESCRIBED, type Feature, NAMED, ROLES, type ScoredFile } from './fileFeatures.ts';
import { isProse } from './fileNames.ts';
import type { Weights } from './weights.ts';

export interface RankedSnippet {
  readonly record: FileRecord;
  readonly snippet: number;
  readonly score: number;
  /** 0 for the best snippet of its file, 1 for the next one, … */
  readonly rankInFile: number;
  readonly file: ScoredFile;
}

/** What each further snippet of a file loses, in units of the score: about one strong feature (guess). */
const REPEAT_COST = 6;
/**
 * A page of a manual holds many answers: there each paragraph is ranked for itself, its own words, meaning and
 * heading counting this much beside what speaks for its page. Chosen on two manuals, better on a third (docs/search.md).
 */
const PARAGRAPH_WEIGHT = 10;
/** What a file loses to each better one of the same name: variants of one thing (measured: docs/search.md). */
const SAME_NAME_COST = 0.5;
/** Further snippets of a file come only where they are nearly as good as its best one (guess). */
const REPEAT_SHARE = 0.5;

/** Σ weight · `weighed` feature, for one file after another. */
export function fileScorer(weights: Weights): (file: ScoredFile) => number {
  const rows = (features: readonly Feature[]) =>
    features.map((feature) => ({ feature, weight: weights[feature] }));
  const [roles, described, named] = [rows(ROLES), rows(DESCRIBED), rows(NAMED)];
  return ({ features, unnamed }) => {
    let [ofRole, ofSnippets, ofNames] = [0, 0, 0];
    for (const { feature, weight } of roles) ofRole += weight * features[feature];
    for (const { feature, weight } of described) ofSnippets += weight * features[feature];
    for (const { feature, weight } of named) ofNames += weight * features[feature];
    return ofRole + unnamed * ofSnippets + (1 - unnamed) * ofNames;
  };
}

export function rankSnippets(
  files: readonly ScoredFile[],
  weights: Weights,
  limit: number,
  filter: SnippetFilter,
): RankedSnippet[] {
  const ranked: RankedSnippet[] = [];
  const best = new LargestKept(limit);
  const sameName = new Map<string, number>();
  const scoreOf = fileScorer(weights);
  const byScore = files
    .map((file) => ({ file, base: scoreOf(file) }))
    .sort((a, b) => b.base - a.base || byPath(a.file.file.record, b.file.file.record));
  const paragraphs = paragraphScores(byScore);
  for (const { file, base } of byScore) {
    const { record } = file.file;
    const name = posix.basename(record.path);
    const before = sameName.get(name) ?? 0;
    sameName.set(name, before + 1);
    for (const [rankInFile, snippet] of answeringSnippets(file, filter, limit).entries()) {
      const own = isProse(record.snippets[snippet]!.kind)
        ? paragraphs(file, snippet, base)
        : base - REPEAT_COST * rankInFile;
      const score = own - SAME_NAME_COST * before;
      if (score < best.floor) continue;
      best.push(score);
      ranked.push({ record, snippet, score, rankInFile, file });
    }
  }
  return ranked.sort((a, b) => b.score - a.score || byPath(a.record, b.record)).slice(0, limit);
}

/** Scores of paragraphs beside those of code: the best paragraph stands where the best page would. */
function paragraphScores(files: readonly { readonly file: ScoredFile; readonly base: number }[]) {
  let bestPage = Number.NEGATIVE_INFINITY;
  let bestParagraph = Number.NEGATIVE_INFINITY;
  const own = ({ snippetScores }: ScoredFile, snippet: number) =>
    PARAGRAPH_WEIGHT * (snippetScores.get(snippet) ?? 0);
  for (const { file, base } of files) {
    const { snippets } = file.file.record;
    for (const snippet of file.snippetScores.keys()) {
      if (!isProse(snippets[snippet]!.kind)) continue;
      bestPage = Math.max(bestPage, base);
      bestParagraph = Math.max(bestParagraph, base + own(file, snippet));
    }
  }
  const shift = Number.isFinite(bestPage) ? bestPage - bestParagraph : 0;
  return (file: ScoredFile, snippet: number, base: number) => base + own(file, snippet) + shift;
}

function byPath(a: FileRecord, b: FileRecord): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** At most `limit` snippets of a file that answer, best first; never two that overlap. */
function answeringSnippets(
  { file, snippetScores }: ScoredFile,
  filter: SnippetFilter,
  limit: number,
): number[] {
  const { snippets } = file.record;
  let best = 0;
  for (const score of snippetScores.values()) best = Math.max(best, score);
  const ranked: (readonly [position: number, score: number])[] = [];
  for (const entry of snippetScores) if (entry[1] >= best * REPEAT_SHARE) ranked.push(entry);
  ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const taken: number[] = [];
  for (const [position] of ranked) {
    if (taken.length >= limit) break;
    const { startLine, endLine } = snippets[position]!;
    const overlaps = taken.some(
      (other) => snippets[other]!.startLine <= endLine && startLine <= snippets[other]!.endLine,
    );
    if (!overlaps) taken.push(position);
  }
  // A file that only its name found answers with its beginning.
  if (taken.length === 0) {
    const first = snippets.findIndex((_, i) => filter.acceptsSnippet(file.record, i));
    if (first >= 0) taken.push(first);
  }
  return taken;
}
