import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Ran, runInMemory } from './runInMemory.ts';

const FOLDER = path.join(import.meta.dirname, '../golden/cli');

/** UPDATE_GOLDEN=1 writes the files anew; the change is then read like any other. */
function assertGolden(name: string, { status, out, err }: Ran): void {
  const file = path.join(FOLDER, `${name}.txt`);
  const actual = `${out}--- messages\n${err}--- status ${status}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  assert.equal(actual, readFileSync(file, 'utf8'), name);
}

const PAIRS = '{"id":"same","a":"f()","b":"f()"}\nbroken\n{"id":"other","a":"f()","b":"g()"}\n';
const QUERIES = '{"id":1,"query":"push an item"}\n{"id":"two","query":"pop"}\n';
const FILES = { 'pairs.jsonl': PAIRS, 'queries.jsonl': QUERIES };
const CASES: Record<string, string[]> = {
  index: ['index', '.'],
  'index-dry-run': ['index', '.', '--dry-run'],
  'find-similar': ['find-similar', '.', '--file', 'src/queue.ts', '--lines', '10-24'],
  'find-duplicates': ['find-duplicates', '.'],
  search: ['search', '.', 'push an item'],
  extract: ['extract', '.', '--group', 'g1'],
  drift: ['drift', '.', '--at', 'src/queue.ts:11'],
  'fine-tune': ['fine-tune', '.'],
  heads: ['heads', '.'],
};

for (const [name, words] of Object.entries(CASES)) {
  test(`${name} looks as agreed to people and to programs`, async () => {
    assertGolden(`${name}.human`, await runInMemory(words, { human: true, columns: 80 }));
    assertGolden(`${name}.narrow`, await runInMemory(words, { human: true, columns: 40 }));
    assertGolden(`${name}.machine`, await runInMemory(words));
    const asked = await runInMemory([...words, '--json'], { human: true });
    assert.equal(asked.out, (await runInMemory(words)).out, '--json is what programs get');
  });
}

test('reports and files of questions look as agreed', async () => {
  const markdown = ['find-duplicates', '.', '--markdown', '--fail-on', 'any'];
  assertGolden('find-duplicates.markdown', await runInMemory(markdown));
  assertGolden(
    'find-duplicates.sarif',
    await runInMemory(['find-duplicates', '.', '--sarif', '-']),
  );
  assertGolden('drift.markdown', await runInMemory(['drift', '.', '--group', 'g1', '--markdown']));
  const search = ['search', '.', '--queries', 'queries.jsonl'];
  assertGolden('search.queries', await runInMemory(search, { files: FILES }));
  assertGolden(
    'compare',
    await runInMemory(['compare', '--pairs', 'pairs.jsonl'], { files: FILES }),
  );
});

test('colours change nothing but colours', async () => {
  const plain = await runInMemory(['find-duplicates', '.'], { human: true });
  const colored = await runInMemory(['find-duplicates', '.', '--color'], { human: true });
  assert.notEqual(colored.out, plain.out);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  assert.equal(colored.out.replace(/\u001b\[\d+m/g, ''), plain.out);
});
