/** Two snippets as rows side by side: equal lines face one another, changed ones are marked. */
import { diffArrays } from 'diff';

export interface DiffRow {
  readonly left?: string;
  readonly right?: string;
  /** The two lines are equal but for spaces. */
  readonly isSame: boolean;
}

/** Lines are compared without their outer spaces, because a copy in a deeper block is a copy. */
export function diffRows(a: string, b: string): DiffRow[] {
  const left = a.split('\n');
  const right = b.split('\n');
  const comparator = (one: string, other: string) => one.trim() === other.trim();
  const rows: DiffRow[] = [];
  let atLeft = 0;
  let atRight = 0;
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      const [one, other] = [removed[i], added[i]];
      rows.push({
        ...(one === undefined ? {} : { left: one }),
        ...(other === undefined ? {} : { right: other }),
        isSame: false,
      });
    }
    removed = [];
    added = [];
  };
  for (const part of diffArrays(left, right, { comparator })) {
    const { length } = part.value;
    if (part.removed) {
      removed.push(...left.slice(atLeft, atLeft + length));
      atLeft += length;
    } else if (part.added) {
      added.push(...right.slice(atRight, atRight + length));
      atRight += length;
    } else {
      flush();
      for (let i = 0; i < length; i++)
        rows.push({ left: left[atLeft + i]!, right: right[atRight + i]!, isSame: true });
      atLeft += length;
      atRight += length;
    }
  }
  flush();
  return rows;
}
