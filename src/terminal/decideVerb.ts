/** `lookalike decide`: writes, lists and takes back decisions about duplicate groups. */
import type { Decision, Verdict } from '../core/decisions/decision.ts';
import { DECISIONS } from '../core/decisions/decisionFile.ts';
import type { DuplicatesReport, Engine, PlaceRef } from '../core/engineApi.ts';
import type { DuplicateGroup, Level } from '../core/matching/match.ts';
import { withFolded } from '../core/matching/worth/foldGroups.ts';
import { UserError } from '../core/userError.ts';
import { printable } from './columns.ts';
import { folderRelative } from './folderRelative.ts';
import { withProgress, withReadyEngine } from './readyEngine.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { count, TYPE_WORDS, VERDICT_WORDS } from './words.ts';

export interface DecideOptions {
  readonly at?: PlaceRef;
  readonly group?: string;
  readonly verdict?: Verdict;
  readonly reason?: string;
  readonly undo: boolean;
  readonly list: boolean;
  readonly level: Level;
  readonly minLines: number;
  readonly json: boolean;
}

export async function runDecide(context: Context, folder: string, options: DecideOptions) {
  refuseContradictions(options);
  const { terminal, choices } = context;
  await withReadyEngine(context, folder, async (engine) => {
    const { level, minLines } = options;
    const request = { level, minLines, semantic: choices.settings.useEncoder };
    const report = await withProgress(terminal, (progress) =>
      engine.findDuplicates(request, progress, terminal.signal),
    );
    if (options.list) return list(context, await engine.decisions(), report, options);
    const group = chosen(report, folder, options);
    const members = group.members.map(
      ({ path, snippet: { startLine, endLine } }): PlaceRef => ({ path, startLine, endLine }),
    );
    const record = options.undo
      ? { undone: await engine.undecide({ members }), group: group.id }
      : await decide(engine, members, options);
    if (wantsJson(context, options)) return terminal.write(`${JSON.stringify(record)}\n`);
    const places = count(members.length, 'place');
    await terminal.write(
      'undone' in record
        ? `${count(record.undone, 'decision')} about ${places} taken back.\n`
        : `${VERDICT_WORDS[record.verdict]}: ${places}, kept in ${DECISIONS.file}.\n`,
    );
  });
}

/** A decision as programs read it. */
type DecisionRecord = Omit<Decision, 'fingerprints'> & { readonly copies: readonly string[] };

async function decide(
  engine: Engine,
  members: readonly PlaceRef[],
  { verdict = 'later', reason = '' }: DecideOptions,
): Promise<DecisionRecord> {
  return recordOf(await engine.decide({ members, verdict, reason }));
}

function recordOf({ verdict, reason, where, fingerprints }: Decision): DecisionRecord {
  return { verdict, reason, where, copies: fingerprints };
}

async function list(
  context: Context,
  decisions: readonly Decision[],
  report: DuplicatesReport,
  options: DecideOptions,
): Promise<void> {
  const { terminal } = context;
  const keyOf = ({ verdict, fingerprints }: Decision): string => [verdict, ...fingerprints].join();
  const states = new Map<string, 'holds' | 'grown'>();
  for (const { standing } of [...report.decided, ...report.groups]) {
    if (!standing || standing.kind === 'open') continue;
    states.set(keyOf(standing.decision), standing.kind === 'grown' ? 'grown' : 'holds');
  }
  const rows = decisions.map((decision) => ({
    ...recordOf(decision),
    state: states.get(keyOf(decision)) ?? ('fits nothing' as const),
  }));
  if (wantsJson(context, options)) {
    return terminal.write(`${JSON.stringify({ decisions: rows })}\n`);
  }
  const { colors } = terminal;
  const lines = rows.map(({ verdict, reason, where, state, copies }) =>
    [
      `${colors.bold(VERDICT_WORDS[verdict])} · ${count(copies.length, 'copy', 'copies')} · ${STATE_WORDS[state]}`,
      ...(reason === '' ? [] : [`   ${printable(reason)}`]),
      colors.dim(`   ${printable(where)}`),
    ].join('\n'),
  );
  const total = rows.length === 0 ? 'No decisions yet.' : count(rows.length, 'decision');
  await terminal.write(`${[...lines, total].join('\n\n')}\n`);
}

const STATE_WORDS = {
  holds: 'holds',
  grown: 'there is a copy more than then',
  'fits nothing': 'fits nothing found now',
} as const;

/** The one group meant. @throws UserError where there is none, or more than one */
function chosen(report: DuplicatesReport, folder: string, options: DecideOptions): DuplicateGroup {
  const { at, group: id } = options;
  const path = at && folderRelative(folder, at.path);
  const found = withFolded([...report.groups, ...report.decided]).filter(
    (group) =>
      (id === undefined || group.id === id) &&
      (at === undefined ||
        group.members.some(
          (member) =>
            member.path === path &&
            member.snippet.startLine <= at.endLine &&
            at.startLine <= member.snippet.endLine,
        )),
  );
  const [first, ...others] = found;
  const asked = [at && `${path}:${at.startLine}`, id]
    .filter((part) => part !== undefined)
    .join(', ');
  if (!first) {
    throw new UserError(
      'bad-input',
      `No duplicate group at ${asked}.`,
      '`lookalike find-duplicates` lists the groups; --level and --min-lines decide which there are.',
    );
  }
  if (others.length === 0) return first;
  const names = found.map(
    ({ id: name, type, members }) =>
      `  --group ${name}  ${TYPE_WORDS[type]}: ${members.map((member) => `${member.path}:${member.snippet.startLine}-${member.snippet.endLine}`).join(', ')}`,
  );
  throw new UserError(
    'bad-input',
    `${count(found.length, 'group')} at ${asked}:\n${printableLines(names)}`,
    'Say which one.',
  );
}

function printableLines(lines: readonly string[]): string {
  return lines.map(printable).join('\n');
}

function refuseContradictions({ at, group, verdict, undo, list: isList }: DecideOptions): void {
  const see = 'See `lookalike decide --help`.';
  const ways = [verdict !== undefined, undo, isList].filter(Boolean).length;
  if (ways !== 1) throw new UserError('usage', 'Give one of --verdict, --undo and --list.', see);
  if (!isList && at === undefined && group === undefined) {
    throw new UserError('usage', 'Say which group: --at src/a.ts:10, or --group ID.', see);
  }
}
