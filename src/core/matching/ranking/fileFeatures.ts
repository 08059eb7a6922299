/**
 * What speaks for a file, each 0..1 and larger is better: its words, its name, what it defines, its
 * nearness in meaning, its role. Every feature is relative to the best candidate of the same query
 * or to the whole query, so that one set of weights fits every project and every query length.
 */
import type { QueryTerms } from '../query/queryTerms.ts';
import { plainName } from '../query/queryTerms.ts';
import type { QueryType } from '../query/queryType.ts';
import type { WordSplitter } from '../words.ts';
import type { Candidates, FileCandidate } from './candidates.ts';
import type { FileNames } from './fileNames.ts';

export const FEATURES = [
  'words',
  'coverage',
  'severalSnippets',
  'wordsPresent',
  'wordsTogether',
  'spread',
  'fileName',
  'fileNameExact',
  'fileNameWhole',
  'folder',
  'definitionName',
  'definitionExact',
  'codeNameDefined',
  'codeNameIsFile',
  'symbolDefined',
  'symbolIsFile',
  'meaning',
  'meaningSeveral',
  'length',
  'test',
  'generated',
  'vendored',
  'docs',
  'example',
  'outdated',
  'internal',
] as const;
export type Feature = (typeof FEATURES)[number];
export type Features = Readonly<Record<Feature, number>>;

export interface ScoredFile {
  readonly file: FileCandidate;
  readonly features: Features;
  /** Position of the snippet that answers best, and what speaks for each snippet. */
  readonly snippetScores: ReadonlyMap<number, number>;
}

export interface FeatureContext {
  readonly query: QueryTerms;
  readonly type: QueryType;
  readonly candidates: Candidates;
  readonly fileNames: FileNames;
  readonly words: WordSplitter;
}

const INTERNAL = /(?:^|\/)_?(?:internal|internals|detail|impl|private)(?:\/|$)/iu;

/** Files that take part in the second, closer look (all the evidence of names). */
const CLOSER_LOOK = 60;

/** The most promising candidates with their features. */
export function fileFeatures(context: FeatureContext): ScoredFile[] {
  const { candidates, query } = context;
  const evidences = [...candidates.files.values()].map((file) => wordEvidence(file, context));
  const largest = (pick: (e: WordEvidence) => number) =>
    evidences.reduce((most, evidence) => Math.max(most, pick(evidence)), 1e-9);
  const most = {
    best: largest((e) => e.best),
    coverage: largest((e) => e.coverage),
    several: largest((e) => e.several),
    spread: largest((e) => e.spread),
    length: Math.log(1 + largest((e) => e.file.record.snippets.length)),
  };
  const importance = candidates.importance;
  const rarity = query.terms.map(
    ({ word, weight }, i) =>
      weight * Math.min(context.fileNames.rarity(word), importance[i]! * 0.8),
  );
  const isSymbol = context.type === 'symbol';
  const total = { importance: sum(importance) || 1, rarity: sum(rarity) || 1 };
  return evidences
    .map((evidence) => {
      const first =
        evidence.best / most.best +
        evidence.coverage / most.coverage +
        evidence.meaning +
        1.5 * nameEvidence(evidence.file.record.path, context, rarity, total.rarity).covered;
      return { evidence, first };
    })
    .sort((a, b) => b.first - a.first)
    .slice(0, CLOSER_LOOK)
    .map(({ evidence }) => {
      const { file } = evidence;
      const { record } = file;
      const name = nameEvidence(record.path, context, rarity, total.rarity);
      const defined = definitionEvidence(file, context, total.importance);
      const features: Record<Feature, number> = {
        words: evidence.best / most.best,
        coverage: evidence.coverage / most.coverage,
        severalSnippets: evidence.several / most.several,
        wordsPresent: evidence.present / total.importance,
        spread: evidence.spread / most.spread,
        wordsTogether: evidence.together / total.importance,
        fileName: name.covered,
        fileNameExact: Math.sqrt(name.covered * name.precise),
        fileNameWhole: name.whole,
        folder: name.folder,
        definitionName: defined.best,
        definitionExact: defined.exact,
        codeNameDefined: defined.code,
        codeNameIsFile: name.code,
        symbolDefined: isSymbol ? defined.exact : 0,
        symbolIsFile: isSymbol ? name.whole : 0,
        meaning: evidence.meaning,
        meaningSeveral: evidence.meaningSeveral,
        length: Math.log(1 + record.snippets.length) / most.length,
        test: record.role === 'test' ? 1 : 0,
        generated: record.role === 'generated' ? 1 : 0,
        vendored: record.role === 'vendored' ? 1 : 0,
        docs: record.role === 'docs' ? 1 : 0,
        example: record.role === 'example' ? 1 : 0,
        outdated: context.fileNames.isOutdated(record.path) ? 1 : 0,
        internal: INTERNAL.test(record.path) ? 1 : 0,
      };
      return { file, features, snippetScores: snippetScores(evidence, defined, most.best) };
    });
}

const SPREAD_K = 1.5;

interface WordEvidence {
  readonly file: FileCandidate;
  /** The best snippet's BM25. */
  readonly best: number;
  /** BM25 where each word may come from another snippet of the file. */
  readonly coverage: number;
  /** Mean of the three best snippets' BM25. */
  readonly several: number;
  /** Sum of the importance of the words that are in the file, and in one of its snippets. */
  readonly present: number;
  readonly together: number;
  /** BM25 with the file as the text and its snippets as the words' places. */
  readonly spread: number;
  /** 0..1 between the farthest and the nearest neighbor. */
  readonly meaning: number;
  readonly meaningSeveral: number;
  readonly bm25: ReadonlyMap<number, number>;
  readonly near: ReadonlyMap<number, number>;
}

