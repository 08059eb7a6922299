/** A calibration for people: levels in a table, histogram and reliability as rows of blocks. */
import type { CalibrationReport, ChannelView, LevelView } from '../core/calibration/report.ts';
import { fitTo, printable } from './columns.ts';
import type { Terminal } from './terminal.ts';
import { chance, count } from './words.ts';

const CHANNEL_WORDS: Readonly<Record<ChannelView['channel'], string>> = {
  copy: 'Copies (identical, renamed, edited)',
  sameJob: 'Same job, other code',
};
const SOURCE_WORDS: Readonly<Record<LevelView['source'], string>> = {
  shipped: 'certified',
  folder: 'this folder',
  labels: 'labels',
};
const BLOCKS = ' ▁▂▃▄▅▆▇█';
/** Width of a histogram: two bins a column. */
const HISTOGRAM_COLUMNS = 40;

export function showCalibration(report: CalibrationReport, terminal: Terminal): string {
  const blocks = report.channels.map((channel) => showChannel(channel, terminal));
  return `${[...blocks, showScope(report, terminal)].join('\n\n')}\n`;
}

/** One block a value, the largest full; zero is blank. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 0);
  return values
    .map((value) => {
      const step = most > 0 ? Math.ceil((value / most) * (BLOCKS.length - 1)) : 0;
      return BLOCKS[step] ?? ' ';
    })
    .join('');
}

function showChannel(view: ChannelView, { colors }: Terminal): string {
  const { bins, axis } = view.histogram;
  const end = bins.at(-1)?.to ?? 1;
  const words = axis === 'distance' ? 'distance' : 'difference';
  const of = view.measuredOn === 'folder' ? 'in this folder' : 'of the shipped fit';
  const lines = [
    colors.bold(CHANNEL_WORDS[view.channel]),
    `  matches      ${sparkline(bins.map((bin) => bin.matches))}`,
    `  non-matches  ${sparkline(bins.map((bin) => bin.others))}`,
    colors.dim(
      `               ${fitTo(`0 ${words}, pairs ${of}`, HISTOGRAM_COLUMNS - 4)} ${end.toFixed(1)}`,
    ),
    levelHead(colors),
    ...view.levels.map((level) => levelLine(level)),
  ];
  if (view.reliability.length > 0) {
    lines.push(
      `  said / were matches  ${view.reliability
        .filter((_, i, all) => i % Math.ceil(all.length / 5) === 0)
        .map(({ predicted, observed }) => `${chance(predicted)}/${chance(observed)}`)
        .join('  ')}`,
    );
  }
  const error = view.calibrationError;
  if (error !== null) lines.push(colors.dim(`  calibration error ${error.toFixed(3)}`));
  return lines.join('\n');
}

function levelHead(colors: Terminal['colors']): string {
  const head = [
    'level',
    'promised',
    'shown from',
    'found',
    'pairs here',
    'false/1,000',
    'decided by',
  ];
  return colors.dim(`  ${head.map((word, i) => fitTo(word, COLUMNS[i]!)).join(' ')}`.trimEnd());
}

const COLUMNS = [12, 9, 11, 7, 11, 12, 12];

function levelLine(view: LevelView): string {
  const { level, promised, probability, recall, findings, expectedFalsePer1000, source } = view;
  const cells =
    view.threshold === null
      ? [level, `≥ ${100 * promised}%`, 'not certified', '', '', '', '']
      : [
          level,
          `≥ ${100 * promised}%`,
          probability === null ? '' : chance(probability),
          recall === null ? '' : chance(recall),
          findings === null ? '' : findings.toLocaleString('en'),
          expectedFalsePer1000 === null ? '' : `≤ ${expectedFalsePer1000.toFixed(1)}`,
          SOURCE_WORDS[source],
        ];
  return `  ${cells.map((cell, i) => fitTo(cell, COLUMNS[i]!)).join(' ')}`.trimEnd();
}

function showScope({ folder, labels, notices }: CalibrationReport, { colors }: Terminal): string {
  const measured = folder
    ? `Measured on ${count(folder.functions, 'function')}: ${count(folder.mutants, 'edited copy', 'edited copies')} of them, ${count(folder.hardNegatives, 'pair')} of different functions.`
    : 'Not measured on this folder.';
  const said = labels.matches + labels.nonMatches;
  const lines = [
    measured,
    said === 0
      ? 'No labels yet; `lookalike label <folder> --queue 20` asks for those most worth it.'
      : `${count(said, 'label')}: ${labels.matches} matches, ${labels.nonMatches} not; ${labels.inUse} about text that is here now.`,
    ...labels.contradictions.map(({ where, what }) =>
      colors.yellow(`${printable(where)}: ${what}`),
    ),
    ...notices.map((notice) => colors.dim(notice)),
  ];
  return lines.join('\n');
}
