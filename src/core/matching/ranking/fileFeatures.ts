/**
 * What speaks for a file, larger is better: its words, its names, what it defines, its nearness in
 * meaning, its role. Every feature is 0..1, relative to the best candidate of the same query or to the
 * whole query, so that one set of weights fits every project and every length of query.
 */
import type { FileRole } from '../../snippets/snippet.ts';
import type { QueryTerms } from '../query/queryTerms.ts';
import type { QueryType } from '../query/queryType.ts';
import type { SnippetFilter } from '../query/snippetFilter.ts';
import type { WordSplitter } from '../words.ts';
import type { Candidates, FileCandidate } from './candidates.ts';
import { type FileNames, isProse } from './fileNames.ts';
import {
  type DefinitionEvidence,
  definitionEvidence,
  fileNameEvidence,
  LikeWords,
} from './nameEvidence.ts';
import {
  type SnippetEvidence,
  snippetEvidence,
  sum,
  type WordEvidence,
  wordEvidences,
} from './wordEvidence.ts';

export const FEATURES = [
  'words',
  'coverage',
  'severalSnippets',
  'spread',
  'wordsPresent',
  'wordsTogether',
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
  'meaningAlone',
  'unnamedMeaning',
  'unnamedWords',
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
  /** 0..1: how little the names of all candidate files say of what is asked. */
  readonly unnamed: number;
  readonly words: SnippetEvidence;
  readonly definitions: DefinitionEvidence;
  /** What speaks for each snippet that the filters accept. */
  readonly snippetScores: ReadonlyMap<number, number>;
}

export interface FeatureContext {
  readonly query: QueryTerms;
  readonly type: QueryType;
  /** Documentation is not demoted for such a question. */
  readonly isHowTo: boolean;
  readonly filter: SnippetFilter;
  readonly candidates: Candidates;
  readonly fileNames: FileNames;
  readonly words: WordSplitter;
}

/** Prose about what was: it has every word of the project and seldom says how a thing is done now. */
const HISTORY =
  /(?:^|\/)(?:changelogs?|changes|history|news|release[-_]?notes?|releases?|upgrad(?:e|ing)|what-?s-?new)(?=[-_./])/iu;

/** Folders of what a package keeps to itself. */
const INTERNAL = /(?:^|\/)_?(?:internal|internals|detail|impl|private)(?:\/|$)/iu;

/** Words that ask for a role, as the splitter leaves them; then files of it are not demoted. */
const ASKS_FOR: Readonly<Record<Exclude<FileRole, 'source'> | 'history', readonly string[]>> = {
  test: ['test', 'spec', 'mock', 'fixture', 'fixtur', 'assert'],
  generated: ['generat', 'gener'],
  vendored: ['vendor', 'parti'],
  docs: ['doc', 'docum', 'document', 'documentat', 'readme', 'guide', 'tutori', 'faq', 'changelog'],
  history: ['changelog', 'histori', 'releas', 'vers', 'upgrad', 'migr'],
  example: ['exampl', 'sampl', 'demo', 'benchmark', 'bench'],
};

/** Files that get the closer look at all their names; the first look finds the answers (618 of 619). */
const CLOSER_LOOK = 60;
/** What a file's name counts in the first look, where the best words and the best meaning count 1 each. */
const NAME_AT_FIRST = 1.5;
/** How far the rarity of a word in file names may exceed its rarity in texts (a project's own name). */
const NAME_RARITY = 0.8;

