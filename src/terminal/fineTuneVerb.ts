/** `lookalike fine-tune`: trains a head on a folder's own pairs and shows what it changed. */

import { parseLabelledPairs } from '../core/siamese/labelling/parseLabelledPairs.ts';
import type { FineTuneReport, FineTuneRequest, TaskOutcome } from '../core/tuning/report.ts';
import { TASK_WORDS } from '../core/tuning/words.ts';
import { readNamed } from './readNamed.ts';
import { withProgress, withReadyEngine } from './readyEngine.ts';
import type { Terminal } from './terminal.ts';
import { type Context, wantsJson } from './toolbox.ts';
import { count, duration } from './words.ts';

export interface FineTuneOptions {
  readonly name?: string;
  readonly loss?: string;
  readonly kind?: NonNullable<FineTuneRequest['kind']>;
  readonly labels?: string;
  readonly seed?: number;
  readonly keepOnly: boolean;
  readonly json: boolean;
}

export async function runFineTune(context: Context, folder: string, options: FineTuneOptions) {
  const { terminal } = context;
  const { name, loss, kind, seed, labels } = options;
  const given = labels === undefined ? undefined : await readNamed(context, labels);
  const request: FineTuneRequest = {
    use: !options.keepOnly,
    ...(name === undefined ? {} : { name }),
    ...(loss === undefined ? {} : { loss }),
    ...(kind === undefined ? {} : { kind }),
    ...(seed === undefined ? {} : { seed }),
    ...(given === undefined ? {} : { labels: parseLabelledPairs(given, labels ?? '') }),
  };
  await withReadyEngine(context, folder, async (engine) => {
    const report = await withProgress(terminal, (progress) =>
      engine.fineTune(request, progress, terminal.signal),
    );
    await terminal.write(
      wantsJson(context, options) ? `${JSON.stringify(report)}\n` : showReport(report, terminal),
    );
  });
}

function showReport(report: FineTuneReport, { colors }: Terminal): string {
  const { accepted, reason, head, inUse, split, pairs } = report;
  const { strength, names, kind, loss, durationMs } = report;
  const sources = Object.entries(pairs).map(([source, number]) => `${number} ${source}`);
  const kept = head ? `Kept as "${head.name}"${inUse ? ', in use from now on' : ''}.` : undefined;
  return [
    accepted ? colors.green(reason) : colors.yellow(reason),
    ...(kept ? [kept] : []),
    '',
    `Learned from ${count(split.train.pairs, 'pair')} of ${count(split.train.files, 'file')} (${sources.join(', ')});`,
    `decided on the same files, each asked of heads that had not seen it; measured on ${count(split.untouched.files, 'file')} that had no say:`,
    '',
    ...outcomeLines(report.untouched),
    '',
    `${kind} head, loss ${loss}, strength ${strength}, names ${names}; ${duration(durationMs)}`,
    ...report.notices.map((notice) => colors.yellow(notice)),
    '',
  ].join('\n');
}

/** One line per task: `finding code by description   MRR .431 → .489  (+.031 to +.085, 312 questions)  better`. */
export function outcomeLines(outcomes: readonly TaskOutcome[]): string[] {
  if (outcomes.length === 0) return ['  (too few questions to measure anything)'];
  const widest = Math.max(...outcomes.map(({ task }) => TASK_WORDS[task].length));
  return outcomes.map(({ task, measure, before, after, change, questions, verdict }) => {
    const interval = `${signed(change.low)} to ${signed(change.high)}`;
    const asked = count(questions, task === 'labelledPairs' ? 'pair' : 'question');
    return (
      `  ${TASK_WORDS[task].padEnd(widest)}  ${measure.padEnd(3)} ${before.toFixed(3)} → ${after.toFixed(3)}` +
      `  (${interval}, ${asked})  ${verdict}`
    );
  });
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
