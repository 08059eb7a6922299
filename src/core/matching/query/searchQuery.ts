/**
 * What was typed → what is asked: words, and the filters `"exact words"`, `-word`, `lang:`, `path:`
 * and `kind:`. Whatever is typed means something: an open quotation mark runs to the end, and a colon
 * after any other word belongs to the word (`std::vector`, `error: no such file`).
 */
import { languageByName } from '../../snippets/languages.ts';
import { UserError } from '../../userError.ts';
import { isFragment, queryType } from './queryType.ts';

export type KindFilter = 'function' | 'class' | 'doc';

export interface SearchQuery {
  /** What to look for, without the filters; quoted words are part of it. */
  readonly text: string;
  /** Each has to stand in the snippet, in this order. */
  readonly phrases: readonly string[];
  /** None may stand in the snippet. */
  readonly excluded: readonly string[];
  /** Language families, any of them. */
  readonly languages: readonly string[];
  /** Parts of paths or globs with `*`, lower-case, any of them; see `pathMatches`. */
  readonly paths: readonly string[];
  readonly excludedPaths: readonly string[];
  readonly kinds: readonly KindFilter[];
}

/** More is a pasted file: the first part says what it is about. */
export const LONGEST_QUERY = 4000;

const PART = /(-?)(?:(lang|language|path|file|kind):)?(?:"([^"]*)(?:"|$)|(\S+))/giu;

const KINDS: Readonly<Record<string, KindFilter>> = {
  function: 'function',
  func: 'function',
  fn: 'function',
  method: 'function',
  class: 'class',
  type: 'class',
  struct: 'class',
  interface: 'class',
  doc: 'doc',
  docs: 'doc',
  text: 'doc',
  prose: 'doc',
};

/**
 * Pasted code and messages of machines have quotation marks and dashes of their own: nothing in them filters.
 * @throws UserError for a language or kind that does not exist.
 */
export function parseSearchQuery(typed: string): SearchQuery {
  const pasted = typed.slice(0, LONGEST_QUERY);
  if (isPasted(pasted)) return { ...NO_FILTERS, text: pasted.trim() };
  const words: string[] = [];
  const phrases: string[] = [];
  const excluded: string[] = [];
  const languages: string[] = [];
  const paths: string[] = [];
  const excludedPaths: string[] = [];
  const kinds: KindFilter[] = [];
  for (const part of typed.slice(0, LONGEST_QUERY).matchAll(PART)) {
    const minus = part[1] === '-';
    const filter = part[2]?.toLowerCase();
    const quoted = part[3] !== undefined;
    const value = (part[3] ?? part[4] ?? '').trim();
    if (filter?.startsWith('lang')) {
      if (value !== '') languages.push(...value.split(',').filter(Boolean).map(languageFamily));
    } else if (filter === 'kind') {
      if (value !== '') kinds.push(...value.split(',').filter(Boolean).map(kindFilter));
    } else if (filter) {
      if (value !== '') (minus ? excludedPaths : paths).push(value.toLowerCase());
    } else if (minus && isWord(value)) {
      excluded.push(value);
    } else if (quoted) {
      if (value !== '') phrases.push(value);
      words.push(value);
    } else {
      words.push(part[0]);
    }
  }
  const text = words.join(' ').trim();
  return { text, phrases, excluded, languages, paths, excludedPaths, kinds };
}

const NO_FILTERS = {
  phrases: [],
  excluded: [],
  languages: [],
  paths: [],
  excludedPaths: [],
  kinds: [],
};

/** A message in quotation marks as a whole is asked for word by word, and a filter is a filter. */
function isPasted(typed: string): boolean {
  if (/^\s*"[^"]*"?\s*$/u.test(typed)) return false;
  if (/(?:^|\s)-?(?:lang|language|path|file|kind):[^\s"]/iu.test(typed)) return false;
  return isFragment(typed) || queryType(typed) === 'error';
}

/** True where `path` holds the part, or the glob (`src/*.ts`, `**` over folders) fits a whole tail of it. */
export function pathMatches(path: string, part: string): boolean {
  const lower = path.toLowerCase();
  if (!part.includes('*')) return lower.includes(part);
  const pattern = part
    .split(/(\*\*\/?|\*)/)
    .map((piece) =>
      piece.startsWith('**')
        ? '.*'
        : piece === '*'
          ? '[^/]*'
          : piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`(?:^|/)${pattern}$`, 'u').test(lower);
}

/** `-word` leaves out; `- item`, `->` and `-1` are what they are. */
function isWord(value: string): boolean {
  return /^[\p{L}_]/u.test(value);
}

function languageFamily(name: string): string {
  const language = languageByName(name);
  if (language) return language.family;
  throw new UserError(
    'bad-input',
    `No language is called "${name}".`,
    'Use a name or an extension, as in lang:python or lang:ts; put it in quotation marks to search for the text.',
  );
}

function kindFilter(name: string): KindFilter {
  const kind = KINDS[name.toLowerCase()];
  if (kind && Object.hasOwn(KINDS, name.toLowerCase())) return kind;
  throw new UserError(
    'bad-input',
    `No kind is called "${name}".`,
    'Use kind:function, kind:class or kind:doc.',
  );
}
