import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  docPair,
  maskName,
  mutantPair,
  nameAsWords,
  withDoc,
} from '../../../../src/core/siamese/mining/functionPairs.ts';
import { mineProse } from '../../../../src/core/siamese/mining/mineProse.ts';
import { miningRole } from '../../../../src/core/siamese/mining/miningPaths.ts';
import { NearDuplicates } from '../../../../src/core/siamese/mining/nearDuplicates.ts';
import {
  problemGroup,
  problemName,
  slug,
} from '../../../../src/core/siamese/mining/problemKeys.ts';
import { splitSolutions } from '../../../../src/core/siamese/mining/solutions.ts';
import { TestMatcher } from '../../../../src/core/siamese/mining/testPairs.ts';
import { Random } from '../../../../src/core/siamese/random.ts';

test('paths are read as what they hold', () => {
  const roles: Readonly<Record<string, string>> = {
    'src/parse.ts': 'source',
    'src/parse.test.ts': 'test',
    'tests/test_parse.py': 'test',
    'vendor/x/a.go': 'vendored',
    'api/v1/a.pb.go': 'generated',
    'docs/guide.md': 'prose',
    'CHANGELOG.md': 'other',
    'docs/zh/guide.md': 'other',
    'pip/_vendor/requests/api.py': 'barred',
    'solutions/leetcode/two_sum.py': 'barred',
    'logo.png': 'other',
  };
  for (const [path, role] of Object.entries(roles)) assert.equal(miningRole(path), role, path);
});

const LONG = Array.from(
  { length: 30 },
  (_, i) => `value${i} = compute(${i}) + offset${i % 7}`,
).join('\n');

test('an exact copy in another layout is a duplicate, an edited line makes it a near one', () => {
  const seen = new NearDuplicates();
  assert.equal(seen.add(LONG), undefined);
  assert.equal(seen.add(LONG.replaceAll('\n', '\n\n  ').toUpperCase()), 'exact');
  assert.equal(seen.add(LONG.replace('value7 =', 'other =')), 'near');
});

test('other texts are no duplicates', () => {
  const seen = new NearDuplicates();
  seen.add(LONG);
  const other = Array.from({ length: 30 }, (_, i) => `if (list[${i}] > x${i}) return name${i * 3}`);
  assert.equal(seen.add(other.join('\n')), undefined);
});

test('headings go with their paragraph, questions are told, sentences follow one another', () => {
  const markdown = `# Usage
Ignored heading, since it says nothing of what follows in the text below.

## How do I reset the password?
Open the settings and choose the account. The link in the mail is valid for an hour.

\`\`\`
## not a heading
\`\`\`
`;
  const pairs = mineProse(markdown, 'a.md');
  assert.deepEqual(
    pairs.map(({ type, a }) => [type, a]),
    [
      ['question', 'How do I reset the password?'],
      ['adjacent', 'Open the settings and choose the account.'],
    ],
  );
});

test('problems are named alike by collections of different habits', () => {
  const numbers = new Map([['two-sum', 1]]);
  const name = (repository: string, path: string) => problemName(repository, path);
  assert.equal(name('neetcode-gh/leetcode', 'python/0217-contains-duplicate.py')?.number, 217);
  assert.equal(name('walkccc/LeetCode', 'solutions/15. 3Sum/15.java')?.number, 15);
  assert.equal(name('kamyu104/LeetCode-Solutions', 'C++/two-sum.cpp')?.title, 'two-sum');
  assert.equal(
    problemGroup(name('TheAlgorithms/Java', 'src/main/java/x/BinarySearch.java')!, numbers),
    problemGroup(name('TheAlgorithms/Python', 'searches/binary_search.py')!, numbers),
  );
  assert.equal(problemName('someone/else', 'a/b.py'), undefined);
  const days = [
    ['encse/adventofcode', '2016/Day07/Solution.cs'],
    ['cj81499/advent-of-code', 'src/aoc_cj/aoc2016/day07.py'],
    ['benjymous/AdventOfCode', 'AoC/Advent2016/Day07_IPv7.cs'],
    ['KyleGough/advent-of-code', 'solutions/2016/07/p1.ts'],
    ['dannyvankooten/advent-of-code', '2016-cpp/07.cpp'],
    ['peckb1/advent-of-code', 'src/main/kotlin/me/peckb/aoc/_2016/calendar/day07/Day07.kt'],
  ] as const;
  for (const [repository, path] of days) {
    assert.equal(problemGroup(name(repository, path)!, numbers), 'name:advent-2016-7', path);
  }
  assert.equal(name('jabrena/advent-of-code', 'aoc2016/day07/Instruction.java'), undefined);
  assert.equal(slug('0001_TwoSum'), 'two-sum');
});

test('problems of the evaluation half have no group', () => {
  const groups = Array.from({ length: 50 }, (_, i) =>
    problemGroup({ title: '', number: i + 1, by: 'number' }, new Map()),
  );
  assert.ok(groups.includes(undefined));
  assert.ok(groups.some((group) => group !== undefined));
  assert.equal(problemGroup({ title: 'unknown', by: 'title' }, new Map()), undefined);
});

test('solutions lose imports and comments, and come one class at a time', () => {
  const body =
    '    def run(self, values):\n        return sorted(values)[0] + max(values) - min(values)\n';
  const text = `# Time: O(n)\nimport os\n\nclass Solution(object):\n${body}\nclass Solution2(object):\n${body}`;
  const found = splitSolutions(text);
  assert.equal(found.length, 2);
  assert.ok(found.every((code) => code.startsWith('class Solution') && !code.includes('import')));
});

test('a test goes with the longest function that its name and body name', () => {
  const matcher = new TestMatcher<string>();
  matcher.addFunction('parse', 'a');
  matcher.addFunction('parseHeader', 'b');
  matcher.addFunction('twice', 'c');
  matcher.addFunction('twice', 'd');
  assert.equal(matcher.match('test_parse_header_empty', 'parse(1); parseHeader("")')?.value, 'b');
  assert.equal(matcher.match('testTwice', 'twice(2)'), undefined);
  assert.equal(matcher.match('testOther', 'parse(1)'), undefined);
});

test('names become words where they say enough', () => {
  assert.equal(nameAsWords('parseHTTPHeader'), 'parse http header');
  assert.equal(nameAsWords('read_all_lines'), 'read all lines');
  assert.equal(nameAsWords('run'), undefined);
});

test('a masked name is gone everywhere, longer names that hold it stay', () => {
  const masked = maskName('def fib(n):\n  return fib(n-1) + fibs[n]', 'fib', new Random(1));
  assert.ok(!/\bfib\b/.test(masked));
  assert.ok(masked.includes('fibs'));
});

test('pairs of a function are repeatable and keep the original as the positive', () => {
  const row = {
    doc: 'Adds one to it.',
    name: 'increment',
    code: 'int increment(int a) {\n  return a + 1;\n}',
  };
  assert.deepEqual(docPair(row, new Random(3)), docPair(row, new Random(3)));
  assert.equal(mutantPair(row.code, new Random(3)).positive, row.code);
  assert.match(
    withDoc('def f():\n    pass', 'Does it.', 'python'),
    /def f\(\):\n {4}"""Does it\."""/,
  );
  assert.match(withDoc(row.code, row.doc, 'java'), /^\/\/ Adds one to it\.\n/);
});
