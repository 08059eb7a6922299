/** Duplicate groups as Markdown, for a pull request comment or a wiki page. */
import type { DuplicatesReport } from '../../core/engineApi.ts';
import type { Place } from '../../core/matching/match.ts';
import { printable } from '../columns.ts';
import { shareOfLines } from '../records.ts';
import { chance, count, percent, TYPE_WORDS } from '../words.ts';

export function writeMarkdown(report: DuplicatesReport): string {
  const lines = [
    '# Duplicates',
    '',
    `${count(report.groups.length, 'group')} in ${count(report.files, 'file')}; ` +
      `${count(report.duplicatedLines, 'line')} of ${report.lines.toLocaleString('en')} ` +
      `(${percent(shareOfLines(report))}) are inside a duplicate.`,
    '',
  ];
  for (const [index, group] of report.groups.entries()) {
    lines.push(
      `## ${index + 1}. ${TYPE_WORDS[group.type]}, ${group.members.length} places`,
      '',
      `${count(group.duplicatedLines, 'line')} to save, ${chance(group.probability)} sure.`,
      '',
      ...group.members.map((member) => `- ${placeCell(member)}`),
      '',
    );
  }
  return lines.join('\n');
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
