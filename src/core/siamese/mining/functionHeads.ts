/**
 * How a function begins, language by language: one line-anchored expression each.
 *
 * Mining reads gigabytes once, so it cuts by lines and indentation instead of parsing (about 20 × as fast as a
 * grammar). Badly indented files lose functions; nothing of the product relies on it.
 */

/** How the end of a function is found from the indentation of its head. */
export type FunctionEnd =
  /** First later line at the head's indentation that starts with `}`. */
  | 'brace'
  /** The same with the word `end`. */
  | 'end'
  /** Before the first later line that is not indented deeper. */
  | 'indentation'
  /** Before the next blank line that a line without indentation follows (Haskell equations). */
  | 'paragraph';

export interface MiningLanguage {
  readonly name: string;
  readonly extensions: readonly string[];
  /** Each names its groups `name`, and matches one line from its start. */
  readonly heads: readonly RegExp[];
  readonly end: FunctionEnd;
  /** What opens a comment up to the end of its line. */
  readonly lineComment: '//' | '#' | '--';
}

const MODIFIERS =
  'public|private|protected|internal|static|final|abstract|synchronized|native|default|sealed|override|virtual|async|unsafe|partial|new|readonly|extern|inline|constexpr|explicit|friend|external|open|suspend|operator|infix|tailrec|actual|expect|fileprivate|class|mutating|nonmutating|convenience|required|implicit|lazy|export|transparent|declare|get|set|accessor';
const M = `(?:(?:${MODIFIERS})(?:\\[[^\\]]*\\]|\\([^)]*\\))?\\s+)`;
const TYPE = '[A-Za-z_][\\w.:]*(?:<[^;{}()=]*>)?(?:\\[[\\],]*\\]|\\?|\\s*[*&]+)*';

