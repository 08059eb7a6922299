/** Two snippets as rows side by side: lines of one shape face one another, and the words that differ are marked. */
import { diffArrays, diffWordsWithSpace } from 'diff';

export interface DiffRow {
  /** Absent: nothing stands here on this side. */
  readonly left?: readonly Piece[];
  readonly right?: readonly Piece[];
  /** The two lines are equal but for outer spaces. */
  readonly isSame: boolean;
}

export interface Piece {
  readonly text: string;
  /** The other side has something else here. */
  readonly isOther: boolean;
}

/** Lines are paired by their shape, with every name taken for the same, because most copies are renamed. */
export function diffRows(a: string, b: string): DiffRow[] {
  const left = a.split('\n');
  const right = b.split('\n');
  const rows: DiffRow[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++)
      rows.push(rowOf(removed[i], added[i]));
    removed = [];
    added = [];
  };
  let atLeft = 0;
  let atRight = 0;
  for (const part of diffArrays(left.map(shapeOf), right.map(shapeOf))) {
    const { length } = part.value;
    const lefts = part.added ? [] : left.slice(atLeft, atLeft + length);
    const rights = part.removed ? [] : right.slice(atRight, atRight + length);
    atLeft += lefts.length;
    atRight += rights.length;
    if (part.removed) removed.push(...lefts);
    else if (part.added) added.push(...rights);
    else {
      flush();
      lefts.forEach((line, i) => {
        rows.push(rowOf(line, rights[i]));
      });
    }
  }
  flush();
  return rows;
}

function rowOf(left: string | undefined, right: string | undefined): DiffRow {
  if (left === undefined || right === undefined)
    return {
      ...(left === undefined ? {} : { left: [{ text: left, isOther: false }] }),
      ...(right === undefined ? {} : { right: [{ text: right, isOther: false }] }),
      isSame: false,
    };
  const isSame = left.trim() === right.trim();
  if (isSame)
    return {
      left: [{ text: left, isOther: false }],
      right: [{ text: right, isOther: false }],
      isSame,
    };
  const parts = diffWordsWithSpace(left, right);
  return {
    left: parts
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, isOther: removed })),
    right: parts
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, isOther: added })),
    isSame,
  };
}

/** `if (count > 3) {` → `if (w > 3) {`: short words that steer the program stay. */
function shapeOf(line: string): string {
  return line
    .trim()
    .replaceAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu, (word) => (STEERING.has(word) ? word : 'w'));
}

/** Words of many languages that say what a line is, not what it is about. */
const STEERING = new Set(
  (
    'if else elif for while do switch case try catch except finally return throw raise break continue yield await ' +
    'new class def function func fn let const var import from in of not and or'
  ).split(' '),
);
