import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { makeProgram } from '../../src/terminal/program.ts';

const text = readFileSync(path.join(import.meta.dirname, '../../docs/terminal.md'), 'utf8');
const verbs = makeProgram('0', async () => {}).commands;

/** Rows of the table under a heading, as cells; an empty first cell repeats the one above. */
function rowsUnder(heading: string): string[][] {
  const section = text.split(`${heading}\n`)[1]?.split(/\n##/)[0] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('|--'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .slice(1);
  for (const [i, row] of rows.entries()) if (row[0] === '') row[0] = rows[i - 1]?.[0] ?? '';
  return rows;
}

const flagsIn = (cell: string) => [...cell.matchAll(/`(--[^`]+)`/g)].map((match) => match[1] ?? '');

test('the document lists every option of every verb, and no other', () => {
  const everyVerb = rowsUnder('### Of every verb').flatMap(([cell]) => flagsIn(cell ?? ''));
  const withFolder = rowsUnder('### Of verbs that take a folder').flatMap(([cell]) =>
    flagsIn(cell ?? ''),
  );
  const ofOne = rowsUnder('### Of one verb');
  assert.ok(everyVerb.length > 3 && withFolder.length > 3 && ofOne.length > 10);
  for (const verb of verbs) {
    const takesFolder = verb.registeredArguments.some((argument) => argument.name() === 'folder');
    const own = ofOne.filter(([name]) => name === `\`${verb.name()}\``);
    const documented = [
      ...everyVerb,
      ...(takesFolder ? withFolder : []),
      ...own.flatMap(([, option]) => flagsIn(option ?? '')),
    ];
    assert.deepEqual(documented.sort(), verb.options.map(({ flags }) => flags).sort(), verb.name());
  }
});

test('the document lists every verb with its arguments', () => {
  const documented = rowsUnder('## Verbs').map(([cell]) => /`([^\s`]+)/.exec(cell ?? '')?.[1]);
  assert.deepEqual(documented, [
    'index',
    'find-duplicates',
    'drift',
    'extract',
    'find-similar',
    'search',
    'decide',
    'calibrate',
    'label',
    'fine-tune',
    'heads',
    'mcp',
    'train',
    'compare',
    'encode',
  ]);
  assert.deepEqual([...documented].sort(), verbs.map((verb) => verb.name()).sort());
});

test('defaults in the document are the program’s', () => {
  for (const [verb, option, means] of rowsUnder('### Of one verb')) {
    const flags = flagsIn(option ?? '')[0];
    const found = verbs
      .find((candidate) => `\`${candidate.name()}\`` === verb)
      ?.options.find((candidate) => candidate.flags === flags);
    if (typeof found?.defaultValue === 'number') {
      assert.match(means ?? '', new RegExp(`default ${found.defaultValue}\\b`), flags);
    }
    if (typeof found?.defaultValue === 'string') {
      assert.ok(means?.includes(`\`${found.defaultValue}\` (default)`), flags);
    }
  }
});
