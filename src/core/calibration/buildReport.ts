/** The calibration of a folder, shipped and measured, as the numbers that a panel draws and a table prints. */
import type { Calibration } from './calibration.ts';
import { channelView, type FolderPairs } from './channelView.ts';
import { copyNulls, JOB_PREVALENCE } from './effectiveCalibration.ts';
import {
  isStale,
  LEAST_FUNCTIONS,
  type LocalCalibration,
  type LocalChannel,
} from './localCalibration.ts';
import type { CalibrationReport, ChannelView, LabelsSummary } from './report.ts';

export interface ReportSources {
  readonly shipped: Calibration;
  /** Shipped, folder and labels together. */
  readonly effective: Calibration;
  readonly local: LocalCalibration | undefined;
  readonly labels: LabelsSummary;
  /** Snippets the folder has now. */
  readonly snippets: number;
}

/** Where a channel carries no pairs of its fit, nothing is known but its levels. */
const NO_SCORES = { matches: [], others: [], background: 0, prevalence: 0.25 } as const;

export function buildReport(sources: ReportSources): CalibrationReport {
  const { shipped, local, labels, snippets } = sources;
  return {
    format: 1,
    encoder: shipped.encoder,
    delta: shipped.delta,
    channels: [copyView(sources), ...jobView(sources)],
    ...(local
      ? {
          folder: {
            generation: local.generation,
            isStale: isStale(local, snippets),
            snippets: local.snippets,
            functions: local.sampled,
            mutants: local.copy.matches.length,
            hardNegatives: local.copy.near.length + (local.sameJob?.near.length ?? 0),
          },
        }
      : {}),
    labels,
    notices: notices(sources),
  };
}

function copyView({ shipped, effective, local }: ReportSources): ChannelView {
  const scores = shipped.copy.scores ?? NO_SCORES;
  const nulls = copyNulls(shipped.copy, local?.copy);
  const matches = local?.copy.matches ?? [];
  const isMeasured = nulls.length > 0 && matches.length > 0;
  return channelView({
    channel: 'copy',
    effective: effective.copy,
    measuredOn: isMeasured ? 'folder' : 'shipped',
    prevalence: scores.prevalence,
    matches: isMeasured ? matches : scores.matches,
    others: isMeasured ? nulls : scores.others,
    folder: local && folderPairs(local, local.copy),
  });
}

function jobView({ shipped, effective, local }: ReportSources): ChannelView[] {
  if (!shipped.sameJob || !effective.sameJob) return [];
  const scores = shipped.sameJob.scores ?? NO_SCORES;
  const own = local?.sameJob?.encoder === shipped.encoder ? local?.sameJob : undefined;
  const isMeasured = own !== undefined && own.near.length > 0;
  return [
    channelView({
      channel: 'sameJob',
      effective: effective.sameJob,
      measuredOn: isMeasured ? 'folder' : 'shipped',
      prevalence: isMeasured ? JOB_PREVALENCE : scores.prevalence,
      matches: scores.matches,
      others: isMeasured ? own.near : scores.others,
      folder: local && own && folderPairs(local, own),
    }),
  ];
}

/** A pair is seen from both of its sides, if both were looked at. */
function folderPairs(local: LocalCalibration, { near, copies }: LocalChannel): FolderPairs {
  return {
    scores: [...near, ...copies],
    scale: local.functions / Math.max(1, local.sampled) / 2,
    snippets: local.snippets,
  };
}

function notices({ local, shipped, labels }: ReportSources): string[] {
  const found: string[] = [];
  if (!local) {
    found.push(
      `This folder was not measured, or has fewer than ${LEAST_FUNCTIONS} functions: the shipped calibration is in force.`,
    );
  } else {
    const pairs = local.copy.matches.length + local.copy.near.length;
    found.push(
      `Precision is promised for pairs like the ${pairs.toLocaleString('en')} measured here and those of the shipped fit, with ${Math.round(100 * (1 - shipped.delta))} % confidence.`,
    );
  }
  if (shipped.sameJob && local && local.sameJob?.encoder !== shipped.encoder) {
    found.push('Meaning was measured with another encoder; calibrate again.');
  }
  const unused = labels.matches + labels.nonMatches - labels.inUse;
  if (unused > 0) found.push(`${unused} labels are about text that is not in the folder now.`);
  return found;
}
