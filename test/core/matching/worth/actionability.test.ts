/** What makes a duplicate worth acting on, in the order of the report. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../../src/core/calibration/builtInCalibration.ts';
import type { FileRecord } from '../../../../src/core/index/snippetStore.ts';
import { findDuplicates } from '../../../../src/core/matching/findDuplicates.ts';
import { fileRecord, OTHER, PARSE, PARSE_EDITED } from '../sampleFiles.ts';

async function ranked(files: readonly FileRecord[]): Promise<string[]> {
  const request = { level: 'balanced', minLines: 5, semantic: false } as const;
  const report = await findDuplicates(files, request, { calibration: BUILT_IN_CALIBRATION });
  for (const { actionability } of report.groups) {
    assert.ok(actionability! > 0 && actionability! < 1);
  }
  return report.groups.map(({ members }) => members.map(({ path }) => path).join(' '));
}

const OPTIONS = `function optionsOf(name) {
  return {
    name: name,
    title: 'first title',
    place: 'left',
    color: 'red',
    width: 120,
    height: 80,
    border: 'thin',
    shadow: 'none',
    opacity: 0.5,
    order: 3,
  };
}`;

test('logic that drifted comes before a table of values', async () => {
  const files = [
    fileRecord('a.js', OPTIONS),
    fileRecord('b.js', OPTIONS),
    fileRecord('c.js', PARSE),
    fileRecord('d.js', PARSE_EDITED),
  ];
  assert.deepEqual(await ranked(files), ['c.js d.js', 'a.js b.js']);
});

test('a copy that people wrote comes before one in tests', async () => {
  const files = [
    fileRecord('a.js', OTHER, 'test'),
    fileRecord('b.js', OTHER, 'test'),
    fileRecord('c.js', PARSE),
    fileRecord('d.js', PARSE),
  ];
  assert.deepEqual(await ranked(files), ['c.js d.js', 'a.js b.js']);
  const turned = files.map(
    (file): FileRecord => ({
      ...file,
      role: file.role === 'test' ? 'source' : 'test',
    }),
  );
  assert.deepEqual(await ranked(turned), ['a.js b.js', 'c.js d.js']);
});

test('rows that follow one another in one function come after a copy in another file', async () => {
  const row = (at: number): string =>
    `  if (text.indexOf(marks[${at}]) >= 0) {\n    count = count + weights[${at}] * text.length;\n    seen.push(marks[${at}].trim().toLowerCase());\n    last = Math.max(last, text.indexOf(marks[${at}]));\n    if (count > limits[${at}]) return seen;\n  }\n`;
  const rows = `function weigh(text, marks, weights, limits, seen, count, last) {\n${[0, 1, 2, 3].map(row).join('')}  return seen;\n}`;
  const order = await ranked([
    fileRecord('rows.js', rows),
    fileRecord('c.js', PARSE),
    fileRecord('d.js', PARSE_EDITED),
  ]);
  assert.equal(order[0], 'c.js d.js');
});
