/** Duplicate groups for people: the most actionable first, then what it adds up to. */
import type { DuplicatesReport, IndexReport } from '../core/engineApi.ts';
import type { DuplicateGroup } from '../core/matching/match.ts';
import { skippedByReason } from './indexVerb.ts';
import { shareOfLines } from './records.ts';
import type { Terminal } from './terminal.ts';
import {
  chance,
  count,
  evidenceWords,
  foldedWords,
  percent,
  placeLine,
  standingWords,
  TYPE_WORDS,
} from './words.ts';

/** Groups on the first page: a screen or two (guess). */
const DEFAULT_GROUPS = 20;
/** Members shown of one group; the rest is counted. */
const SHOWN_MEMBERS = 6;

export interface ShowOptions {
  readonly limit?: number;
  /** What is not new as well. */
  readonly all: boolean;
  /** What is decided as well. */
  readonly decided: boolean;
}

export function showDuplicates(
  report: DuplicatesReport,
  indexReport: IndexReport,
  terminal: Terminal,
  { limit = DEFAULT_GROUPS, all, decided }: ShowOptions,
): string {
  const listed = [
    ...report.groups.filter(({ isNew }) => all || isNew !== false),
    ...(decided ? report.decided : []),
  ];
  const shown = listed.slice(0, limit);
  const blocks = shown.map((group, index) => showGroup(group, index + 1, terminal));
  const more = listed.length - shown.length;
  if (more > 0) {
    blocks.push(terminal.colors.dim(`… and ${count(more, 'more group')}; --limit shows more.`));
  }
  return `${[...blocks, showSummary(report, indexReport, terminal, { all, decided })].join('\n\n')}\n`;
}

function showGroup(group: DuplicateGroup, number: number, terminal: Terminal): string {
  const { colors, columns } = terminal;
  const facts = [
    `${group.members.length} places`,
    `${count(group.duplicatedLines, 'line')} to save`,
    `${chance(group.probability)} sure`,
  ];
  const head = `${colors.bold(`${number}. ${TYPE_WORDS[group.type]}`)} · ${facts.join(' · ')}`;
  const members = group.members.map((member, index) => ({ member, index }));
  members.sort((a, b) => Number(b.index === group.canonical) - Number(a.index === group.canonical));
  const lines = members
    .slice(0, SHOWN_MEMBERS)
    .map(
      ({ member, index }) =>
        `   ${index === group.canonical ? '•' : ' '} ${placeLine(member, columns - 5, colors)}`,
    );
  const more = members.length - lines.length;
  if (more > 0) lines.push(colors.dim(`     … and ${count(more, 'more place')}`));
  const evidence = evidenceWords(group.evidence);
  if (evidence !== '' && group.type !== 'exact') lines.push(colors.dim(`     ${evidence}`));
  const again = foldedWords(group);
  if (again !== '') lines.push(colors.dim(`     ${again}`));
  const standing = standingWords(group);
  if (standing !== '') lines.push(colors.yellow(`     ${standing}`));
  return [head, ...lines].join('\n');
}

function showSummary(
  report: DuplicatesReport,
  indexReport: IndexReport,
  { colors }: Terminal,
  { all, decided }: ShowOptions,
): string {
  const scope = `${count(report.files, 'file')}, ${count(report.snippets, 'snippet')}`;
  const groups = report.groups.length;
  const headline =
    groups === 0
      ? colors.green(`No duplicates in ${scope}.`)
      : `${colors.bold(count(groups, 'duplicate group'))} in ${scope}: ` +
        `${count(report.duplicatedLines, 'line')} of ${report.lines.toLocaleString('en')} ` +
        `(${percent(shareOfLines(report))}) are inside a duplicate.`;
  const lines = [headline];
  const known = report.groups.filter(({ isNew }) => isNew === false).length;
  const compared = report.groups.some(({ isNew }) => isNew !== undefined);
  if (compared) {
    const hidden = known === 0 || all ? '' : `, ${known} not new, hidden; --all shows them`;
    lines.push(`${count(groups - known, 'new group')}${hidden}.`);
  }
  if (report.decided.length > 0 && !decided) {
    lines.push(`${report.decided.length} decided, hidden; --decided shows them.`);
  }
  const skipped = skippedByReason(indexReport.skipped);
  if (skipped !== '') lines.push(colors.dim(`Left out: ${skipped}.`));
  if (indexReport.failed.length > 0) {
    lines.push(colors.yellow(`${count(indexReport.failed.length, 'file')} could not be read.`));
  }
  return lines.join('\n');
}
