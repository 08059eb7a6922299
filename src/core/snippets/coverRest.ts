/** Windows over the lines that no definition covers, so that nothing in a file is unsearchable. */
import type { Language } from './language.ts';
import type { Cut, SourceText } from './sourceText.ts';

/** A window's aim and limit: about what an encoder reads at once (1,500 characters of code are 40 lines). */
const AIM_LINES = 30;
const MAX_LINES = 45;
/** Lines this long are counted as several, so that windows stay about the same size in characters. */
const LINE_CHARACTERS = 80;

/**
 * Cuts the uncovered lines into windows at blank and shallow lines. Windows do not overlap: a line found twice
 * is the same answer twice, and cutting where the text pauses keeps together what belongs together.
 * @param covered one flag per line (index 0 is line 1).
 */
export function coverRest(
  source: SourceText,
  covered: readonly boolean[],
  language: Language | undefined,
): Cut[] {
  const cuts: Cut[] = [];
  const total = source.lineCount;
  for (let line = 1; line <= total; line++) {
    if (covered[line - 1]) continue;
    let end = line;
    while (end < total && !covered[end]) end++;
    cuts.push(...cutRun(source, line, end, language));
    line = end;
  }
  return cuts;
}

/** Windows over one run of lines; runs that say nothing (brackets, keywords) give none. */
export function cutRun(
  source: SourceText,
  startLine: number,
  endLine: number,
  language: Language | undefined,
): Cut[] {
  const cuts: Cut[] = [];
  let start = startLine;
  while (start <= endLine) {
    while (start <= endLine && source.line(start).trim() === '') start++;
    if (start > endLine) break;
    let end = windowEnd(source, start, endLine);
    const next = end + 1;
    while (end > start && source.line(end).trim() === '') end--;
    if (saysSomething(source, start, end, language)) {
      cuts.push({ kind: 'window', name: '', startLine: start, endLine: end, doc: '' });
    }
    start = next;
  }
  return cuts;
}

/** The last line of the window that starts here: the best pause near the aim. */
function windowEnd(source: SourceText, start: number, limit: number): number {
  let size = 0;
  let best = 0;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let line = start; line <= limit; line++) {
    size += 1 + Math.floor(source.line(line).length / LINE_CHARACTERS);
    if (line > start && size > MAX_LINES) return best === 0 ? line - 1 : best;
    if (size < AIM_LINES / 2) continue;
    const score = pauseAfter(source, line) + Math.abs(size - AIM_LINES) / AIM_LINES;
    if (score <= bestScore) {
      best = line;
      bestScore = score;
    }
  }
  return limit;
}

/** 0 before a blank line at the left edge, more the deeper inside something. */
function pauseAfter(source: SourceText, line: number): number {
  const next = source.line(line + 1);
  if (next.trim() === '') return indentOf(source.line(line + 2)) * 0.1;
  return 0.5 + indentOf(next) * 0.1;
}

function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)![0].replaceAll('\t', '    ').length;
}

/** Whether there are at least two words that are no keywords. */
function saysSomething(
  source: SourceText,
  start: number,
  end: number,
  language: Language | undefined,
): boolean {
  let words = 0;
  for (let line = start; line <= end; line++) {
    for (const word of source.line(line).match(/[\p{L}_][\p{L}\p{N}_]{2,}|[^\p{ASCII}]{2,}/gu) ??
      []) {
      if (!language?.keywords.has(word) && ++words >= 2) return true;
    }
  }
  return false;
}
