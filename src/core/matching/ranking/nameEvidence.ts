/** What the names of a file, its folders and its definitions say for it. */
import type { QueryTerms } from '../query/queryTerms.ts';
import type { FileCandidate } from './candidates.ts';
import type { Definition, FileName, FileNames } from './fileNames.ts';

export interface FileNameEvidence {
  /** Share of the query that the name holds, by how rare its words are in names. */
  readonly covered: number;
  /** Share of the name that the query holds. */
  readonly precise: number;
  /** 1 where a name in the query is the whole file name. */
  readonly whole: number;
  /** The same where it is written like code. */
  readonly code: number;
  /** Share of the query that only the folders hold. */
  readonly folder: number;
}

/** The words of one query beside words of names: hundreds of files share few words and folders, so each is compared once. */
export class LikeWords {
  private readonly asked: readonly string[];
  private readonly known = new Map<string, readonly Likeness[]>();
  private readonly knownFolders = new Map<readonly string[], readonly number[]>();

  constructor(asked: readonly string[]) {
    this.asked = asked;
  }

  /** The words of the query that are like `own`, mostly none. */
  of(own: string): readonly Likeness[] {
    const known = this.known.get(own);
    if (known) return known;
    let alike: readonly Likeness[] = NONE;
    for (let term = 0; term < this.asked.length; term++) {
      const word = this.asked[term]!;
      // Words alike begin alike; nearly all pairs end here.
      if (word.charCodeAt(0) !== own.charCodeAt(0)) continue;
      const likeness = wordLikeness(word, own);
      if (likeness > 0) alike = [...alike, { term, likeness }];
    }
    this.known.set(own, alike);
    return alike;
  }

  /** Positions in the query of the words that a folder has; the same array of words is looked at once. */
  inFolder(folderWords: readonly string[]): readonly number[] {
    let terms = this.knownFolders.get(folderWords);
    if (!terms) {
      terms = [...this.asked.keys()].filter((term) => folderWords.includes(this.asked[term]!));
      this.knownFolders.set(folderWords, terms);
    }
    return terms;
  }
}

interface Likeness {
  /** Position in the query. */
  readonly term: number;
  readonly likeness: number;
}

const NONE: readonly Likeness[] = [];
const NO_TERMS: ReadonlyMap<number, number> = new Map();

/** @param rarity per query term, summing to `total` */
export function fileNameEvidence(
  { stem, words, folderWords }: FileName,
  query: QueryTerms,
  like: LikeWords,
  { rarity, total }: { readonly rarity: readonly number[]; readonly total: number },
): FileNameEvidence {
  // Most names have no word of the query: nothing is made for them.
  let inName: Map<number, number> | undefined;
  for (const own of words) {
    for (const { term, likeness } of like.of(own)) {
      inName ??= new Map();
      if (likeness > (inName.get(term) ?? 0)) inName.set(term, likeness);
    }
  }
  let covered = 0;
  let matched = 0;
  for (const [term, likeness] of inName ?? NO_TERMS) {
    covered += likeness * rarity[term]!;
    matched += likeness;
  }
  let folder = 0;
  for (const term of like.inFolder(folderWords)) {
    if ((inName?.get(term) ?? 0) < 1) folder += rarity[term]!;
  }
  return {
    covered: covered / total,
    precise: words.length > 0 ? Math.min(1, matched / words.length) : 0,
    whole: query.names.has(stem) ? 1 : 0,
    code: query.codeNames.has(stem) ? 1 : 0,
    folder: folder / total,
  };
}

export interface DefinitionEvidence {
  /** How well the best definition's name and the query cover each other, 0..1. */
  readonly best: number;
  /** Share of the query that is, word for word, the name of something defined here. */
  readonly exact: number;
  /** 1 (0.6 for a function) where a name in the query that is written like code is defined here. */
  readonly code: number;
  /** Per snippet: the cover of its name, plus its strength where it is named exactly. */
  readonly perSnippet: ReadonlyMap<number, { readonly score: number; readonly isNamed: boolean }>;
}

interface AskedDefinition {
  readonly definition: Definition;
  /** Importance of the query's words in its name, and how many they are. */
  covered: number;
  matched: number;
  score: number;
  isNamed: boolean;
}

/** A type answers a bare name rather than a function of the same name (guess). */
const OTHER_THAN_TYPE = 0.6;
/** `helpers` answers `Helpers` less than `Helpers` does (guess). */
const OTHER_SPELLING = 0.6;
/** Within its file, a definition named in the query goes before the places that use it (guess). */
const NAMED_IN_FILE = 4;

/** @param importance per query word, summing to `total` */
export function definitionEvidence(
  { record }: FileCandidate,
  query: QueryTerms,
  fileNames: FileNames,
  {
    importance,
    total,
  }: { readonly importance: ReadonlyMap<string, number>; readonly total: number },
): DefinitionEvidence {
  const perSnippet = new Map<number, AskedDefinition>();
  const named = new Map<string, { readonly definition: Definition; readonly strength: number }>();
  const { byWord, byName } = fileNames.definitions(record);
  for (const name of query.names) {
    for (const definition of byName.get(name) ?? []) {
      const strength = strengthOf(definition, query);
      if ((named.get(name)?.strength ?? 0) < strength) named.set(name, { definition, strength });
    }
  }
  for (const [word, weight] of importance) {
    for (const definition of byWord.get(word) ?? []) {
      const so = perSnippet.get(definition.snippet);
      if (so) {
        so.covered += weight;
        so.matched++;
      } else {
        const found = { definition, covered: weight, matched: 1, score: 0, isNamed: false };
        perSnippet.set(definition.snippet, found);
      }
    }
  }
  let best = 0;
  for (const so of perSnippet.values()) {
    const { plain, words, isHeading } = so.definition;
    const match = Math.sqrt((Math.min(1, so.covered / total) * so.matched) / words.length);
    best = Math.max(best, match);
    so.isNamed = !isHeading && query.names.has(plain);
    so.score = match + (so.isNamed ? NAMED_IN_FILE * strengthOf(so.definition, query) : 0);
  }
  let exact = 0;
  let code = 0;
  for (const [plain, { definition, strength }] of named) {
    let weight = 0;
    for (const word of definition.words) weight = Math.max(weight, importance.get(word) ?? 0);
    exact += (strength * weight) / total;
    if (query.codeNames.has(plain)) code = Math.max(code, strength);
  }
  return { best, exact: Math.min(1, exact), code, perSnippet };
}

function strengthOf({ isType, written }: Definition, query: QueryTerms): number {
  return (isType ? 1 : OTHER_THAN_TYPE) * (query.written.has(written) ? 1 : OTHER_SPELLING);
}

/** What an abbreviation or another form of a word counts beside the word itself. */
const ABBREVIATION = 0.7;

/** 1 for the same word, less where one is the beginning of the other (`arg`, `argument`), else 0. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const short = a.length < b.length ? a : b;
  const long = short === a ? b : a;
  return short.length >= 3 && long.startsWith(short) ? ABBREVIATION : 0;
}
