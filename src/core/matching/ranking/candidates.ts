/** Gathers what could be an answer: snippets by word, by nearness in meaning, and files by name. */
import type { Encoder } from '../../encoder/encoder.ts';
import type { SnippetCatalog } from '../../index/snippetCatalog.ts';
import type { FieldWeights, FileRecord, LexicalIndex } from '../../index/snippetStore.ts';
import type { VectorIndex } from '../../index/vectorIndex.ts';
import type { QueryTerm } from '../query/queryTerms.ts';
import type { SnippetFilter } from '../query/snippetFilter.ts';
import type { FileNames } from './fileNames.ts';

export interface Meaning {
  readonly encoder: Encoder;
  /** Ids are the catalog's. */
  readonly index: VectorIndex;
}

export interface SnippetCandidate {
  readonly snippet: number;
  /** BM25 per query term, same order; 0 where the word is missing or too common to be asked. */
  readonly bm25: number[];
  /** −1..1; undefined where it is not among the nearest. */
  cosine: number | undefined;
}

export interface FileCandidate {
  readonly record: FileRecord;
  readonly snippets: Map<number, SnippetCandidate>;
}

export interface Candidates {
  readonly files: ReadonlyMap<string, FileCandidate>;
  /** Per term the natural logarithm of how rare it is among snippets, times its weight. */
  readonly importance: readonly number[];
  /** Per term its weight, which is part of every `bm25`. */
  readonly weights: readonly number[];
  /** The nearest and the last of the neighbors asked for; undefined without an encoder. */
  readonly cosines: { readonly nearest: number; readonly farthest: number } | undefined;
}

export interface GatherOptions {
  readonly terms: readonly QueryTerm[];
  /** What the encoder gets. */
  readonly text: string;
  readonly filter: SnippetFilter;
}

export interface GatherFrom {
  readonly catalog: SnippetCatalog;
  readonly lexical: LexicalIndex;
  readonly fileNames: FileNames;
  readonly meaning?: Meaning | undefined;
}

/** A word in a name or comment says more than one in a body (measured: docs/search.md). */
export const FIELD_WEIGHTS: FieldWeights = { name: 4, path: 2, doc: 1.5, body: 1 };
/** Best snippets taken per word: beyond them a word is too common to decide. */
const HITS_PER_WORD = 300;
/** Occurrences the lexical index may go through for one query: about 4 ms. */
const POSTINGS_PER_QUERY = 16_000;
const NEIGHBORS = 200;
/** Files whose name alone makes them candidates, per word. */
const FILES_PER_NAME_WORD = 100;

export async function gatherCandidates(
  { terms, text, filter }: GatherOptions,
  { catalog, lexical, fileNames, meaning }: GatherFrom,
  signal?: AbortSignal,
): Promise<Candidates> {
  const files = new Map<string, FileCandidate>();
  const file = (path: string): FileCandidate | undefined => {
    const known = files.get(path);
    if (known) return known;
    const record = catalog.file(path);
    if (!record || !filter.acceptsFile(record)) return undefined;
    const candidate = { record, snippets: new Map() };
    files.set(path, candidate);
    return candidate;
  };
  const snippet = (path: string, position: number): SnippetCandidate | undefined => {
    const candidate = file(path);
    if (!candidate || !filter.acceptsSnippet(candidate.record, position)) return undefined;
    let found = candidate.snippets.get(position);
    if (!found) {
      found = {
        snippet: position,
        bm25: new Array<number>(terms.length).fill(0),
        cosine: undefined,
      };
      candidate.snippets.set(position, found);
    }
    return found;
  };

  const words = terms.map((term) => term.word);
  const frequencies = await lexical.wordFrequencies(words);
  const total = Math.max(1, catalog.snippetCount);
  const importance = terms.map(
    ({ weight }, i) => weight * Math.log(1 + total / (frequencies[i]! + 1)),
  );
  const last = terms.length - 1;
  const unfinished = isUnfinished(text, terms[last], frequencies[last]);
  for (const i of affordable(frequencies, unfinished)) {
    signal?.throwIfAborted();
    const hits = await lexical.searchWords([words[i]!], HITS_PER_WORD, {
      weights: FIELD_WEIGHTS,
      prefix: unfinished && i === last,
    });
    for (const hit of hits) {
      const found = snippet(hit.path, hit.snippet);
      if (found) found.bm25[i] = hit.bm25 * terms[i]!.weight;
    }
  }
  for (const word of words) {
    for (const path of fileNames.withWord(word).slice(0, FILES_PER_NAME_WORD)) file(path);
  }
  const cosines = meaning
    ? await nearest(meaning, { text, catalog, filter, snippet }, signal)
    : undefined;
  return { files, importance, weights: terms.map(({ weight }) => weight), cosines };
}

/** Letters a beginning needs before it is looked up as one. */
const LEAST_PREFIX = 3;

/** True while the last word is being typed: no such word is known, and nothing follows it. */
function isUnfinished(text: string, term: QueryTerm | undefined, frequency = 0): boolean {
  return (
    term !== undefined &&
    frequency === 0 &&
    term.word.length >= LEAST_PREFIX &&
    /[\p{L}\p{N}_]$/u.test(text)
  );
}

/** The rarest words first, as many as the budget allows, at least one. */
function affordable(frequencies: readonly number[], prefix: boolean): number[] {
  const order = [...frequencies.keys()]
    .filter((i) => frequencies[i]! > 0 || (prefix && i === frequencies.length - 1))
    .sort((a, b) => frequencies[a]! - frequencies[b]!);
  let postings = 0;
  return order.filter((i, rank) => {
    postings += frequencies[i]!;
    return rank === 0 || postings <= POSTINGS_PER_QUERY;
  });
}

async function nearest(
  { encoder, index }: Meaning,
  ask: {
    readonly text: string;
    readonly catalog: SnippetCatalog;
    readonly filter: SnippetFilter;
    readonly snippet: (path: string, position: number) => SnippetCandidate | undefined;
  },
  signal?: AbortSignal,
): Promise<Candidates['cosines']> {
  if (index.size === 0 || ask.text.trim() === '') return undefined;
  const embedding = await encoder.encode(
    [{ text: ask.text, kind: 'text', isQuestion: true }],
    signal,
  );
  const accepted = (id: number) =>
    ask.catalog.addressesOf(id).some(({ path, snippet }) => {
      const record = ask.catalog.file(path)!;
      return ask.filter.acceptsFile(record) && ask.filter.acceptsSnippet(record, snippet);
    });
  const neighbors = await index.search(
    embedding,
    NEIGHBORS,
    ask.filter.acceptsAll ? undefined : accepted,
    signal,
  );
  if (neighbors.length === 0) return undefined;
  for (const { id, distance } of neighbors) {
    for (const address of ask.catalog.addressesOf(id)) {
      const found = ask.snippet(address.path, address.snippet);
      if (found) found.cosine = cosineOf(distance);
    }
  }
  return {
    nearest: cosineOf(neighbors[0]!.distance),
    farthest: cosineOf(neighbors.at(-1)!.distance),
  };
}

/** d² = 2 − 2·cos on unit length. */
function cosineOf(distance: number): number {
  return 1 - (distance * distance) / 2;
}
