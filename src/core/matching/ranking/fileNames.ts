/** What files and the things defined in them are called: words of names and folders, how common each is. */
import type { FileRecord } from '../../index/snippetStore.ts';
import type { SnippetKind } from '../../snippets/snippet.ts';
import { plainName } from '../query/queryTerms.ts';
import type { WordSplitter } from '../words.ts';

export interface FileName {
  /** The name without ending, plain: `URLEncodedFormEncoder` → urlencodedformencoder. */
  readonly stem: string;
  /** The same as written. */
  readonly written: string;
  /** Words of the name, of the folder where the name says nothing (`index.ts`, `mod.rs`). */
  readonly words: readonly string[];
  /** Words of the folders, nearest last; one array for all files of a folder. */
  readonly folderWords: readonly string[];
}

export interface Definition {
  /** Position among the file's snippets. */
  readonly snippet: number;
  /** The last part of the qualified name, as written. */
  readonly written: string;
  /** The same plain: `parse_json` → parsejson. */
  readonly plain: string;
  readonly words: readonly string[];
  readonly isType: boolean;
  /** A heading: it says what is written about, and defines nothing. */
  readonly isHeading: boolean;
}

/** What a file defines, found by the words of names and by whole names: a large file has thousands. */
export interface Definitions {
  readonly byWord: ReadonlyMap<string, readonly Definition[]>;
  /** By plain name. */
  readonly byName: ReadonlyMap<string, readonly Definition[]>;
  /** False where no snippet is prose, as in most files of code: then none has to be looked at. */
  readonly hasProse: boolean;
}

/** Between the headings of a section's path. */
const HEADING_SEPARATOR = '>';

export function isProse(kind: SnippetKind): boolean {
  return kind === 'section' || kind === 'paragraph';
}

/** Names that stand for their folder. */
const SAYS_NOTHING = new Set([
  'index',
  'mod',
  'init',
  'main',
  'lib',
  'default',
  'package',
  'readme',
]);
const OUTDATED = /(?:^|\/)(legacy|deprecated|deprecations?|compat|obsolete)\//iu;
/** Versions looked for beyond a folder's own: projects keep one or two. */
const NEWER_VERSIONS = 3;
/** Folders further up say where the project keeps its source, not what a file is about. */
const FOLDERS = 4;

export class FileNames {
  private readonly splitter: WordSplitter;
  private readonly known = new Map<string, FileName>();
  private readonly folderWords = new Map<string, readonly string[]>();
  private readonly definitionsOf = new WeakMap<FileRecord, Definitions>();
  private byWord = new Map<string, string[]>();
  private folders = new Set<string>();
  private count = 0;

  constructor(splitter: WordSplitter) {
    this.splitter = splitter;
  }

  /** Takes the files there are now; those known from before cost next to nothing. */
  update(paths: Iterable<string>): void {
    this.byWord = new Map();
    this.folders = new Set();
    this.count = 0;
    for (const path of paths) {
      this.count++;
      this.addFolders(path);
      for (const word of new Set(this.name(path).words)) {
        append(this.byWord, word, path);
      }
    }
  }

  name(path: string): FileName {
    const known = this.known.get(path);
    if (known) return known;
    const name = this.read(path);
    this.known.set(path, name);
    return name;
  }

  /** What a file defines, read once per record. */
  definitions(record: FileRecord): Definitions {
    const known = this.definitionsOf.get(record);
    if (known) return known;
    const byWord = new Map<string, Definition[]>();
    const byName = new Map<string, Definition[]>();
    for (const [snippet, { name, kind }] of record.snippets.entries()) {
      if (name === '') continue;
      const definition = this.definition(snippet, name, kind);
      for (const word of definition.words) append(byWord, word, definition);
      append(byName, definition.plain, definition);
    }
    const hasProse = record.snippets.some(({ kind }) => isProse(kind));
    const definitions = { byWord, byName, hasProse };
    this.definitionsOf.set(record, definitions);
    return definitions;
  }

  /** Files with the word in their name. */
  withWord(word: string): readonly string[] {
    return this.byWord.get(word) ?? [];
  }

  /**
   * The folder around `path` that keeps what was: one that says so, or a version with a newer one beside it
   * (`v3` where there is `v4`), or with the unversioned code around it (`v1/fields` in `fields`' folder).
   */
  outdatedFolder(path: string): string | undefined {
    const said = OUTDATED.exec(path)?.[1];
    if (said !== undefined) return said;
    const version = /(?:^|\/)(v(\d{1,3}))(?=\/)/iu.exec(path);
    if (!version) return undefined;
    const name = version[1]!;
    const number = Number(version[2]);
    const before = path.slice(0, version.index);
    const after = path.slice(version.index + version[0].length + 1);
    const beside = before === '' ? '' : `${before}/`;
    for (let newer = number + 1; newer <= number + NEWER_VERSIONS; newer++) {
      if (this.folders.has(`${beside}v${newer}`)) return name;
    }
    return this.folders.has(beside + after) ? name : undefined;
  }

  /** How much a word in a name tells files apart: ln(1 + files / files with it), 0 where all have it. */
  rarity(word: string): number {
    const files = this.byWord.get(word)?.length ?? 0;
    return Math.log(1 + (this.count - files) / (files + 1));
  }

  /** Remembers a file and its folders, so that `outdatedFolder` can ask what stands beside what. */
  private addFolders(path: string): void {
    for (let at = path.length; at > 0 && !this.folders.has(path.slice(0, at)); ) {
      this.folders.add(path.slice(0, at));
      at = path.lastIndexOf('/', at - 1);
    }
  }

  private definition(snippet: number, name: string, kind: SnippetKind): Definition {
    const isHeading = isProse(kind);
    const written = isHeading
      ? name.slice(name.lastIndexOf(HEADING_SEPARATOR) + 1).trim()
      : (name.split(/::|[.#/]/u).findLast((part) => part !== '') ?? name);
    const words = [...new Set(this.splitter.split(written))];
    const isType = kind === 'class';
    return { snippet, written, plain: plainName(written), words, isType, isHeading };
  }

  private read(path: string): FileName {
    const parts = path.split('/');
    const file = parts.pop()!;
    const folders = parts.slice(-FOLDERS);
    let written = file.replace(/(?<=.)\.[^.]*$/u, '').replace(/(?<=.)\.(?:d|min|test|spec)$/u, '');
    if (SAYS_NOTHING.has(plainName(written)) && folders.length > 0) written = folders.pop()!;
    return {
      stem: written.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase(),
      written,
      words: [...new Set(this.splitter.split(written))],
      folderWords: this.wordsOfFolders(folders.join(' ')),
    };
  }

  private wordsOfFolders(folders: string): readonly string[] {
    let words = this.folderWords.get(folders);
    if (!words) {
      words = [...new Set(this.splitter.split(folders))];
      this.folderWords.set(folders, words);
    }
    return words;
  }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