const java = new RegExp(
  `^\\s+(?:@\\w+\\s+)*${M}*(?:<[^;{}()]*>\\s*)?${TYPE}\\s+(?<name>[a-z_]\\w*)\\s*\\([^;]*$`,
);
const csharp = new RegExp(
  `^\\s+${M}+${TYPE}\\s+(?<name>[A-Za-z_]\\w*)\\s*(?:<[^;{}()]*>)?\\([^;]*$`,
);
const cLike = new RegExp(
  `^\\s*(?:template\\s*<[^>]*>\\s*)?(?:[A-Z][A-Z_]+\\s+)?${M}*(?:const\\s+|struct\\s+|unsigned\\s+|signed\\s+|enum\\s+)*${TYPE}(?:\\s+const)?[\\s*&]+(?:\\w+(?:<[^>]*>)?::)*(?<name>~?[A-Za-z_]\\w*)\\s*\\([^;]*$`,
);
const javascript = [
  /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*(?<name>[\w$]+)\s*[<(]/,
  /^\s*(?:export\s+)?(?:const|let|var)\s+(?<name>[\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|(?:<[^>(]*>)?\([^)]*\)?\s*(?::[^=]+)?(?:=>|$|,)|\w+\s*=>)/,
  /^\s*(?:[\w$]+\.)+(?<name>[\w$]+)\s*=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*=>)/,
  /^\s+(?:(?:public|private|protected|static|async|get|set|override|readonly)\s+)*\*?\s*(?<name>#?[\w$]+)\s*(?:<[^>(]*>)?\([^;]*(?:\{|,|\()\s*$/,
];

export const MINING_LANGUAGES: readonly MiningLanguage[] = [
  {
    name: 'python',
    extensions: ['py'],
    heads: [/^\s*(?:async\s+)?def\s+(?<name>\w+)\s*[([]/],
    end: 'indentation',
    lineComment: '#',
  },
  {
    name: 'typescript',
    extensions: ['ts', 'tsx', 'mts'],
    heads: javascript,
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'javascript',
    extensions: ['js', 'jsx', 'mjs', 'cjs'],
    heads: javascript,
    end: 'brace',
    lineComment: '//',
  },
  { name: 'java', extensions: ['java'], heads: [java], end: 'brace', lineComment: '//' },
  {
    name: 'go',
    extensions: ['go'],
    heads: [/^func\s+(?:\([^)]*\)\s*)?(?<name>\w+)\s*[[(]/],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'rust',
    extensions: ['rs'],
    heads: [
      /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:(?:default|const|async|unsafe|extern(?:\s+"[^"]*")?)\s+)*fn\s+(?<name>\w+)/,
    ],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'c',
    extensions: ['c'],
    // The second: name at the line's start, type on the line above (BSD and GNU style).
    heads: [cLike, /^(?<name>[A-Za-z_]\w*)\s*\([^;]*$/],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'cpp',
    extensions: ['cpp', 'cc', 'cxx', 'h', 'hpp', 'hh', 'hxx', 'inl'],
    heads: [cLike],
    end: 'brace',
    lineComment: '//',
  },
  { name: 'csharp', extensions: ['cs'], heads: [csharp], end: 'brace', lineComment: '//' },
  {
    name: 'ruby',
    extensions: ['rb'],
    heads: [/^\s*def\s+(?:self\.)?(?<name>\w+[?!=]?)/],
    end: 'end',
    lineComment: '#',
  },
  {
    name: 'php',
    extensions: ['php'],
    heads: [
      /^\s*(?:(?:public|private|protected|static|final|abstract)\s+)*function\s+&?(?<name>\w+)\s*\(/,
    ],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'kotlin',
    extensions: ['kt', 'kts'],
    heads: [
      new RegExp(`^\\s*${M}*fun\\s+(?:<[^>]*>\\s*)?(?:[\\w<>?, *]+\\.)?(?<name>\\w+)\\s*\\(`),
    ],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'swift',
    extensions: ['swift'],
    heads: [new RegExp(`^\\s*(?:@\\w+(?:\\([^)]*\\))?\\s+)*${M}*func\\s+(?<name>\\w+)\\s*[<(]`)],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'scala',
    extensions: ['scala'],
    heads: [new RegExp(`^\\s*${M}*def\\s+(?<name>\\w+)`)],
    end: 'indentation',
    lineComment: '//',
  },
  {
    name: 'dart',
    extensions: ['dart'],
    heads: [
      new RegExp(`^\\s*(?:@\\w+\\s+)*${M}*${TYPE}\\s+(?<name>[a-z_]\\w*)\\s*(?:<[^>]*>)?\\([^;]*$`),
    ],
    end: 'brace',
    lineComment: '//',
  },
  {
    name: 'lua',
    extensions: ['lua'],
    heads: [
      /^\s*(?:local\s+)?function\s+(?:[\w]+[.:])*(?<name>\w+)\s*\(/,
      /^\s*(?:local\s+)?(?:\w+\.)*(?<name>\w+)\s*=\s*function\s*\(/,
    ],
    end: 'end',
    lineComment: '--',
  },
  {
    name: 'elixir',
    extensions: ['ex', 'exs'],
    heads: [/^\s*defp?\s+(?<name>\w+[?!]?).*\bdo\s*$/],
    end: 'end',
    lineComment: '#',
  },
  {
    name: 'shell',
    extensions: ['sh', 'bash', 'zsh'],
    heads: [
      /^\s*(?:function\s+)?(?<name>[\w:.-]+)\s*\(\)\s*\{?\s*$/,
      /^\s*function\s+(?<name>[\w:.-]+)\s*\{?\s*$/,
    ],
    end: 'brace',
    lineComment: '#',
  },
  {
    name: 'haskell',
    extensions: ['hs'],
    heads: [/^(?<name>[a-z_][\w']*)\s*::/],
    end: 'paragraph',
    lineComment: '--',
  },
  {
    name: 'zig',
    extensions: ['zig'],
    heads: [/^\s*(?:pub\s+)?(?:(?:export|inline|extern(?:\s+"[^"]*")?)\s+)?fn\s+(?<name>\w+)/],
    end: 'brace',
    lineComment: '//',
  },
];

/** Words that look like a function's name to an expression and are not. */
export const NOT_NAMES: ReadonlySet<string> = new Set(
  `if for while switch catch else return do function constructor new try with synchronized match loop unless foreach
  using lock sizeof super await throw case when yield in of typeof delete defined assert elif elsif until end`.split(
    /\s+/,
  ),
);

export function miningLanguageOf(path: string): MiningLanguage | undefined {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return BY_EXTENSION.get(extension);
}

const BY_EXTENSION: ReadonlyMap<string, MiningLanguage> = new Map(
  MINING_LANGUAGES.flatMap((language) => language.extensions.map((e) => [e, language] as const)),
);
