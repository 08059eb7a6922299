/** A piece of code or prose → its lookalikes: copies by tokens, code for the same job by the encoder, ranked together. */
import { type Calibration, jobProbability } from '../calibration/calibration.ts';
import type { Encoder, EncoderInput } from '../encoder/encoder.ts';
import type { SnippetCatalog } from '../index/snippetCatalog.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import type { VectorIndex } from '../index/vectorIndex.ts';
import { languageById } from '../snippets/languages.ts';
import type { Snippet } from '../snippets/snippet.ts';
import { createLexer } from '../structure/lexer.ts';
import { passageOf, tokensKey } from '../structure/passage.ts';
import { type TokenStream, tokensInLines } from '../structure/tokenStream.ts';
import { copyEvidence, identicalType, type PreparedPassage, preparePassage } from './evidence.ts';
import type { FilePrints } from './filePrints.ts';
import type { Match, Place } from './match.ts';
import { judgeCopy } from './nearCopies.ts';
import { PlacePassages } from './placePassages.ts';
import { sharedRuns } from './sharedRuns.ts';
import { placeIn, readStream } from './units.ts';

export interface SimilarQuery {
  readonly text: string;
  /** An id of the language table. */
  readonly language: string;
  readonly limit: number;
  /** 0..1; less probable matches are dropped. */
  readonly minProbability?: number;
  /** Where the text comes from, so that it is not found itself. */
  readonly self?: { readonly path: string; readonly startLine: number; readonly endLine: number };
}

export interface SimilarSources {
  readonly catalog: SnippetCatalog;
  /** Kept between questions: it remembers the fingerprints of files that did not change. */
  readonly prints: FilePrints;
  readonly calibration: Calibration;
  /** Absent: only copies are found. */
  readonly meaning?: { readonly encoder: Encoder; readonly index: VectorIndex };
}

/** Files looked into for copies, and neighbours asked of the index, per match wanted. */
const FILES_PER_MATCH = 3;
const NEIGHBORS_PER_MATCH = 4;
/** Below, a match is not worth a line even where the caller set no bound. */
const MIN_PROBABILITY = 0.05;
/** A shared stretch is a place of its own where it holds this share of the query. */
const MIN_STRETCH = 0.5;
/** And is looked for only where it has so many tokens. */
const MIN_STRETCH_TOKENS = 25;

/** Most probable first, at most `limit`; places that overlap one another once. */
export async function findSimilar(
  query: SimilarQuery,
  sources: SimilarSources,
  signal?: AbortSignal,
): Promise<Match[]> {
  const stream = createLexer(languageById(query.language))(query.text);
  const passage = preparePassage(passageOf(stream));
  const copies = copiesOf(query, stream, passage, sources);
  signal?.throwIfAborted();
  const jobs = sources.meaning
    ? await jobsLike(query, passage, sources, sources.meaning, signal)
    : [];
  return bestApart([...copies, ...jobs], query);
}

function copiesOf(
  query: SimilarQuery,
  stream: TokenStream,
  passage: PreparedPassage,
  { catalog, prints, calibration }: SimilarSources,
): Match[] {
  const files = prints.likelyFiles(passage, catalog.files(), FILES_PER_MATCH * query.limit);
  const options = { calibration, level: 'exploratory' } as const;
  return files.flatMap((record) => {
    const other = readStream(record.tokens);
    if (!other) return [];
    return candidatesIn(record, other, stream).flatMap((snippet): Match[] => {
      const place = placeIn(record, snippet);
      if (isSelf(place, query)) return [];
      const range = tokensInLines(other, snippet.startLine, snippet.endLine);
      // A cheap bound first: very unequal lengths cannot be copies of one another.
      const ratio = (range.end - range.start) / Math.max(1, passage.exact.length);
      if (ratio > 3 || ratio < 1 / 3) return [];
      const judged = judgeCopy(passage, preparePassage(passageOf(other, range)), options);
      if (!judged) return [];
      const { text, structure } = judged.evidence;
      const { type, probability } = judged;
      return [{ place, type, probability, evidence: { text, structure } }];
    });
  });
}

