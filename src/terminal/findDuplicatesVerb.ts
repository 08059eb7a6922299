/** `lookalike find-duplicates`: the folder's duplicate groups, for people, programs and CI. */
import type { DuplicatesReport, IndexReport } from '../core/engineApi.ts';
import type { Level } from '../core/matching/match.ts';
import type { FailOn } from './optionValues.ts';
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
  readonly jscpdJson?: string;
}

/** @returns whether the findings are above `failOn`. */
export async function runFindDuplicates(
  context: Context,
  folder: string,
  options: FindDuplicatesOptions,
): Promise<boolean> {
  const { terminal, toolbox, choices } = context;
  return withReadyEngine(context, folder, async (engine, indexReport) => {
    const request = {
      level: options.level,
      minLines: options.minLines,
      semantic: choices.settings.useEncoder,
    };
    const report = await withProgress(terminal, (progress) =>
      engine.findDuplicates(request, progress, terminal.signal),
    );
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
  const { html, sarif, jscpdJson } = options;
  const isFileAsked = (html ?? sarif ?? jscpdJson) !== undefined;
  if (options.markdown) await terminal.write(writeMarkdown(report));
  else if (options.json || (!terminal.isHuman && !isFileAsked)) {
    await terminal.write(`${JSON.stringify(duplicatesRecord(report))}\n`);
  } else if (terminal.isHuman && !wantsJson(context, options)) {
    await terminal.write(showDuplicates(report, indexReport, terminal, options.limit));
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
  if (failOn.kind === 'groups') return report.groups.length > failOn.above;
  return shareOfLines(report) > failOn.above;
}