/** The most promising candidates with their features. */
export function fileFeatures(context: FeatureContext): readonly ScoredFile[] {
  const { candidates, query, fileNames, type, filter } = context;
  const { importance } = candidates;
  const evidences = wordEvidences(candidates);
  const most = {
    best: largest(evidences, (e) => e.best),
    coverage: largest(evidences, (e) => e.coverage),
    several: largest(evidences, (e) => e.several),
    spread: largest(evidences, (e) => e.spread),
    length: Math.log(1 + largest(evidences, (e) => e.file.record.snippets.length)),
  };
  const rarity = query.terms.map(({ word, weight }, i) =>
    Math.min(weight * fileNames.rarity(word), weight * NAME_RARITY * importance[i]!),
  );
  const names = { rarity, total: sum(rarity) || 1 };
  const wordShares = {
    importance: new Map(query.terms.map(({ word }, i) => [word, importance[i]!])),
    total: sum(importance) || 1,
  };
  const demoted = demotions(query, context.words);
  const likeWords = new LikeWords(query.terms.map(({ word }) => word));
  const scored = evidences
    .map((evidence) => {
      const name = fileNameEvidence(
        fileNames.name(evidence.file.record.path),
        query,
        likeWords,
        names,
      );
      const first =
        evidence.best / most.best +
        evidence.coverage / most.coverage +
        evidence.meaning +
        NAME_AT_FIRST * name.covered;
      return { evidence, name, first };
    })
    .sort((a, b) => b.first - a.first)
    .slice(0, CLOSER_LOOK)
    .map(({ evidence, name }) => {
      const { file } = evidence;
      const { path, role, snippets } = file.record;
      const defined = definitionEvidence(file, query, fileNames, wordShares);
      const features = {
        words: evidence.best / most.best,
        coverage: evidence.coverage / most.coverage,
        severalSnippets: evidence.several / most.several,
        spread: evidence.spread / most.spread,
        wordsPresent: evidence.present / wordShares.total,
        wordsTogether: evidence.together / wordShares.total,
        fileName: name.covered,
        fileNameExact: Math.sqrt(name.covered * name.precise),
        fileNameWhole: name.whole,
        folder: name.folder,
        definitionName: defined.best,
        definitionExact: defined.exact,
        codeNameDefined: defined.code,
        codeNameIsFile: name.code,
        symbolDefined: type === 'symbol' ? defined.exact : 0,
        symbolIsFile: type === 'symbol' ? name.whole : 0,
        meaning: evidence.meaning,
        meaningSeveral: evidence.meaningSeveral,
        meaningAlone: 0,
        unnamedMeaning: evidence.nearness,
        unnamedWords: evidence.plain / BM25_UNIT,
        length: Math.log(1 + snippets.length) / most.length,
        test: role === 'test' && demoted.test ? 1 : 0,
        generated: role === 'generated' && demoted.generated ? 1 : 0,
        vendored: role === 'vendored' && demoted.vendored ? 1 : 0,
        docs: role === 'docs' && demoted.docs && !context.isHowTo ? 1 : 0,
        example: role === 'example' && demoted.example ? 1 : 0,
        outdated:
          demoted.outdated(fileNames.outdatedFolder(path)) ||
          (role === 'docs' && demoted.history && HISTORY.test(path))
            ? 1
            : 0,
        internal: INTERNAL.test(path) ? 1 : 0,
      };
      const words = snippetEvidence(file, candidates);
      const scores = snippetScores(file, words, { defined, most: most.best, fileNames });
      if (!filter.acceptsAll) {
        for (const snippet of scores.keys()) {
          if (!filter.acceptsSnippet(file.record, snippet)) scores.delete(snippet);
        }
      }
      return { file, features, unnamed: 0, words, definitions: defined, snippetScores: scores };
    });
  return withShares(scored);
}

/** How fast meaning gives way to names: measured between 3 and 8, docs/search.md. */
const NAMES_WIN = 6;
/** BM25 of a description's best snippet, about: keeps the feature near 0..1. */
const BM25_UNIT = 50;

/**
 * Where no file's or definition's name says what is asked, meaning decides more; where not even a file's name does,
 * nor anything asked by name is defined, the snippets' own likelihoods decide (docs/decisions/0018).
 */