/** The file's snippets, and the longest stretch that is the query's. */
function candidatesIn(record: FileRecord, other: TokenStream, stream: TokenStream): Snippet[] {
  const wanted = Math.max(MIN_STRETCH_TOKENS, MIN_STRETCH * stream.tokens.length);
  const pair = [
    { record, stream },
    { record, stream: other },
  ];
  const stretches = sharedRuns(pair, { minTokens: wanted, isRepeated: () => false })
    .filter(({ fileA, fileB }) => fileA === 0 && fileB === 1)
    .map(({ startB, endB }): Snippet => {
      const startLine = other.lines[startB]!;
      const endLine = other.lines[endB - 1]!;
      const tokens = passageOf(other, { start: startB, end: endB }).exact;
      const textHash = tokensKey(tokens).toString(16).padStart(32, '0');
      return { kind: 'block', name: '', startLine, endLine, doc: '', textHash };
    });
  return [...record.snippets, ...stretches];
}

async function jobsLike(
  query: SimilarQuery,
  passage: PreparedPassage,
  { catalog, calibration }: SimilarSources,
  { encoder, index }: { readonly encoder: Encoder; readonly index: VectorIndex },
  signal?: AbortSignal,
): Promise<Match[]> {
  const channel = calibration.sameJob;
  if (!channel || index.size === 0) return [];
  const kind: EncoderInput['kind'] =
    languageById(query.language)?.nature === 'prose' ? 'text' : 'code';
  const embedding = await encoder.encode([{ text: query.text, kind }], signal);
  const neighbors = await index.search(
    embedding,
    Math.max(16, NEIGHBORS_PER_MATCH * query.limit),
    (id) => catalog.holds(id),
    signal,
  );
  const passages = new PlacePassages(catalog);
  const options = { calibration, level: 'exploratory' } as const;
  return neighbors.flatMap(({ id, distance }) =>
    catalog.placesOf(id).flatMap((place): Match[] => {
      const other = passages.of(place);
      if (!other || isSelf(place, query)) return [];
      const evidence = copyEvidence(passage, other);
      const { text, structure, lengthRatio } = evidence;
      const copy = judgeCopy(passage, other, options);
      const job = jobProbability(channel, {
        distance,
        lengthRatio,
      });
      return [
        {
          place,
          type: copy ? (identicalType(passage, other) ?? 'edited') : 'meaning',
          distance,
          probability: Math.max(job, copy?.probability ?? 0),
          evidence: { text, structure, meaning: Math.max(0, 1 - distance ** 2 / 2) },
        },
      ];
    }),
  );
}

function isSelf({ path, snippet }: Place, { self }: SimilarQuery): boolean {
  return (
    self !== undefined &&
    self.path === path &&
    snippet.startLine <= self.endLine &&
    self.startLine <= snippet.endLine
  );
}

/** Best first; a place that overlaps a better one in its file is the same finding at another size. */
function bestApart(matches: readonly Match[], query: SimilarQuery): Match[] {
  const least = query.minProbability ?? MIN_PROBABILITY;
  const sorted = matches
    .filter(({ probability }) => probability >= least)
    .sort(
      (a, b) =>
        b.probability - a.probability ||
        (b.evidence.structure ?? 0) - (a.evidence.structure ?? 0) ||
        (a.distance ?? 2) - (b.distance ?? 2) ||
        (a.place.path < b.place.path ? -1 : a.place.path > b.place.path ? 1 : 0) ||
        a.place.snippet.startLine - b.place.snippet.startLine,
    );
  const taken: Match[] = [];
  for (const match of sorted) {
    if (taken.length === query.limit) break;
    const known = taken.findIndex(({ place }) => overlaps(place, match.place));
    if (known < 0) taken.push(match);
    else if (taken[known]!.distance === undefined && samePlace(taken[known]!.place, match.place)) {
      // Found both ways: the evidence of both belongs to it.
      const { distance, evidence } = match;
      taken[known] = {
        ...taken[known]!,
        ...(distance === undefined ? {} : { distance }),
        evidence: { ...evidence, ...taken[known]!.evidence },
      };
    }
  }
  return taken;
}

function overlaps(a: Place, b: Place): boolean {
  return (
    a.path === b.path &&
    a.snippet.startLine <= b.snippet.endLine &&
    b.snippet.startLine <= a.snippet.endLine
  );
}

function samePlace(a: Place, b: Place): boolean {
  return a.snippet.startLine === b.snippet.startLine && a.snippet.endLine === b.snippet.endLine;
}
