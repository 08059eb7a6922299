/** The filters of a query as one verdict per snippet. */
import type { FileRecord, LexicalIndex } from '../../index/snippetStore.ts';
import { languageById } from '../../snippets/languages.ts';
import type { SnippetKind } from '../../snippets/snippet.ts';
import type { WordSplitter } from '../words.ts';
import { type KindFilter, pathMatches, type SearchQuery } from './searchQuery.ts';

export interface SnippetFilter {
  /** True where nothing is filtered: asking per snippet can be left out. */
  readonly acceptsAll: boolean;
  acceptsFile(record: FileRecord): boolean;
  /** Asks nothing of the file. */
  acceptsSnippet(record: FileRecord, snippet: number): boolean;
}

/** Snippets looked up per quoted or excluded text: more hold it only where it says nothing. */
const HITS = 10_000;

const KINDS: Readonly<Record<KindFilter, ReadonlySet<SnippetKind>>> = {
  function: new Set(['function', 'method']),
  class: new Set(['class']),
  doc: new Set(['section', 'paragraph']),
};

export async function snippetFilter(
  query: SearchQuery,
  lexical: LexicalIndex,
  words: WordSplitter,
): Promise<SnippetFilter> {
  const { languages, paths, excludedPaths, kinds } = query;
  const holding = async (text: string): Promise<Set<string> | undefined> => {
    const phrase = words.split(text);
    if (phrase.length === 0) return undefined;
    const hits = await lexical.searchWords([phrase.join(' ')], HITS);
    return new Set(hits.map(({ path, snippet }) => address(path, snippet)));
  };
  const required = (await Promise.all(query.phrases.map(holding))).filter(
    (set) => set !== undefined,
  );
  const refused = (await Promise.all(query.excluded.map(holding))).filter(
    (set) => set !== undefined,
  );
  const files = new Map<string, boolean>();

  const judgeFile = ({ path, language }: FileRecord): boolean =>
    (languages.length === 0 || languages.includes(languageById(language)?.family ?? language)) &&
    (paths.length === 0 || paths.some((part) => pathMatches(path, part))) &&
    !excludedPaths.some((part) => pathMatches(path, part));

  const conditions = [languages, paths, excludedPaths, kinds, required, refused];
  return {
    acceptsAll: conditions.every(({ length }) => length === 0),
    acceptsFile(record) {
      const known = files.get(record.path);
      if (known !== undefined) return known;
      const verdict = judgeFile(record);
      files.set(record.path, verdict);
      return verdict;
    },
    acceptsSnippet({ path, snippets }, snippet) {
      const { kind } = snippets[snippet]!;
      if (kinds.length > 0 && !kinds.some((wanted) => KINDS[wanted].has(kind))) return false;
      if (required.length === 0 && refused.length === 0) return true;
      const at = address(path, snippet);
      return required.every((set) => set.has(at)) && !refused.some((set) => set.has(at));
    },
  };
}

function address(path: string, snippet: number): string {
  return `${snippet}:${path}`;
}
