/** Duplicate groups as Markdown, for a pull request comment or a wiki page. */
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { DuplicateGroup, Place } from '../../core/matching/match.ts';
import { printable } from '../columns.ts';
import { shareOfLines } from '../records.ts';
import { chance, count, foldedWords, percent, standingWords, TYPE_WORDS } from '../words.ts';

/** Decided groups, and those that are not new, only where they are asked for. */
export function writeMarkdown(
  report: DuplicatesReport,
  { all, decided }: { readonly all: boolean; readonly decided: boolean },
): string {
  const known = report.groups.filter(({ isNew }) => isNew === false).length;
  const listed = [
    ...report.groups.filter(({ isNew }) => all || isNew !== false),
    ...(decided ? report.decided : []),
  ];
  const left = [
    ...(known > 0 && !all ? [`${count(known, 'group')} not new`] : []),
    ...(report.decided.length > 0 && !decided ? [`${report.decided.length} decided`] : []),
  ];
  const lines = [
    '# Duplicates',
    '',
    `${count(report.groups.length, 'group')} in ${count(report.files, 'file')}; ` +
      `${count(report.duplicatedLines, 'line')} of ${report.lines.toLocaleString('en')} ` +
      `(${percent(shareOfLines(report))}) are inside a duplicate.`,
    ...(left.length > 0 ? ['', `Left out: ${left.join(', ')}.`] : []),
    '',
  ];
  for (const [index, group] of listed.entries()) {
    const standing = standingWords(group);
    lines.push(
      `## ${index + 1}. ${TYPE_WORDS[group.type]}, ${group.members.length} places`,
      '',
      `${count(group.duplicatedLines, 'line')} to save, ${chance(group.probability)} sure.`,
      ...(standing === '' ? [] : ['', `${standing}.`]),
      '',
      ...group.members.map((member) => `- ${placeCell(member)}`),
      '',
      ...foldedLines(group),
    );
  }
  return lines.join('\n');
}

function foldedLines(group: DuplicateGroup): string[] {
  const { folded = [] } = group;
  if (folded.length === 0) return [];
  const items = folded.map(
    (part) => `- ${TYPE_WORDS[part.type]}: ${part.members.map(placeCell).join(', ')}`,
  );
  return [`${foldedWords(group)}:`, '', ...items, ''];
}

export function placeCell(place: Place): string {
  const { startLine, endLine, name } = place.snippet;
  const where = `${place.path}:${startLine}-${endLine}`;
  return name === '' ? code(where) : `${code(where)} ${code(name)}`;
}

/** A code span that holds any text, backticks included (CommonMark: a longer fence). */
export function code(text: string): string {
  const shown = printable(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
