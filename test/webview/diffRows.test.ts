/** Two snippets side by side: what faces what, and which words are marked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DiffRow, diffRows, type Piece } from '../../src/webview/calibration/diffRows.ts';

const textOf = (pieces: readonly Piece[] | undefined) => pieces?.map(({ text }) => text).join('');
const marked = (pieces: readonly Piece[] | undefined) =>
  pieces?.filter(({ isOther }) => isOther).map(({ text }) => text);

test('equal lines face one another, whatever their indentation', () => {
  const rows = diffRows('a();\nb();', '  a();\n  b();');
  assert.deepEqual(
    rows.map(({ isSame }) => isSame),
    [true, true],
  );
});

test('a renamed line faces its original, and only the names are marked', () => {
  const rows = diffRows('let pause = 100;\nreturn pause;', 'let wait = 100;\nreturn wait;');
  assert.equal(rows.length, 2);
  assert.deepEqual(marked(rows[0]?.left), ['pause']);
  assert.deepEqual(marked(rows[0]?.right), ['wait']);
  assert.deepEqual(rows[0]?.isSame, false);
});

test('a line that is on one side only faces nothing', () => {
  const rows = diffRows('one();\nthree();', 'one();\nif (two) return;\nthree();');
  const extra = rows.find(({ left }) => left === undefined);
  assert.equal(textOf(extra?.right), 'if (two) return;');
  assert.equal(textOf(rows.at(-1)?.left), 'three();');
  assert.equal(textOf(rows.at(-1)?.right), 'three();');
});

test('between lines of different shapes no words are marked', () => {
  const [row] = diffRows('if (x) {', 'total += price * count;');
  assert.equal(row?.isSame, false);
  assert.deepEqual([...marked(row?.left)!, ...marked(row?.right)!], []);
});

test('indentation is never marked', () => {
  const [row] = diffRows('  let a = 1;', '    let b = 1;');
  assert.equal(textOf(row?.right), '    let b = 1;');
  assert.deepEqual(marked(row?.right), ['b']);
});

test('no line is lost, doubled or moved, on either side', () => {
  const line = fc.constantFrom('', 'a();', '  b(c);', '}', 'if (d) {', 'return e;', 'let f = 1;');
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const side = (rows: readonly DiffRow[], pick: 'left' | 'right') =>
    rows.flatMap((row) => (row[pick] ? [textOf(row[pick])] : [])).join('\n');
  fc.assert(
    fc.property(text, text, (a, b) => {
      const rows = diffRows(a, b);
      assert.equal(side(rows, 'left'), a);
      assert.equal(side(rows, 'right'), b);
    }),
  );
});
