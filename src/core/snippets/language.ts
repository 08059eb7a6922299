/** What the product knows of a language: how its files are called, how its text reads, which grammar cuts it. */

/**
 * What a file of the language is, which decides how it is cut and how much it is worth:
 * `code` by grammar or definitions, `prose` by headings and paragraphs, `config` and `markup` by line windows,
 * `data` not at all.
 */
export type LanguageNature = 'code' | 'prose' | 'config' | 'markup' | 'data';

/** How a string literal opens and closes. */
export interface StringDelimiter {
  readonly open: string;
  readonly close: string;
  /** The character that takes the next one literally; '' if there is none; equal to `close` where doubling escapes. */
  readonly escape: string;
  /** Whether the literal may run over the end of the line. */
  readonly multiline: boolean;
}

export interface Language {
  /** Lower-case, what records and `lang:` filters say. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Other ways to ask for it (`ts`, `shellscript`), lower-case. */
  readonly aliases: readonly string[];
  /** The language a filter means when it is a dialect of one: `tsx` → `typescript`. */
  readonly family: string;
  readonly nature: LanguageNature;
  /** Lower-case, without the dot. */
  readonly extensions: readonly string[];
  /** Whole file names, lower-case. */
  readonly fileNames: readonly string[];
  /** Interpreters of a `#!` line, without version digits. */
  readonly shebangs: readonly string[];
  /** What opens a comment up to the end of the line. */
  readonly lineComments: readonly string[];
  /** Opening and closing marks. */
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  readonly nestedComments: boolean;
  /** Longest opening first. */
  readonly strings: readonly StringDelimiter[];
  readonly keywords: ReadonlySet<string>;
  /** Keywords and names in any letter case mean the same. */
  readonly caseInsensitive: boolean;
  /** Indentation opens and closes blocks. */
  readonly indentation: boolean;
  /** Base name of the grammar file, without `tree-sitter-` and `.wasm`; undefined: cut without a grammar. */
  readonly grammar: string | undefined;
  /** Holds parts in other languages (`<script>`, `<style>`, code fences, cells). */
  readonly embedded: boolean;
}

type Defaulted =
  | 'aliases'
  | 'family'
  | 'nature'
  | 'extensions'
  | 'fileNames'
  | 'shebangs'
  | 'lineComments'
  | 'blockComments'
  | 'nestedComments'
  | 'strings'
  | 'caseInsensitive'
  | 'indentation'
  | 'grammar'
  | 'embedded';

/** A row of the table: what is not said is absent; `keywords` are separated by blanks. */
export type LanguageRow = Omit<Language, Defaulted | 'keywords'> &
  Partial<Pick<Language, Defaulted>> & { readonly keywords?: string };

export function defineLanguage(row: LanguageRow): Language {
  return {
    aliases: [],
    family: row.id,
    nature: 'code',
    extensions: [],
    fileNames: [],
    shebangs: [],
    lineComments: [],
    blockComments: [],
    nestedComments: false,
    strings: [],
    caseInsensitive: false,
    indentation: false,
    grammar: undefined,
    embedded: false,
    ...row,
    keywords: new Set(row.keywords?.split(/\s+/).filter((word) => word !== '') ?? []),
  };
}
