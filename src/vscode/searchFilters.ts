/** Filters of a search as buttons: each puts its words into the query or takes them out, so that what is typed stays the whole truth. */
import { posix } from 'node:path';
import type { Translate } from './results/words.ts';

export interface SearchFilter {
  /** Name of the editor's icon. */
  readonly icon: string;
  /** As typed: `kind:function`. */
  readonly words: string;
  readonly label: string;
}

/** Where the user looks now: what “this language” and “this folder” mean. */
export interface LookedAt {
  readonly languageId: string;
  /** Relative to the workspace folder, '/'-separated. */
  readonly path: string;
}

/** @param familyOf the language family a search knows by this name; undefined: none. */
export function searchFilters(
  at: LookedAt | undefined,
  familyOf: (languageId: string) => string | undefined,
  t: Translate,
): SearchFilter[] {
  const filters = [
    { icon: 'symbol-method', words: 'kind:function', label: t('Functions only') },
    { icon: 'book', words: 'kind:doc', label: t('Documentation only') },
    { icon: 'beaker-stop', words: '-path:test', label: t('Without tests') },
  ];
  // The editor says `typescriptreact`; both are one family to a search.
  const language = at && familyOf(at.languageId.replace(/react$/, ''));
  if (language)
    filters.push({
      icon: 'code',
      words: `lang:${language}`,
      label: t('Language {0} only', language),
    });
  const folder = at && posix.dirname(at.path);
  if (folder && folder !== '.')
    filters.push({
      icon: 'folder',
      words: / /.test(folder) ? `path:"${folder}/"` : `path:${folder}/`,
      label: t('Folder {0} only', folder),
    });
  return filters;
}

export function isOn(filter: SearchFilter, query: string): boolean {
  return ` ${query} `.includes(` ${filter.words} `);
}

/** The query with the filter put in at its end, or taken out. */
export function toggled(filter: SearchFilter, query: string): string {
  if (!isOn(filter, query)) return `${query.trimEnd()} ${filter.words} `.trimStart();
  return ` ${query} `.replace(` ${filter.words} `, ' ').trim();
}
