/** How alike two texts are to a reader who does not think: without layout, and by runs of words. */

/** Without comments at line ends, white space and letter case: equal for copies that differ in layout only. */
export function layoutFree(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|(?:\/\/|#\s)[^\n]*/g, '')
    .replace(/\s+/g, '')
    .toLowerCase();
}

const SHINGLE = 3;

/** Jaccard similarity of their runs of three words (of words, where one is shorter). 0..1 */
export function wordOverlap(a: string, b: string): number {
  const left = words(a);
  const right = words(b);
  const size = Math.min(SHINGLE, left.length, right.length);
  if (size === 0) return left.length === right.length ? 1 : 0;
  const shingles = (list: readonly string[]) =>
    new Set(
      Array.from({ length: list.length - size + 1 }, (_, i) => list.slice(i, i + size).join(' ')),
    );
  const [x, y] = [shingles(left), shingles(right)];
  let shared = 0;
  for (const shingle of x) if (y.has(shingle)) shared++;
  return shared / (x.size + y.size - shared);
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9_]+|[^\sa-z0-9_]/g) ?? [];
}
