/** Search by meaning: words, a question, an error message or a half-remembered name → the code. */
import type { SearchRequest, SearchResult } from '../engineApi.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import { languageById } from '../snippets/languages.ts';
import { queryTerms } from './query/queryTerms.ts';
import { queryType } from './query/queryType.ts';
import { parseSearchQuery, pathMatches, type SearchQuery } from './query/searchQuery.ts';
import { type GatherFrom, gatherCandidates } from './ranking/candidates.ts';
import { fileFeatures, type ScoredFile } from './ranking/fileFeatures.ts';
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
  const files = await scoreFiles(query, sources, signal);
  return rankSnippets(files, WEIGHTS, request.limit).map(result);
}

/** The candidate files with all that speaks for them: what ranking, its fitting and its tests share. */
export async function scoreFiles(
  query: SearchQuery,
  sources: SearchSources,
  signal?: AbortSignal,
): Promise<ScoredFile[]> {
  const { words, fileNames } = sources;
  const terms = queryTerms(query.text, words);
  const type = queryType(query.text);
  const prefix = type === 'symbol';
  const candidates = await gatherCandidates(
    { terms: terms.terms, text: query.text, prefix, accept: (file) => accepts(query, file) },
    sources,
    signal,
  );
  return fileFeatures({ query: terms, type, candidates, fileNames, words });
}

function accepts(query: SearchQuery, file: FileRecord): boolean {
  const { languages, paths, excludedPaths } = query;
  const family = languageById(file.language)?.family ?? file.language;
  return (
    (languages.length === 0 || languages.includes(family)) &&
    (paths.length === 0 || paths.some((part) => pathMatches(file.path, part))) &&
    !excludedPaths.some((part) => pathMatches(file.path, part))
  );
}

function result({ record, snippet }: RankedSnippet): SearchResult {
  const { path, language, role } = record;
  return {
    place: { path, language, role, snippet: record.snippets[snippet]! },
    type: 'meaning',
    probability: 0.5,
    evidence: {},
    why: '',
  };
}
