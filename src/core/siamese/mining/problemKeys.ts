/** Which problem a file solves, by the naming of the collections that solve the same ones in many languages. */
import { isTrainingLeetcodeProblem } from '../leakage.ts';

/** How a collection names its problems. */
type Naming =
  /** LeetCode's number in the path. */
  | { readonly by: 'number'; readonly pattern: RegExp }
  /** LeetCode's title in the path, turned into a number by the collections that give both. */
  | { readonly by: 'title'; readonly pattern: RegExp }
  /** An algorithm's or exercise's name. */
  | { readonly by: 'name'; readonly pattern: RegExp };

const FILE_NAME = /(?<name>[^/]+)\.\w+$/;
/** One solution of a day of Advent of Code, not what it is made of: `2016/day_24.py`, `src/year2016/Day24/Solution.cs`. */
const DAY =
  /(?:^|[/_]|advent|aoc|y|year)(?<year>20(?:1[5-9]|2[0-5]))(?:-\w+)?\/(?:[a-z_]+\/)*(?:day|d)?[-_]?(?<day>\d{1,2})[ab]?(?:[_.][\w.]*)?(?:\/(?:src\/)?(?:solution|solver|main|index|aoc|p[12]|part[-_]?(?:one|two|[12])|day[-_]?\d+(?:_\w+)?))?\.\w+$/i;

