import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findDrift } from '../../../src/core/matching/drift.ts';
import type { DriftReport } from '../../../src/core/matching/driftReport.ts';

function driftOf(texts: readonly string[], { canonical = 0, language = 'typescript' } = {}) {
  const sources = texts.map((text, at) => ({
    path: `${at}.ts`,
    startLine: 10,
    endLine: 9 + text.split('\n').length,
    text,
    language,
  }));
  return findDrift(sources, canonical);
}

/** `kind members|members`, the variants in order, `-` after members that have nothing there. */
function told({ stretches }: DriftReport): string[] {
  return stretches.map(({ kind, variants }) => {
    const sides = variants.map(({ members, text }) => `${members.join()}${text === '' ? '-' : ''}`);
    return `${kind} ${sides.join('|')}`;
  });
}

const clean = (name: string, list: string, check: string, limit = '10') => `
export function ${name}(${list}: string[]) {
  ${check}
  const out = [];
  for (const item of ${list}) {
    if (item.length > ${limit}) out.push(item.trim());
  }
  return out;
}`;

test('three of four copies have the check, and that comes first', () => {
  const report = driftOf([
    clean('a', 'xs', 'if (xs == null) return [];'),
    clean('b', 'rows', '// no check here'),
    clean('c', 'list', 'if (list == null) return [];', '12'),
    clean('d', 'items', 'if (items == null) return [];'),
  ]);
  assert.deepEqual(told(report), ['lacks 0,2,3|1-', 'value 0,1,3|2']);
  const [check] = report.stretches;
  assert.equal(check!.variants[0]!.text.trim(), 'if (xs == null) return [];');
  assert.deepEqual(check!.variants[0]!.places[0], { startLine: 12, endLine: 12 });
  assert.deepEqual(check!.variants[1]!.places[0], { startLine: 12, endLine: 11 });
  assert.deepEqual(
    report.members.map(({ drifted }) => drifted),
    [0, 1, 1, 0],
  );
});

test('renames, layout, comments and braces around one statement are no drift', () => {
  const one = `function area(w, h) { // twice
  if (w < 0) return 0;
  const found = measure(w, h, { scale: 2, unit: 'm' });
  log(found, w, h);
  return found;
}`;
  const other = `function extent(width, height) {
  if (width < 0) {
    return 0;
  }
  const result = measure(
    width,
    height,
    { scale: 2, unit: "m" },
  );

  log(result, width, height);
  return result;
}`;
  const report = driftOf([one, other]);
  assert.deepEqual(told(report), []);
  assert.equal(report.alike, 1);
});

test('what a function is called is no drift, though something in it be called so', () => {
  const copy = (name: string, list: string) =>
    `function ${name}(${list}) {\n  let sum = 0;\n  for (const x of ${list}) sum += x;\n  return sum;\n}`;
  assert.deepEqual(told(driftOf([copy('total', 'items'), copy('sum', 'rows')])), []);
});

test('a name that takes the place of another only once is told', () => {
  const box = (height: string) => `function box(width, height) {
  check(width, height);
  const area = width * ${height};
  return area + width + height;
}`;
  assert.deepEqual(told(driftOf([box('height'), box('width')])), ['name 0|1']);
  const min = (name: string) =>
    `function clamp(v, top) {\n  v += 1;\n  return Math.${name}(v, top);\n}`;
  assert.deepEqual(told(driftOf([min('min'), min('max')])), ['name 0|1']);
});

test('lines that only some have are told between those that have them', () => {
  const body = (extra: string) => `function f(a) {\n  start(a);\n${extra}\n  return stop(a);\n}`;
  const report = driftOf([
    body(''),
    body('  log(a);\n  count(a, 1);'),
    body('  log(a);\n  count(a, 2);'),
    body(''),
    body(''),
  ]);
  assert.deepEqual(told(report), ['adds 0,3,4-|1|2']);
  assert.equal(report.stretches[0]!.variants[1]!.text, '  log(a);\n  count(a, 1);');
});

test('what is missing stays in one piece, the bracket it ends with included', () => {
  const whole = `function f(a) {
  if (a.isOpen) {
    close(a);
  }
  if (a.isFull) {
    flush(a);
  }
  done(a);
}`;
  const less = whole.replace('  if (a.isFull) {\n    flush(a);\n  }\n', '');
  const [stretch, ...rest] = driftOf([whole, whole, less]).stretches;
  assert.deepEqual(rest, []);
  assert.equal(stretch!.variants[0]!.text, '  if (a.isFull) {\n    flush(a);\n  }');
});

test('other languages: indentation instead of brackets', () => {
  const python = (check: string) => `def read(path):
    """Says what it does."""
${check}    with open(path) as file:
        return file.read()`;
  const check = '    if not path:\n        raise ValueError("path")\n';
  const report = driftOf([python(check), python(check), python('')], { language: 'python' });
  assert.deepEqual(told(report), ['lacks 0,1|2-']);
});

test('the canonical member is the one named; none of them is refused', () => {
  const texts = [clean('a', 'x', ''), clean('b', 'y', ''), clean('c', 'z', 'if (!z) throw z;')];
  assert.equal(driftOf(texts, { canonical: 2 }).canonical, 2);
  assert.deepEqual(told(driftOf(texts, { canonical: 2 })), ['adds 0,1-|2']);
  assert.throws(() => driftOf(texts, { canonical: 3 }), RangeError);
});

/** Whatever the texts, every statement is in one cell, in order, and a member is in one variant of a stretch. */
test('rows hold each line of code of each member once and in order', () => {
  const line = fc.constantFrom('a = b;', 'if (a) {', '}', 'call(a, b);', '', '// note', 'x(1);');
  const text = fc.array(line, { minLength: 1, maxLength: 14 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (texts) => {
      const report = driftOf(texts);
      for (const [at, { statements }] of report.members.entries()) {
        const cells = report.rows.flatMap(({ cells: row }) => row[at] ?? []);
        assert.equal(cells.length, statements);
        const starts = cells.map(({ startLine }) => startLine);
        assert.deepEqual(
          starts,
          [...starts].sort((a, b) => a - b),
        );
        const lines = cells.flatMap((cell) => cell.text.split('\n')).map((one) => one.trim());
        const code = texts[at]!.split('\n').map((one) => one.trim());
        assert.deepEqual(lines.filter(isCode), code.filter(isCode));
      }
      for (const { variants } of report.stretches) {
        const all = variants.flatMap(({ members }) => members).sort((a, b) => a - b);
        assert.deepEqual(all, [...texts.keys()]);
      }
      assert.deepEqual(driftOf(texts), report);
    }),
    { numRuns: 300 },
  );
});

function isCode(line: string): boolean {
  return line !== '' && !line.startsWith('//');
}

test('copies of one text have no drift, however often', () => {
  const report = driftOf(Array.from({ length: 12 }, () => clean('a', 'xs', 'check(xs);')));
  assert.equal(report.alike, 1);
  assert.deepEqual(report.stretches, []);
});

test('two long members are laid beside one another within the memory of a small table', () => {
  const lines = Array.from({ length: 6000 }, (_, i) => `call${i % 97}(v${i}, ${i % 13});`);
  const other = lines.toSpliced(3000, 1).toSpliced(100, 0, 'if (late) throw late;');
  const report = driftOf([lines.join('\n'), other.join('\n')]);
  assert.equal(report.stretches.length, 2);
});
