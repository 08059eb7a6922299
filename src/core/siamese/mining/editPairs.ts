/** Functions before and after a commit: the same job, written anew by someone who knew why. */
import type { MinedFunction } from './mineFunctions.ts';

export interface EditPair {
  readonly before: string;
  readonly after: string;
}

/** Below this share of common lines it is another function of the same name; above, a typo was mended (guess). */
const MIN_COMMON = 0.25;
const MAX_COMMON = 0.92;

/** Functions of both versions that have the same name, once in each, and changed moderately. */
export function editPairs(
  before: readonly MinedFunction[],
  after: readonly MinedFunction[],
): EditPair[] {
  const old = onlyOnce(before);
  const pairs: EditPair[] = [];
  for (const [name, now] of onlyOnce(after)) {
    const was = old.get(name);
    if (!was || was.code === now.code) continue;
    const common = commonLines(was.code, now.code);
    if (common >= MIN_COMMON && common <= MAX_COMMON) {
      pairs.push({ before: was.code, after: now.code });
    }
  }
  return pairs;
}

function onlyOnce(functions: readonly MinedFunction[]): Map<string, MinedFunction> {
  const byName = new Map<string, MinedFunction>();
  const twice = new Set<string>();
  for (const found of functions) {
    if (byName.has(found.name)) twice.add(found.name);
    byName.set(found.name, found);
  }
  for (const name of twice) byName.delete(name);
  return byName;
}

/** Share of the longer one's lines that the other has too. 0..1 */
function commonLines(a: string, b: string): number {
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length > 1);
  const [left, right] = [lines(a), lines(b)];
  const counts = new Map<string, number>();
  for (const line of left) counts.set(line, (counts.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of right) {
    const count = counts.get(line) ?? 0;
    if (count === 0) continue;
    counts.set(line, count - 1);
    shared++;
  }
  return shared / Math.max(1, left.length, right.length);
}
