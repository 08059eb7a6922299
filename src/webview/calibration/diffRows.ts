/** Two snippets as rows side by side: lines of one shape face one another, and the words that differ are marked. */
import { type ChangeObject, diffArrays, diffWordsWithSpace } from 'diff';

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

/** Words are compared only where the lines have one shape: between strangers nearly all of them differ. */
function rowOf(left: string | undefined, right: string | undefined): DiffRow {
  if (left === undefined || right === undefined || shapeOf(left) !== shapeOf(right))
    return {
      ...(left === undefined ? {} : { left: [plain(left)] }),
      ...(right === undefined ? {} : { right: [plain(right)] }),
      isSame: false,
    };
  if (left.trim() === right.trim())
    return { left: [plain(left)], right: [plain(right)], isSame: true };
  const parts = diffWordsWithSpace(left.trim(), right.trim());
  const side = (line: string, isOthers: (part: ChangeObject<string>) => boolean) => [
    plain(line.slice(0, line.length - line.trimStart().length)),
    ...parts
      .filter((part) => !isOthers(part))
      .map(({ value, added, removed }) => ({ text: value, isOther: added || removed })),
    plain(line.slice(line.trimEnd().length)),
  ];
  return {
    left: side(left, ({ added }) => added),
    right: side(right, ({ removed }) => removed),
    isSame: false,
  };
}

function plain(text: string): Piece {
  return { text, isOther: false };
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
