/** The differences of a group's copies for people. */
import type { DriftReport, DriftStretch, DriftVariant } from '../core/matching/driftReport.ts';
import type { DuplicateGroup } from '../core/matching/match.ts';
import { cutEnd, printable } from './columns.ts';
import {
  alikeSentence,
  commitWords,
  historyWords,
  memberNumbers,
  pastSentences,
  stretchSentence,
} from './driftWords.ts';
import type { Terminal } from './terminal.ts';
import { count, placeLine, TYPE_WORDS } from './words.ts';

/** Differences on the first page (guess). */
const DEFAULT_DIFFERENCES = 12;
/** Lines of code shown of one version. */
const SHOWN_LINES = 6;

export function showDrift(
  group: DuplicateGroup,
  report: DriftReport,
  terminal: Terminal,
  limit = DEFAULT_DIFFERENCES,
): string {
  const { colors, columns } = terminal;
  const { stretches } = report;
  const head = `${colors.bold(TYPE_WORDS[group.type])} · ${group.members.length} places · ${alikeSentence(report)}`;
  const members = group.members.flatMap((member, at) => {
    const mark = at === report.canonical ? '•' : ' ';
    const number = `${at + 1}`.padStart(3);
    const line = `${number} ${mark} ${placeLine(member, columns - 6, colors)}`;
    const history = report.members[at]?.history;
    if (!history) return [line];
    return [line, colors.dim(`      ${cutEnd(printable(historyWords(history)), columns - 6)}`)];
  });
  const shown = stretches
    .slice(0, limit)
    .map((stretch, i) => showStretch(stretch, i + 1, report, terminal));
  const more = stretches.length - shown.length;
  const past = pastSentences(report).map((line) => cutEnd(printable(line), columns));
  return `${[
    [head, ...members].join('\n'),
    ...(past.length > 0 ? [past.join('\n')] : []),
    ...(stretches.length === 0 ? [colors.green('No differences but names and layout.')] : shown),
    ...(more > 0
      ? [colors.dim(`… and ${count(more, 'more difference')}; --limit shows more.`)]
      : []),
  ].join('\n\n')}\n`;
}

function showStretch(
  stretch: DriftStretch,
  number: number,
  { members }: DriftReport,
  terminal: Terminal,
): string {
  const { colors } = terminal;
  const head = colors.bold(`${number}. ${stretchSentence(stretch, members.length)}`);
  const variants = stretch.variants.flatMap((variant) => showVariant(variant, terminal));
  return [head, ...variants].join('\n');
}

function showVariant(variant: DriftVariant, { colors, columns }: Terminal): string[] {
  const [place] = variant.places;
  const who = `in ${memberNumbers(variant.members)}`;
  if (variant.text === '') {
    return [`   ${who}: ${colors.dim(`nothing (before line ${place?.startLine})`)}`];
  }
  const lines = variant.text.split('\n');
  const code = lines
    .slice(0, SHOWN_LINES)
    .map((line) => colors.cyan(cutEnd(`     ${printable(line.replaceAll('\t', '  '))}`, columns)));
  const more = lines.length - code.length;
  return [
    `   ${who}: ${colors.dim(`line ${place?.startLine}`)}`,
    ...code,
    ...(more > 0 ? [colors.dim(`     … and ${count(more, 'more line')}`)] : []),
    ...(variant.commit
      ? [colors.dim(cutEnd(`     ${printable(commitWords(variant.commit))}`, columns))]
      : []),
  ];
}
