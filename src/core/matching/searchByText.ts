/** Search by meaning: words, a question, an error message or a half-remembered name → the code. */
import type { SearchRequest, SearchResult } from '../engineApi.ts';
import type { Evidence } from './match.ts';
import { type QueryTerms, queryTerms } from './query/queryTerms.ts';
import { isFragment, isHowTo, queryType } from './query/queryType.ts';
import { parseSearchQuery, type SearchQuery } from './query/searchQuery.ts';
import { type SnippetFilter, snippetFilter } from './query/snippetFilter.ts';
import {
  type Candidates,
  candidateAt,
  type GatherFrom,
  gatherCandidates,
} from './ranking/candidates.ts';
import { explain } from './ranking/explain.ts';
import { fileFeatures, type ScoredFile } from './ranking/fileFeatures.ts';
import { answerProbabilities } from './ranking/probability.ts';
import { placeProbabilities, rankPlaces } from './ranking/rankPlaces.ts';
import { type RankedSnippet, rankSnippets } from './ranking/rankSnippets.ts';
import { WEIGHTS } from './ranking/weights.ts';
import type { WordSplitter } from './words.ts';

export interface SearchSources extends GatherFrom {
  readonly words: WordSplitter;
}

/**
 * The best answers, best first; none where nothing is asked.
 * @throws UserError for a filter that names no language or kind.
 */
export async function searchByText(
  request: SearchRequest,
  sources: SearchSources,
  signal?: AbortSignal,
): Promise<SearchResult[]> {
  const query = parseSearchQuery(request.query);
  const scored = await scoreFiles(query, sources, signal);
  const isVerbatim = isFragment(query.text);
  const ranked = isVerbatim
    ? rankPlaces(scored.files, request.limit)
    : rankSnippets(scored.files, WEIGHTS, request.limit, scored.filter);
  const rests = ranked.map((answer) => evidence(answer, scored.candidates));
  const probabilities = isVerbatim
    ? placeProbabilities(rests.map(({ text = 0 }) => text))
    : answerProbabilities(ranked, scored.files, WEIGHTS);
  return ranked.map((answer, i) => {
    const { path, language, role, snippets } = answer.record;
    return {
      place: { path, language, role, snippet: snippets[answer.snippet]! },
      type: 'meaning',
      probability: probabilities[i]!,
      evidence: rests[i]!,
      why: explain(answer, scored.query, scored.candidates.importance, sources.fileNames),
    };
  });
}

export interface ScoredFiles {
  readonly files: readonly ScoredFile[];
  readonly query: QueryTerms;
  readonly candidates: Candidates;
  readonly filter: SnippetFilter;
}

/** The candidate files with all that speaks for them: what search, its fitting and its tests share. */
export async function scoreFiles(
  query: SearchQuery,
  sources: SearchSources,
  signal?: AbortSignal,
): Promise<ScoredFiles> {
  const { words, fileNames, lexical } = sources;
  const { text } = query;
  const terms = queryTerms(text, words, { isVerbatim: isFragment(text) });
  const filter = await snippetFilter(query, lexical, words);
  const candidates = await gatherCandidates({ terms: terms.terms, text, filter }, sources, signal);
  const type = queryType(text);
  const files = fileFeatures({
    query: terms,
    type,
    isHowTo: isHowTo(text),
    candidates,
    fileNames,
    filter,
    words,
  });
  return { files, query: terms, candidates, filter };
}

/** Text: the share of the query, by importance, that the snippet holds word for word. */
function evidence({ snippet, file }: RankedSnippet, { importance }: Candidates): Evidence {
  const found = candidateAt(file.file, snippet);
  let held = 0;
  let total = 0;
  for (const [i, weight] of importance.entries()) {
    total += weight;
    if ((found?.bm25[i] ?? 0) > 0) held += weight;
  }
  return {
    text: total > 0 ? held / total : 0,
    ...(found?.cosine === undefined ? {} : { meaning: Math.max(0, found.cosine) }),
  };
}
