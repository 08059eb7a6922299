/** Files by weighted features, then their snippets, so that no file fills the page. */
import type { FileRecord } from '../../index/snippetStore.ts';
import type { SnippetFilter } from '../query/snippetFilter.ts';
import { FEATURES, type ScoredFile } from './fileFeatures.ts';
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
/** Further snippets of a file come only where they are nearly as good as its best one (guess). */
const REPEAT_SHARE = 0.5;

export function fileScore({ features }: ScoredFile, weights: Weights): number {
  let score = 0;
  for (const feature of FEATURES) score += weights[feature] * features[feature];
  return score;
}

export function rankSnippets(
  files: readonly ScoredFile[],
  weights: Weights,
  limit: number,
  filter: SnippetFilter,
): RankedSnippet[] {
  const ranked: RankedSnippet[] = [];
  for (const file of files) {
    const base = fileScore(file, weights);
    for (const [rankInFile, snippet] of answeringSnippets(file, filter).slice(0, limit).entries()) {
      const score = base - REPEAT_COST * rankInFile;
      ranked.push({ record: file.file.record, snippet, score, rankInFile, file });
    }
  }
  return ranked
    .sort(
      (a, b) =>
        b.score - a.score ||
        (a.record.path < b.record.path ? -1 : a.record.path > b.record.path ? 1 : 0),
    )
    .slice(0, limit);
}

/** The snippets of a file that answer, best first; never two that overlap. */
function answeringSnippets({ file, snippetScores }: ScoredFile, filter: SnippetFilter): number[] {
  const { snippets } = file.record;
  const ranked = [...snippetScores].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const taken: number[] = [];
  const best = ranked[0]?.[1] ?? 0;
  for (const [position, score] of ranked) {
    if (score < best * REPEAT_SHARE) break;
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
