/** `lookalike find-duplicates`: the folder's duplicate groups, for people, programs and CI. */
import { newSince, readBaseline, writeBaseline } from '../core/decisions/standing.ts';
import type { DuplicatesReport, FindDuplicatesRequest, IndexReport } from '../core/engineApi.ts';
import type { DuplicateGroup, Level } from '../core/matching/match.ts';
import { withFolded } from '../core/matching/worth/foldGroups.ts';
import { UserError } from '../core/userError.ts';
import type { FailOn } from './optionValues.ts';
import { readNamed } from './readNamed.ts';
import { withProgress, withReadyEngine } from './readyEngine.ts';
import { duplicatesRecord, shareOfLines } from './records.ts';
import { writeHtml } from './reports/html.ts';
import { writeJscpdJson } from './reports/jscpdJson.ts';
import { writeMarkdown } from './reports/markdown.ts';
import { writeSarif } from './reports/sarif.ts';
import { showDuplicates } from './showDuplicates.ts';
import { type Context, wantsJson } from './toolbox.ts';

export interface FindDuplicatesOptions {
  readonly minLines: number;
  readonly level: Level;
  readonly limit?: number;
  readonly failOn: FailOn;
  readonly json: boolean;
  readonly markdown: boolean;
  readonly html?: string;
  readonly sarif?: string;
  /** A baseline file: its groups are not new. */
  readonly baseline?: string;
  readonly writeBaseline?: string;
  /** A git revision. */
  readonly since?: string;
  /** Compared with the last commit. */
  readonly changed: boolean;
  /** Groups that are decided, or not new, are shown to people too. */
  readonly decided: boolean;
  readonly all: boolean;
  readonly jscpdJson?: string;
}

/** @returns whether the findings are above `failOn`. */
export async function runFindDuplicates(
  context: Context,
  folder: string,
  options: FindDuplicatesOptions,
): Promise<boolean> {
  const { terminal, toolbox, choices } = context;
  refuseContradictions(options);
  const baseline =
    options.baseline === undefined
      ? undefined
      : readBaseline(await readNamed(context, options.baseline));
  return withReadyEngine(context, folder, async (engine, indexReport) => {
    const since = options.changed ? 'HEAD' : options.since;
    const request: FindDuplicatesRequest = {
      level: options.level,
      minLines: options.minLines,
      semantic: choices.settings.useEncoder,
      ...(since === undefined ? {} : { changedSince: since }),
    };
    const found = await withProgress(terminal, (progress) =>
      engine.findDuplicates(request, progress, terminal.signal),
    );
    const report = baseline ? markNew(found, newSince(baseline)) : found;
    if (options.writeBaseline !== undefined) {
      const groups = withFolded([...found.groups, ...found.decided]);
      await deliver(context, options.writeBaseline, writeBaseline(groups.map(printsOf)));
    }
    const readInFolder = (path: string) => toolbox.readFile(`${folder}/${path}`);
    if (options.sarif !== undefined) {
      await deliver(context, options.sarif, writeSarif(report, folder));
    }
    if (options.jscpdJson !== undefined) {
      const json = await writeJscpdJson(report, readInFolder, new Date());
      await deliver(context, options.jscpdJson, json);
    }
    if (options.html !== undefined) {
      await deliver(context, options.html, await writeHtml(report, folder, readInFolder));
    }
    await print(context, report, indexReport, options);
    return isAbove(report, options.failOn);
  });
}

async function print(
  context: Context,
  report: DuplicatesReport,
  indexReport: IndexReport,
  options: FindDuplicatesOptions,
): Promise<void> {
  const { terminal } = context;
  const { html, sarif, jscpdJson, writeBaseline } = options;
  const isFileAsked = (html ?? sarif ?? jscpdJson ?? writeBaseline) !== undefined;
  if (options.markdown) await terminal.write(writeMarkdown(report, options));
  else if (options.json || (!terminal.isHuman && !isFileAsked)) {
    await terminal.write(`${JSON.stringify(duplicatesRecord(report))}\n`);
  } else if (terminal.isHuman && !wantsJson(context, options)) {
    await terminal.write(showDuplicates(report, indexReport, terminal, options));
  }
}

/** Writes a report to a file, or to standard output for `-`. */
async function deliver({ terminal, toolbox }: Context, target: string, text: string) {
  if (target === '-') return terminal.write(text);
  await toolbox.writeFile(target, text);
  terminal.tell(`Wrote ${target}`);
}

export function isAbove(report: DuplicatesReport, failOn: FailOn): boolean {
  if (failOn.kind === 'none') return false;
  if (failOn.kind === 'new') return report.groups.some(({ isNew }) => isNew === true);
  if (failOn.kind === 'groups') return report.groups.length > failOn.above;
  return shareOfLines(report) > failOn.above;
}

/** What is new shows on its own where it was folded under something old. */
function withNewShown(group: DuplicateGroup): DuplicateGroup[] {
  const { folded = [], ...own } = group;
  if (group.isNew === true || folded.every(({ isNew }) => isNew !== true)) return [group];
  const old = folded.filter(({ isNew }) => isNew !== true);
  return [
    old.length === 0 ? own : { ...own, folded: old },
    ...folded.filter(({ isNew }) => isNew === true),
  ];
}

/** New is what is neither in the baseline nor, where lines were compared too, outside the changed ones. */
function markNew(
  report: DuplicatesReport,
  isUnknown: (group: { readonly fingerprints: readonly string[] }) => boolean,
): DuplicatesReport {
  const marked = ({ folded, ...group }: DuplicateGroup): DuplicateGroup => ({
    ...group,
    isNew: (group.isNew ?? true) && isUnknown(printsOf(group)),
    ...(folded === undefined ? {} : { folded: folded.map(marked) }),
  });
  return {
    ...report,
    groups: report.groups.map(marked).flatMap(withNewShown),
    decided: report.decided.map(marked),
  };
}

function printsOf({ fingerprints = [] }: DuplicateGroup): {
  readonly fingerprints: readonly string[];
} {
  return { fingerprints };
}

function refuseContradictions({ failOn, baseline, since, changed }: FindDuplicatesOptions): void {
  const see = 'See `lookalike find-duplicates --help`.';
  if (changed && since !== undefined) {
    throw new UserError('usage', '--changed is --since HEAD; give one of them.', see);
  }
  if (failOn.kind === 'new' && baseline === undefined && since === undefined && !changed) {
    throw new UserError(
      'usage',
      '--fail-on new needs something to compare with.',
      'Add --baseline FILE, --since REVISION or --changed.',
    );
  }
}