export const PROBLEM_COLLECTIONS: Readonly<Record<string, Naming>> = {
  'neetcode-gh/leetcode': {
    by: 'number',
    pattern: /^\w+\/(?<number>\d{4})-(?<title>[\w-]+)\.\w+$/,
  },
  'walkccc/LeetCode': { by: 'number', pattern: /^solutions\/(?<number>\d+)\. (?<title>[^/]+)\// },
  'javadev/LeetCode-in-Java': {
    by: 'number',
    pattern: /src\/main\/.*\/s(?<number>\d{4})_(?<title>\w+)\/Solution/,
  },
  'javadev/LeetCode-in-Kotlin': {
    by: 'number',
    pattern: /src\/main\/.*\/s(?<number>\d{4})_(?<title>\w+)\/Solution/,
  },
  'fishercoder1534/Leetcode': { by: 'number', pattern: /src\/main\/.*\/_(?<number>\d+)\.java$/ },
  'halfrost/LeetCode-Go': {
    by: 'number',
    pattern: /^leetcode\/(?<number>\d{4})\.(?<title>[^/]+)\/(?!.*_test)/,
  },
  'aylei/leetcode-rust': {
    by: 'number',
    pattern: /solution\/s(?<number>\d{4})_(?<title>\w+)\.rs$/,
  },
  'kamyu104/LeetCode-Solutions': {
    by: 'title',
    pattern: /^(?:Python|C\+\+)\/(?<title>[\w-]+)\.(?:py|cpp)$/,
  },
  'AnasImloul/Leetcode-Solutions': { by: 'title', pattern: /\/(?<title>[^/]+)\.\w+$/ },
  'openset/leetcode': { by: 'title', pattern: /^problems\/(?<title>[\w-]+)\/(?!.*_test)/ },
  'TheAlgorithms/Python': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Java': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/TypeScript': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Go': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Rust': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/C-Plus-Plus': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Kotlin': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Dart': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/PHP': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Ruby': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Scala': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Elixir': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Lua': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Haskell': { by: 'name', pattern: FILE_NAME },
  'TheAlgorithms/Zig': { by: 'name', pattern: FILE_NAME },
  'keon/algorithms': { by: 'name', pattern: FILE_NAME },
  'trekhleb/javascript-algorithms': { by: 'name', pattern: FILE_NAME },
  'williamfiset/Algorithms': { by: 'name', pattern: FILE_NAME },
  'kodecocodes/swift-algorithm-club': { by: 'name', pattern: /^(?<name>[^/]+)\/(?!.*Tests)/ },
  'aalhour/C-Sharp-Algorithms': { by: 'name', pattern: FILE_NAME },
  'phishman3579/java-algorithms-implementation': { by: 'name', pattern: FILE_NAME },
  'amejiarosario/dsa.js-data-structures-algorithms-javascript': { by: 'name', pattern: FILE_NAME },
  'kelvins/algorithms-and-data-structures': { by: 'name', pattern: FILE_NAME },
  'TheRenegadeCoder/sample-programs': { by: 'name', pattern: FILE_NAME },
  'RussellDash332/kattis': { by: 'name', pattern: /^src\/(?<name>[^/]+)\// },
  'hanabi1224/Programming-Language-Benchmarks': {
    by: 'name',
    pattern: /^bench\/algorithm\/(?<name>[^/]+)\//,
  },
  ...Object.fromEntries(
    `AlexAegis/advent-of-code IsaacG/Advent-of-Code KyleGough/advent-of-code MeanderingProgrammer/advent-of-code
    benjymous/AdventOfCode bertptrs/adventofcode cj81499/advent-of-code dannyvankooten/advent-of-code encse/adventofcode
    jabrena/advent-of-code jhgbrt/advent-of-code maneatingape/advent-of-code-rust martincostello/adventofcode
    mdwhatcott/advent-of-code peckb1/advent-of-code romellem/advent-of-code salt-die/Advent-of-Code simmonmt/advent-of-code
    smabuk/AdventOfCode timkurvers/advent-of-code tmbarker/advent-of-code viceroypenguin/adventofcode`
      .split(/\s+/)
      .map((repository) => [repository, { by: 'name', pattern: DAY } as const]),
  ),
  'donnemartin/interactive-coding-challenges': {
    by: 'name',
    pattern: /\/(?<name>[^/]+)\/(?!test_)[^/]+\.py$/,
  },
};

export interface ProblemName {
  /** Lower case, words by dashes; '' if only the number is known. */
  readonly title: string;
  /** LeetCode's number; undefined for other problems, and until a title is looked up. */
  readonly number?: number;
  readonly by: Naming['by'];
}

export function problemName(repository: string, path: string): ProblemName | undefined {
  const naming = PROBLEM_COLLECTIONS[repository];
  const groups = naming?.pattern.exec(path)?.groups;
  if (!naming || !groups) return undefined;
  const day = groups['day'] && `advent-${groups['year']}-${Number(groups['day'])}`;
  const title = day ?? slug(groups['title'] ?? groups['name'] ?? '');
  if (naming.by === 'number') return { title, number: Number(groups['number']), by: 'number' };
  return { title, by: naming.by };
}

/** Collections whose files are LeetCode solutions: only their training half may be read, and only as problems. */
export function isLeetcodeCollection(repository: string): boolean {
  const by = PROBLEM_COLLECTIONS[repository]?.by;
  return by === 'number' || by === 'title';
}

const GENERIC =
  /^(?:index|main|solution|utils?|readme|test|tests|lib|mod|node|helper|constants|types|package|config|setup|common|base|init|app|hello-world|contents|playground|example|algorithms?)$/;

/**
 * The group of snippets that solve the same problem; undefined where training may not see it or it is not one problem.
 * @param numbers LeetCode's number by title.
 */
export function problemGroup(
  name: ProblemName,
  numbers: ReadonlyMap<string, number>,
): string | undefined {
  if (name.by === 'name') {
    return name.title.length < 4 || GENERIC.test(name.title) ? undefined : `name:${name.title}`;
  }
  const number = name.number ?? numbers.get(name.title);
  if (number === undefined || !isTrainingLeetcodeProblem(number)) return undefined;
  return `leetcode:${number}`;
}

/** `BinarySearch`, `binary_search.test` and `Binary Search` alike become `binary-search`. */
export function slug(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^\d+-(?=[a-z])/, '');
}
