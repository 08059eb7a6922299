/** `lookalike drift`: what tells the copies of one group apart, most telling first, with their past in git. */
import type { DriftReport } from '../core/matching/driftReport.ts';
import type { DuplicateGroup } from '../core/matching/match.ts';
import { chosenGroup, type GroupChoice } from './chosenGroup.ts';
import { withReadyEngine } from './readyEngine.ts';
import { groupRecord } from './records.ts';
import { writeDriftMarkdown } from './reports/driftMarkdown.ts';
import { showDrift } from './showDrift.ts';
import { type Context, wantsJson } from './toolbox.ts';

export interface DriftOptions extends GroupChoice {
  readonly limit?: number;
  readonly json: boolean;
  readonly markdown: boolean;
}

export async function runDrift(
  context: Context,
  folder: string,
  options: DriftOptions,
): Promise<void> {
  const { terminal } = context;
  await withReadyEngine(context, folder, async (engine) => {
    const group = await chosenGroup(context, engine, folder, options);
    const report = await engine.drift(membersOf(group), terminal.signal);
    if (options.markdown) await terminal.write(writeDriftMarkdown(group, report));
    else if (wantsJson(context, options)) {
      await terminal.write(`${JSON.stringify(driftRecord(group, report))}\n`);
    } else await terminal.write(showDrift(group, report, terminal, options.limit));
  });
}

/** The places of a group, as the engine is asked about them. */
export function membersOf({ members, canonical }: DuplicateGroup) {
  const places = members.map(({ path, snippet: { startLine, endLine } }) => ({
    path,
    startLine,
    endLine,
  }));
  return { members: places, canonical };
}

/** The group as `find-duplicates` gives it, with what tells its members apart; rows are left out. */
function driftRecord(group: DuplicateGroup, report: DriftReport): Record<string, unknown> {
  const { stretches, alike, commonPast, members } = report;
  return {
    ...groupRecord(group),
    alike: Math.round(alike * 1e6) / 1e6,
    drift: members.map(({ drifted, statements, history }) => ({
      statements,
      drifted,
      ...(history ? { history } : {}),
    })),
    differences: stretches.map(({ kind, variants }) => ({ kind, variants })),
    commonPast,
  };
}
