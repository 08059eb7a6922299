/** `lookalike label`: says of pairs whether they match, one named pair or the most telling ones in turn. */
import type { PairToLabel } from '../core/calibration/report.ts';
import type { Engine, PlaceRef } from '../core/engineApi.ts';
import { LABELS } from '../core/labels/labelFile.ts';
import { UserError } from '../core/userError.ts';
import { fitTo, printable } from './columns.ts';
import { folderRelative } from './folderRelative.ts';
import { withReadyEngine } from './readyEngine.ts';
import type { Terminal } from './terminal.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { chance, count } from './words.ts';

export interface LabelOptions {
  readonly queue?: number;
  readonly a?: PlaceRef;
  readonly b?: PlaceRef;
  readonly match?: boolean;
  readonly json: boolean;
}

/** Lines of a side that are shown; the rest is counted. */
const SHOWN_LINES = 30;

export async function runLabel(context: Context, folder: string, options: LabelOptions) {
  const named = namedPair(options);
  const { terminal } = context;
  await withReadyEngine(context, folder, async (engine) => {
    if (named) {
      const [a, b] = [named.a, named.b].map((place) => ({
        ...place,
        path: folderRelative(folder, place.path),
      }));
      const report = await engine.label({ a: a!, b: b!, isMatch: named.isMatch });
      if (wantsJson(context, options)) return terminal.write(`${JSON.stringify(report)}\n`);
      for (const { what } of report.contradictions) terminal.tell(`Note: ${what}.`);
      const verdict = named.isMatch ? 'A match' : 'No match';
      const total = report.labels.matches + report.labels.nonMatches;
      return terminal.write(`${verdict}, kept in ${LABELS.file} (${count(total, 'label')}).\n`);
    }
    const pairs = await engine.labelQueue({ limit: options.queue ?? 20 }, terminal.signal);
    if (wantsJson(context, options)) return terminal.write(`${JSON.stringify({ pairs })}\n`);
    return askInTurn(engine, pairs, terminal);
  });
}

/** Undefined: the queue is meant. @throws UserError for half a pair */
function namedPair({ queue, a, b, match }: LabelOptions) {
  const see = 'See `lookalike label --help`.';
  if (a === undefined && b === undefined && match === undefined) return undefined;
  if (queue !== undefined) throw new UserError('usage', 'Give --queue or a pair, not both.', see);
  if (a === undefined || b === undefined || match === undefined) {
    throw new UserError('usage', 'A pair takes --a, --b and --match or --no-match.', see);
  }
  return { a, b, isMatch: match };
}

async function askInTurn(engine: Engine, pairs: readonly PairToLabel[], terminal: Terminal) {
  const { colors } = terminal;
  if (pairs.length === 0)
    return terminal.write('Nothing to label: this folder has too few functions.\n');
  let said = 0;
  for (const [i, pair] of pairs.entries()) {
    await terminal.write(`${showPair(pair, `${i + 1} of ${pairs.length}`, terminal)}\n`);
    await terminal.write(colors.bold('m match · n no match · s skip · q quit '));
    const key = await knownKey(terminal);
    await terminal.write(`${KEY_WORDS[key]}\n\n`);
    if (key === 'q') break;
    if (key === 's') continue;
    const report = await engine.label({ a: refOf(pair.a), b: refOf(pair.b), isMatch: key === 'm' });
    for (const { what } of report.contradictions) terminal.tell(`Note: ${what}.`);
    said++;
  }
  await terminal.write(
    said === 0 ? 'No labels given.\n' : `${count(said, 'label')}, kept in ${LABELS.file}.\n`,
  );
}

const KEY_WORDS = { m: 'match', n: 'no match', s: 'skipped', q: 'quit' } as const;

/** The next key that means something; the end of input quits. */
async function knownKey(terminal: Terminal): Promise<keyof typeof KEY_WORDS> {
  for (;;) {
    const key = await terminal.readKey();
    if (key === undefined) return 'q';
    const small = key.toLowerCase();
    if (small === 'm' || small === 'n' || small === 's' || small === 'q') return small;
  }
}

/** Both sides beside one another, or below where the terminal is narrow. */
function showPair(
  { a, b, probability, why }: PairToLabel,
  number: string,
  terminal: Terminal,
): string {
  const { colors, columns } = terminal;
  const head = `${colors.bold(number)} · ${chance(probability)} likely a match · ${colors.dim(why)}`;
  const [left, right] = [a, b].map(({ place, text }) => [
    `${place.path}:${place.snippet.startLine}`,
    ...shownLines(text),
  ]) as [string[], string[]];
  if (columns < 100) return [head, ...left, '', ...right].map(printableLine).join('\n');
  const width = Math.floor((columns - 3) / 2);
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const one = fitTo(printableLine(left[i] ?? ''), width);
    return `${one} ${colors.dim('│')} ${fitTo(printableLine(right[i] ?? ''), width)}`.trimEnd();
  });
  return [head, ...rows].join('\n');
}

function shownLines(text: string): string[] {
  const lines = text.split('\n');
  const more = lines.length - SHOWN_LINES;
  return more > 0 ? [...lines.slice(0, SHOWN_LINES), `… ${count(more, 'more line')}`] : lines;
}

function printableLine(line: string): string {
  return printable(line.replaceAll('\t', '  '));
}

function refOf({ place }: PairToLabel['a']): PlaceRef {
  const { startLine, endLine } = place.snippet;
  return { path: place.path, startLine, endLine };
}
