/** `lookalike-ignore` comments: code whose author says in place that it is meant to stand twice. */

/** Ranges of lines, 1-based and inclusive, that take no part in findings. */
export interface IgnoredLines {
  readonly startLine: number;
  readonly endLine: number;
}

const COMMENT = /(?:\/\/|\/\*|#|--|<!--|;|%|")\s*lookalike-ignore(?:-(start|end|file|next))?\b/;

/**
 * `lookalike-ignore-file` anywhere: the whole file · `lookalike-ignore-start` … `lookalike-ignore-end`: what is between,
 * to the end of the file without an end · `lookalike-ignore` or `lookalike-ignore-next`: what begins on the next line.
 */
export function ignoredLines(text: string): IgnoredLines[] {
  // Nearly no file has one, and this is asked of every file.
  if (!text.includes('lookalike-ignore')) return [];
  const lines = text.split('\n');
  const ranges: IgnoredLines[] = [];
  let open: number | undefined;
  for (const [i, line] of lines.entries()) {
    const found = COMMENT.exec(line);
    if (!found) continue;
    const what = found[1] ?? 'next';
    if (what === 'file') return [{ startLine: 1, endLine: lines.length }];
    if (what === 'start') open ??= i + 1;
    else if (what === 'end' && open !== undefined) {
      ranges.push({ startLine: open, endLine: i + 1 });
      open = undefined;
    } else if (what === 'next') ranges.push({ startLine: i + 2, endLine: i + 2 });
  }
  if (open !== undefined) ranges.push({ startLine: open, endLine: lines.length });
  return ranges;
}

/** Whether a snippet begins on an ignored line or lies inside ignored ones. */
export function isIgnored(
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
  ignored: readonly IgnoredLines[],
): boolean {
  return ignored.some(
    (range) =>
      (range.startLine === startLine && range.endLine === startLine) ||
      (range.startLine <= startLine && endLine <= range.endLine),
  );
}
