/** Gathers what could be an answer: snippets by word, by nearness in meaning, and files by name. */
import type { Encoder } from '../../encoder/encoder.ts';
import type { SnippetAddress, SnippetCatalog } from '../../index/snippetCatalog.ts';
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
  /** By position. */
  readonly snippets: SnippetCandidate[];
}

/** The candidate among a file's that is the snippet at `position`. */
export function candidateAt(
  { snippets }: FileCandidate,
  position: number,
): SnippetCandidate | undefined {
  return snippets.find(({ snippet }) => snippet === position);
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
  // Made of fractions, so that its copies are arrays of doubles before the first score is written.
  const nothing = terms.map(() => 0.5).fill(0);
  const file = (path: string): FileCandidate | undefined => {
    const known = files.get(path);
    if (known) return known;
    const record = catalog.file(path);
    if (!record || !(filter.acceptsAll || filter.acceptsFile(record))) return undefined;
    const candidate: FileCandidate = { record, snippets: [] };
    files.set(path, candidate);
    return candidate;
  };
  /** @param from where among the candidate's snippets to look; @returns where it is, or is put; −1 where refused */
  const place = ({ record, snippets }: FileCandidate, position: number, from: number): number => {
    let at = from;
    while (at < snippets.length && snippets[at]!.snippet < position) at++;
    if (snippets[at]?.snippet === position) return at;
    // The store may know a file already as it is now, the catalog as it was.
    if (position >= record.snippets.length) return -1;
    if (!filter.acceptsAll && !filter.acceptsSnippet(record, position)) return -1;
    const found = { snippet: position, bm25: nothing.slice(), cosine: undefined };
    if (at === snippets.length) snippets.push(found);
    else snippets.splice(at, 0, found);
    return at;
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
    const { paths, ends, snippets, bm25 } = await lexical.hitsOfWord(words[i]!, HITS_PER_WORD, {
      weights: FIELD_WEIGHTS,
      prefix: unfinished && i === last,
    });
    let hit = 0;
    for (let k = 0; k < paths.length; k++) {
      const candidate = file(paths[k]!);
      let at = 0;
      for (; hit < ends[k]!; hit++) {
        if (!candidate) continue;
        const found = place(candidate, snippets[hit]!, at);
        if (found < 0) continue;
        candidate.snippets[found]!.bm25[i] = bm25[hit]! * terms[i]!.weight;
        at = found + 1;
      }
    }
  }
  for (const word of words) {
    for (const path of fileNames.withWord(word).slice(0, FILES_PER_NAME_WORD)) file(path);
  }
  const found = ({ path, snippet }: SnippetAddress, cosine: number): void => {
    const candidate = file(path);
    const at = candidate ? place(candidate, snippet, 0) : -1;
    if (at >= 0) candidate!.snippets[at]!.cosine = cosine;
  };
  const cosines = meaning
    ? await nearest(meaning, { text, catalog, filter, found }, signal)
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
    readonly found: (at: SnippetAddress, cosine: number) => void;
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
    for (const address of ask.catalog.addressesOf(id)) ask.found(address, cosineOf(distance));
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
