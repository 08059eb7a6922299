/** The differences of a group's copies as Markdown, for a pull request or an issue. */
import type { DriftReport } from '../../core/matching/driftReport.ts';
import type { DuplicateGroup } from '../../core/matching/match.ts';
import { printable } from '../columns.ts';
import {
  alikeSentence,
  commitWords,
  historyWords,
  memberNumbers,
  pastSentences,
  stretchSentence,
} from '../driftWords.ts';
import { TYPE_WORDS } from '../words.ts';
import { code, placeCell } from './markdown.ts';

export function writeDriftMarkdown(group: DuplicateGroup, report: DriftReport): string {
  const copies = group.members.length;
  const lines = [
    `# ${TYPE_WORDS[group.type]}, ${copies} places`,
    '',
    `${alikeSentence(report)}.`,
    '',
  ];
  for (const [at, member] of group.members.entries()) {
    const history = report.members[at]?.history;
    const past = history ? `: ${plain(historyWords(history))}` : '';
    lines.push(`${at + 1}. ${placeCell(member)}${past}`);
  }
  lines.push('', ...pastSentences(report).map((line) => `- ${plain(line)}`), '');
  for (const [i, stretch] of report.stretches.entries()) {
    lines.push(`## ${i + 1}. ${stretchSentence(stretch, copies)}`, '');
    for (const { members, places, text, commit } of stretch.variants) {
      const where = members.map((at, n) => `${report.members[at]?.path}:${places[n]?.startLine}`);
      const by = commit ? ` (${plain(commitWords(commit))})` : '';
      const what = text === '' ? 'nothing' : '';
      lines.push(`In ${memberNumbers(members)}, ${where.map(code).join(', ')}${by}: ${what}`, '');
      if (text !== '') lines.push(...fenced(text), '');
    }
  }
  if (report.stretches.length === 0) lines.push('No differences but names and layout.', '');
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** Text from outside that must not become markup: names of authors, subjects of commits. */
function plain(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>()#|!&]/g, (mark) => `\\${mark}`);
}

/** A code block that holds any text, fences included (CommonMark: a longer fence). */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...text.split('\n').map(printableLine), fence];
}

function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t');
}
