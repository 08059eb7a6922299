/** Finding copies in a workspace: what makes a group and what never does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_CALIBRATION } from '../../../src/core/calibration/builtInCalibration.ts';
import type { DuplicatesReport } from '../../../src/core/engineApi.ts';
import { ExactIndex } from '../../../src/core/index/exactIndex.ts';
import { SnippetCatalog } from '../../../src/core/index/snippetCatalog.ts';
import type { FileRecord } from '../../../src/core/index/snippetStore.ts';
import { findDuplicates } from '../../../src/core/matching/findDuplicates.ts';
import type { Place } from '../../../src/core/matching/match.ts';
import { withFolded } from '../../../src/core/matching/worth/foldGroups.ts';
import { fileRecord, OTHER, PARSE, PARSE_EDITED, PARSE_RENAMED } from './sampleFiles.ts';

function duplicates(
  files: readonly FileRecord[],
  level = 'balanced' as const,
): Promise<DuplicatesReport> {
  const request = { level, minLines: 5, semantic: false };
  return findDuplicates(files, request, { calibration: BUILT_IN_CALIBRATION });
}

function places(report: DuplicatesReport): string[][] {
  return report.groups.map(({ members }) =>
    members.map(({ path, snippet }) => `${path}:${snippet.startLine}-${snippet.endLine}`),
  );
}

test('a copy with comments and other layout is exact', async () => {
  const copy = PARSE.replace('{\n', '{ // parses\n').replaceAll('  ', '\t');
  const report = await duplicates([fileRecord('a.js', PARSE), fileRecord('b.js', copy)]);
  assert.deepEqual(places(report), [['a.js:1-11', 'b.js:1-11']]);
  assert.equal(report.groups[0]!.type, 'exact');
  assert.equal(report.duplicatedLines, 22);
  assert.equal(report.groups[0]!.duplicatedLines, 11);
});

test('comments and blank lines are nothing to save', async () => {
  const commented = PARSE.replaceAll('\n', '\n\n  // so it goes\n');
  const report = await duplicates([fileRecord('a.js', PARSE), fileRecord('b.js', commented)]);
  assert.equal(report.groups[0]!.duplicatedLines, 11);
  assert.equal(report.duplicatedLines, 11 + 31);
});

test('renamed and edited copies are one group that says its weakest link', async () => {
  const report = await duplicates([
    fileRecord('a.js', PARSE),
    fileRecord('b.js', PARSE_RENAMED),
    fileRecord('c.js', PARSE_EDITED),
    fileRecord('d.js', OTHER),
  ]);
  assert.equal(report.groups.length, 1);
  assert.deepEqual(
    report.groups[0]!.members.map(({ path }) => path),
    ['a.js', 'b.js', 'c.js'],
  );
  assert.equal(report.groups[0]!.type, 'edited');
});

test('a renamed copy is renamed only where the renaming is consistent', async () => {
  const swapped = PARSE_RENAMED.replace('row.slice(0, at)', 'key.slice(0, at)');
  const renamed = await duplicates([fileRecord('a.js', PARSE), fileRecord('b.js', PARSE_RENAMED)]);
  const edited = await duplicates([fileRecord('a.js', PARSE), fileRecord('b.js', swapped)]);
  assert.equal(renamed.groups[0]!.type, 'renamed');
  assert.equal(edited.groups[0]!.type, 'edited');
});

test('two copies in one file are found', async () => {
  const report = await duplicates([fileRecord('a.js', `${PARSE}\n\n${PARSE_RENAMED}`)]);
  assert.deepEqual(places(report), [['a.js:1-11', 'a.js:13-23']]);
});

test('whole equal files are one group, not one per function', async () => {
  const text = `${PARSE}\n\n${OTHER}`;
  const report = await duplicates([fileRecord('a.js', text), fileRecord('b/a.js', text)]);
  assert.deepEqual(places(report), [['a.js:1-25', 'b/a.js:1-25']]);
});

test('a stretch copied into another function is found with its lines', async () => {
  const body = PARSE.split('\n').slice(1, 9).join('\n');
  const host = `function load(text, separator) {\n  open(text);\n  report.start(7, text);\n${body}\n  report.end();\n  write(pairs, text.length, report);\n  return close(text, report, pairs.size > 0 ? 'some' : 'none');\n}`;
  const report = await duplicates([
    fileRecord('a.js', `${PARSE}\n\n${OTHER}`),
    fileRecord('b.js', host),
  ]);
  assert.equal(report.groups.length, 1);
  const [a, b] = report.groups[0]!.members;
  assert.ok(a!.snippet.startLine <= 2 && a!.snippet.endLine >= 8);
  assert.ok(b!.snippet.startLine <= 4 && b!.snippet.endLine >= 11);
});

test('a stretch of a function that stands in two files is shown in both', async () => {
  const body = PARSE.split('\n').slice(1, 9);
  const rest = Array.from(
    { length: 40 },
    (_, i) => `  step${i}(${'x, '.repeat(i % 5)}made${i % 7});`,
  );
  const report = await duplicates([
    fileRecord('a.js', `${PARSE}\n\n${OTHER}`),
    fileRecord('b.js', ['function load(text, separator) {', ...body, ...rest, '}'].join('\n')),
    fileRecord('c.js', `${OTHER}\n\n${PARSE}`),
  ]);
  const together = withFolded(report.groups).filter(({ members }) =>
    members.some(({ path }) => path === 'b.js'),
  );
  assert.deepEqual(
    together.map(({ members }) => members.map(({ path }) => path).sort()),
    [['a.js', 'b.js', 'c.js']],
  );
});

test('the order of the files changes nothing', async () => {
  const files = [
    fileRecord('a.js', `${PARSE}\n\n${OTHER}`),
    fileRecord('b.js', PARSE_RENAMED),
    fileRecord('c.js', `${OTHER}\n\n${PARSE_EDITED}`),
    fileRecord('d.js', PARSE, 'test'),
  ];
  const first = await duplicates(files);
  for (const order of [
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [2, 0, 3, 1],
  ]) {
    assert.deepEqual(await duplicates(order.map((i) => files[i]!)), first);
  }
});

test('ids come from content: moving a copy or adding other files keeps them', async () => {
  const [a, b] = [fileRecord('a.js', PARSE), fileRecord('b.js', PARSE_RENAMED)];
  const first = await duplicates([a!, b!]);
  const later = await duplicates([b!, fileRecord('0.js', OTHER), fileRecord('z/moved.js', PARSE)]);
  assert.equal(later.groups[0]!.id, first.groups[0]!.id);
});

test('copies that no hand wrote are hidden, copies in tests come last', async () => {
  const hidden = await duplicates([
    fileRecord('a.js', PARSE, 'generated'),
    fileRecord('b.js', PARSE, 'vendored'),
  ]);
  assert.equal(hidden.groups.length, 0);
  const ranked = await duplicates([
    fileRecord('a.js', OTHER, 'test'),
    fileRecord('b.js', OTHER, 'test'),
    fileRecord('c.js', PARSE),
    fileRecord('d.js', PARSE),
  ]);
  assert.deepEqual(
    ranked.groups.map(({ members }) => members[0]!.path),
    ['c.js', 'a.js'],
  );
});

test('a file with damaged tokens takes no part and stops nothing', async () => {
  const damaged = { ...fileRecord('x.js', PARSE), tokens: Uint8Array.of(2, 200, 200, 3) };
  const report = await duplicates([damaged, fileRecord('a.js', PARSE), fileRecord('b.js', PARSE)]);
  assert.deepEqual(places(report), [['a.js:1-11', 'b.js:1-11']]);
});

test('an aborted signal ends the search', async () => {
  const request = { level: 'strict', minLines: 5, semantic: false } as const;
  const context = { calibration: BUILT_IN_CALIBRATION };
  await assert.rejects(
    findDuplicates([fileRecord('a.js', PARSE)], request, context, AbortSignal.abort()),
    { name: 'AbortError' },
  );
});

test('what an ignore comment covers is in no finding, its neighbours are', async () => {
  const ignored = `${OTHER}\n\n// lookalike-ignore\n${PARSE}`;
  const report = await duplicates([
    fileRecord('a.js', `${PARSE}\n\n${OTHER}`),
    fileRecord('b.js', ignored),
  ]);
  assert.deepEqual(places(report), [['a.js:13-25', 'b.js:1-13']]);
  const all = `/* lookalike-ignore-file */\n${PARSE}`;
  assert.deepEqual(
    places(await duplicates([fileRecord('a.js', PARSE), fileRecord('b.js', all)])),
    [],
  );
});

/** So many that unlike texts are all about equally far apart. */
const DIMENSIONS = 256;
const FLOW =
  'function flow(boxes, limit) {\n  const rows = [];\n  for (const box of boxes) {\n    rows.push(place(box, limit));\n  }\n  return rows;\n}';

test('an encoder adds groups of code for the same job and changes no group of copies', async () => {
  const files = [
    fileRecord('a.js', `${PARSE}\n\n${OTHER}`),
    fileRecord('b.js', PARSE_RENAMED),
    fileRecord('c.js', FLOW),
    ...Array.from({ length: 200 }, (_, i) =>
      fileRecord(`z${i}.js`, `const v${i} = ${i};\nfunction f${i}() {\n  return ${i};\n}`),
    ),
  ];
  const catalog = new SnippetCatalog();
  for (const file of files) catalog.put(file);
  const index = new ExactIndex(DIMENSIONS);
  for (const id of catalog.heldIds()) {
    const [{ snippet }] = catalog.placesOf(id) as [Place];
    // Layout and flow point the same way, everything else its own.
    const axis =
      snippet.name === 'layout' || snippet.name === 'flow' ? 0 : 1 + (id % (DIMENSIONS - 1));
    await index.add(
      [id],
      Float32Array.from({ length: DIMENSIONS }, (_, k) => Number(k === axis)),
    );
  }
  const sameJob = {
    combiner: { bias: -4, weights: [8, 0] },
    curve: [
      [-4, 0.1],
      [4, 0.9],
    ] as const,
    pairs: 0,
    data: 'test',
  };
  const threshold = { threshold: 3, precision: 1, recall: 1, precisionAtLeast: 1, found: 1 };
  const calibration = {
    ...BUILT_IN_CALIBRATION,
    encoder: 'test',
    sameJob: { ...sameJob, levels: { balanced: threshold } },
  };
  const meaning = {
    catalog,
    join: index,
    dimensions: DIMENSIONS,
    embedding: (id: number) => index.embedding(id),
  };
  const request = { level: 'balanced', minLines: 5, semantic: true } as const;
  const both = await findDuplicates(files, request, { calibration, meaning });
  const copies = await findDuplicates(files, { ...request, semantic: false }, { calibration });
  assert.deepEqual(
    both.groups.filter(({ type }) => type !== 'meaning'),
    copies.groups,
  );
  const jobs = both.groups.filter(({ type }) => type === 'meaning');
  assert.deepEqual(
    jobs.map(({ members }) => members.map(({ snippet }) => snippet.name)),
    [['layout', 'flow']],
  );
  assert.match(jobs[0]!.fingerprints!.join(' '), /^[0-9a-f]{24} [0-9a-f]{24}$/);
  const [first, second, ...rest] = files;
  const flow = fileRecord('c.js', `// lookalike-ignore\n${FLOW}`);
  const silenced = new SnippetCatalog();
  for (const file of [first!, second!, flow, ...rest.slice(1)]) silenced.put(file);
  const ignoring = await findDuplicates([], request, {
    calibration,
    meaning: { ...meaning, catalog: silenced },
  });
  assert.deepEqual(ignoring.groups, []);
});
