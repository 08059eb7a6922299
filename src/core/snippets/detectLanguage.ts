/** Which language a file is in: by its name first, by its first lines where the name leaves it open. */
import type { Language } from './language.ts';
import { LANGUAGES, languageById } from './languages.ts';

const byFileName = new Map(
  LANGUAGES.flatMap((language) => language.fileNames.map((name) => [name, language] as const)),
);
const byExtension = new Map(
  LANGUAGES.toReversed().flatMap((language) =>
    language.extensions.map((extension) => [extension, language] as const),
  ),
);
const byShebang = new Map(
  LANGUAGES.flatMap((language) => language.shebangs.map((name) => [name, language] as const)),
);

/**
 * The language of a file.
 * @param path any path with '/' or '\\'; only its last part counts.
 * @param head the first lines of the text, '' if not known yet.
 * @returns undefined where neither name nor text says it: such text is cut into line windows.
 */
export function detectLanguage(path: string, head = ''): Language | undefined {
  const name = path
    .slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
    .toLowerCase();
  const named = byFileName.get(name);
  if (named) return named;
  // `page.html.erb`, `Dockerfile.dev`, `app.blade.php`: the last known part decides.
  const parts = name.split('.');
  for (let i = parts.length - 1; i >= 1; i--) {
    const language = byExtension.get(parts[i]!);
    if (language) return settle(language, parts[i]!, head);
    if (i < parts.length - 2) break;
  }
  return fromShebang(head) ?? byFileName.get(parts[0]!);
}

function fromShebang(head: string): Language | undefined {
  const match = /^\uFEFF?#!\s*(?:\S*\/)?(\S+)(?:\s+(?:-\S+\s+)*(?:\S*\/)?([^\s=]+))?/.exec(head);
  if (!match) return undefined;
  const interpreter = match[1] === 'env' ? (match[2] ?? '') : (match[1] ?? '');
  return byShebang.get(interpreter.toLowerCase().replace(/[\d.]+$/, ''));
}

/** Extensions that two languages use: the text decides, the more frequent one wins a tie. */
function settle(language: Language, extension: string, head: string): Language {
  const other = (id: string) => languageById(id) ?? language;
  switch (extension) {
    case 'h':
      if (/^\s*(@interface|@protocol|@class|#import)\b/m.test(head)) return other('objc');
      return CPP_HEADER.test(head) ? other('cpp') : language;
    case 't':
      return head === '' || /^\s*(use |#!.*perl|package |my )/m.test(head)
        ? language
        : other('text');
    case 'inc':
      if (/<\?php/.test(head)) return language;
      return /^\s*#\s*(include|define|if)/m.test(head) ? other('cpp') : other('text');
    case 'pp':
    case 'cls':
    case 'v':
    case 'f':
    case 'd':
      return language;
    case 'cgi':
    case 'command':
      return fromShebang(head) ?? language;
    default:
      return language;
  }
}

const CPP_HEADER =
  /^\s*(class\s+\w|namespace\s*[\w:]*\s*\{|template\s*<|using\s+\w|(public|private|protected)\s*:|extern\s+"C\+\+")|\bstd::|\bconstexpr\b|#include\s*<(string|vector|map|memory|utility|iostream|functional|algorithm|cstdint|cstddef|type_traits)>/m;