function withShares(files: readonly Draft[]): readonly ScoredFile[] {
  const best = (pick: (features: Features) => number) =>
    files.reduce((most, { features }) => Math.max(most, pick(features)), 0);
  const missing = (share: number) => (1 - Math.min(1, share)) ** NAMES_WIN;
  const unnamed = missing(
    best(({ fileNameExact, codeNameDefined, symbolDefined }) =>
      Math.max(fileNameExact, codeNameDefined, symbolDefined),
    ),
  );
  const alone = missing(
    best(({ fileNameExact, definitionName }) => Math.max(fileNameExact, definitionName)),
  );
  // Paragraphs of a page are ranked each for itself anyway (rankSnippets.ts), better beside the whole page's evidence.
  const isPage = ({ file }: ScoredFile) => file.record.snippets.every(({ kind }) => isProse(kind));
  for (const file of files) {
    file.unnamed = isPage(file) ? 0 : unnamed;
    file.features.meaningAlone = alone * file.features.meaning;
  }
  return files;
}

/** A file before it is known how much the names of all files say. */
interface Draft extends ScoredFile {
  readonly features: Record<Feature, number>;
  unnamed: number;
}

/** What decides where files' names say nothing. */
export const DESCRIBED: readonly Feature[] = ['unnamedMeaning', 'unnamedWords'];
export const ROLES: readonly Feature[] = [
  'test',
  'generated',
  'vendored',
  'docs',
  'example',
  'outdated',
  'internal',
];
/** What gives way there. */
export const NAMED: readonly Feature[] = FEATURES.filter(
  (feature) => !DESCRIBED.includes(feature) && !ROLES.includes(feature),
);

/** A feature as it is weighed: what a file is counts always, the rest by how much the names of files say. */
export function weighed({ features, unnamed }: ScoredFile, feature: Feature): number {
  if (ROLES.includes(feature)) return features[feature];
  return features[feature] * (DESCRIBED.includes(feature) ? unnamed : 1 - unnamed);
}

/** Which roles are demoted: all but those the query asks for. */
function demotions({ terms }: QueryTerms, words: WordSplitter) {
  const asks = (role: keyof typeof ASKS_FOR) =>
    terms.some(({ word }) => ASKS_FOR[role].includes(word));
  return {
    test: !asks('test'),
    generated: !asks('generated'),
    vendored: !asks('vendored'),
    docs: !asks('docs'),
    example: !asks('example'),
    history: !asks('history'),
    outdated: (folder: string | undefined) => {
      // The name as a whole: who asks for `v4` does not ask for `v3`, though both hold `v`.
      const asked = folder === undefined ? undefined : words.split(folder)[0];
      return folder !== undefined && !terms.some(({ word }) => word === asked);
    },
  };
}

/** Headings are short and meant for readers of the page before: meaning says more (measured with PARAGRAPH_WEIGHT). */
const IN_PROSE = { meaning: 1.5, heading: 0.5 };

/** Which of a file's snippets answers: its words, its meaning, its name. @param most the best BM25 of the query */
function snippetScores(
  { record }: FileCandidate,
  { bm25, near }: SnippetEvidence,
  {
    defined,
    most,
    fileNames,
  }: {
    readonly defined: DefinitionEvidence;
    readonly most: number;
    readonly fileNames: FileNames;
  },
): Map<number, number> {
  const scores = new Map<number, number>();
  for (const [snippet, score] of bm25) scores.set(snippet, score / most);
  const { hasProse } = fileNames.definitions(record);
  const prose = (snippet: number) => hasProse && isProse(record.snippets[snippet]!.kind);
  // What is near in meaning has an entry among the words, if only with 0.
  for (const [snippet, score] of near) {
    scores.set(snippet, scores.get(snippet)! + (prose(snippet) ? IN_PROSE.meaning : 1) * score);
  }
  for (const [snippet, { score }] of defined.perSnippet) {
    const named = prose(snippet) ? IN_PROSE.heading * score : score;
    scores.set(snippet, (scores.get(snippet) ?? 0) + named);
  }
  return scores;
}

function largest(
  evidences: readonly WordEvidence[],
  pick: (evidence: WordEvidence) => number,
): number {
  return evidences.reduce((most, evidence) => Math.max(most, pick(evidence)), 1e-9);
}