function wordEvidence(file: FileCandidate, { candidates }: FeatureContext): WordEvidence {
  const bm25 = new Map<number, number>();
  const near = new Map<number, number>();
  const perTerm = new Float64Array(candidates.importance.length);
  const { cosines } = candidates;
  const span = cosines ? Math.max(1e-6, cosines.nearest - cosines.farthest) : 1;
  const places = new Float64Array(candidates.importance.length);
  let together = 0;
  for (const { snippet, bm25: scores, cosine } of file.snippets.values()) {
    let total = 0;
    let inSnippet = 0;
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i]!;
      total += score;
      if (score > perTerm[i]!) perTerm[i] = score;
      if (score > 0) places[i]!++;
      if (score > 0) inSnippet += candidates.importance[i]!;
    }
    together = Math.max(together, inSnippet);
    bm25.set(snippet, total);
    if (cosine !== undefined && cosines) near.set(snippet, (cosine - cosines.farthest) / span);
  }
  const ranked = [...bm25.values()].sort((a, b) => b - a);
  const nearest = [...near.values()].sort((a, b) => b - a);
  return {
    file,
    best: ranked[0] ?? 0,
    coverage: sum(perTerm),
    several: sum(ranked.slice(0, 3)) / 3,
    present: sum(candidates.importance.filter((_, i) => perTerm[i]! > 0)),
    together,
    spread: sum(
      candidates.importance.map((weight, i) => {
        const n = places[i]!;
        const norm = SPREAD_K * (0.25 + 0.75 * Math.sqrt(file.record.snippets.length / 20));
        return (weight * n) / (n + norm);
      }),
    ),
    meaning: nearest[0] ?? 0,
    meaningSeveral: sum(nearest.slice(0, 3)) / 3,
    bm25,
    near,
  };
}

interface NameEvidence {
  readonly covered: number;
  readonly precise: number;
  readonly whole: number;
  readonly folder: number;
  readonly code: number;
}

function nameEvidence(
  path: string,
  { query, fileNames }: FeatureContext,
  rarity: readonly number[],
  total: number,
): NameEvidence {
  const { stem, words, folderWords } = fileNames.name(path);
  let covered = 0;
  let folder = 0;
  let matched = 0;
  for (const [i, { word }] of query.terms.entries()) {
    const likeness = words.reduce((most, own) => Math.max(most, wordLikeness(word, own)), 0);
    covered += likeness * rarity[i]!;
    matched += likeness;
    if (likeness < 1 && folderWords.includes(word)) folder += rarity[i]!;
  }
  return {
    covered: covered / total,
    precise: words.length > 0 ? Math.min(1, matched / words.length) : 0,
    whole: query.names.has(stem) ? 1 : 0,
    folder: folder / total,
    code: query.codeNames.has(stem) ? 1 : 0,
  };
}

interface DefinitionEvidence {
  /** How well the best definition's name and the query cover each other. */
  readonly best: number;
  /** Share of the query that is, word for word, the name of something defined here. */
  readonly exact: number;
  readonly code: number;
  readonly perSnippet: ReadonlyMap<number, number>;
}

/** A type answers a bare name rather than a function of the same name (guess: 1 to 0.6). */
const OTHER_THAN_TYPE = 0.6;

function definitionEvidence(
  { record, snippets }: FileCandidate,
  { query, candidates, words }: FeatureContext,
  total: number,
): DefinitionEvidence {
  const importance = new Map(query.terms.map(({ word }, i) => [word, candidates.importance[i]!]));
  const perSnippet = new Map<number, number>();
  const exactNames = new Map<string, number>();
  let best = 0;
  for (const [position, snippet] of record.snippets.entries()) {
    if (snippet.name === '') continue;
    const own = snippet.name.split(/::|[.#/]/u).at(-1)!;
    const strength = snippet.kind === 'class' ? 1 : OTHER_THAN_TYPE;
    const plain = plainName(own);
    const isNamed = query.names.has(plain);
    if (isNamed) exactNames.set(plain, Math.max(exactNames.get(plain) ?? 0, strength));
    const ownWords = new Set(words.split(own));
    let covered = 0;
    let matched = 0;
    for (const word of ownWords) {
      const weight = importance.get(word);
      if (weight === undefined) continue;
      covered += weight;
      matched++;
    }
    if (matched === 0) continue;
    const match = Math.sqrt((Math.min(1, covered / total) * matched) / ownWords.size);
    best = Math.max(best, match);
    if (snippets.has(position) || isNamed) {
      perSnippet.set(position, match + (isNamed ? strength : 0));
    }
  }
  let exact = 0;
  let code = 0;
  for (const [name, strength] of exactNames) {
    const weight = words.split(name).reduce((most, w) => Math.max(most, importance.get(w) ?? 0), 0);
    exact += (strength * weight) / total;
    if (query.codeNames.has(name)) code = Math.max(code, strength);
  }
  return { best, exact: Math.min(1, exact), code, perSnippet };
}

/** Which of a file's snippets answers: its words, its meaning, its name. */
function snippetScores(
  { bm25, near }: WordEvidence,
  { perSnippet }: DefinitionEvidence,
  most: number,
): Map<number, number> {
  const scores = new Map<number, number>();
  const add = (snippet: number, score: number) =>
    scores.set(snippet, (scores.get(snippet) ?? 0) + score);
  for (const [snippet, score] of bm25) add(snippet, score / most);
  for (const [snippet, score] of near) add(snippet, score);
  for (const [snippet, score] of perSnippet) add(snippet, score);
  return scores;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** 1 for the same word, less for an abbreviation (`arg`, `argument`) or another form of it, else 0. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.startsWith(short)) return ABBREVIATION;
  return 0;
}
/** What an abbreviation or another form counts beside the word itself. */
const ABBREVIATION = 0.7;
