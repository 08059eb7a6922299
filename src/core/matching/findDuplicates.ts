/** The whole workspace → groups of copies and of code for the same job, most worth acting on first. */
import type { Calibration } from '../calibration/calibration.ts';
import type { ThresholdSource } from '../calibration/report.ts';
import { type ChangedLines, touches } from '../decisions/changedLines.ts';
import type { Decision } from '../decisions/decision.ts';
import { standings } from '../decisions/standing.ts';
import type {
  DuplicatesReport,
  FindDuplicatesRequest,
  LanguageTotals,
  Progress,
} from '../engineApi.ts';
import type { FileRecord } from '../index/snippetStore.ts';
import { countTokens } from '../structure/packTokens.ts';
import { type CopyChannelOptions, copyGroups, publicGroup } from './copyGroups.ts';
import type { MeaningSource } from './jobPairs.ts';
import type { DuplicateGroup, Place } from './match.ts';
import { meaningGroups } from './meaningGroups.ts';
import { withUniqueIds } from './uniqueIds.ts';
import { byActionability, isHidden } from './worth/actionability.ts';
import { foldGroups, withFolded } from './worth/foldGroups.ts';

export interface DuplicatesContext {
  readonly calibration: Calibration;
  /** Without it, and wherever the request says so, only copies are looked for. */
  readonly meaning?: MeaningSource;
  readonly progress?: Progress;
  /** What people decided: groups whose decision holds are set apart. */
  readonly decisions?: readonly Decision[];
  /** Lines against which groups are told to be new or not. */
  readonly changed?: readonly ChangedLines[];
  /** Runs `findCopies` elsewhere, so that whoever answers other questions meanwhile is not held up. */
  readonly findCopies?: FindCopies;
}

export type FindCopies = (
  files: readonly FileRecord[],
  options: CopyChannelOptions,
  signal?: AbortSignal,
) => Promise<DuplicateGroup[]>;

/** The structural channel: one long computation that does not let the event loop run. */
export const findCopies: FindCopies = async (files, options, signal) =>
  copyGroups(files, options, signal).map(publicGroup);

/** Tokens below which a stretch is an idiom, whatever its lines. (About six short lines.) */
const MIN_TOKENS = 40;

/**
 * Structural groups are the same with and without an encoder; semantic ones are added beside them.
 * @throws the signal's reason
 */
export async function findDuplicates(
  files: readonly FileRecord[],
  { level, minLines, semantic }: FindDuplicatesRequest,
  context: DuplicatesContext,
  signal?: AbortSignal,
): Promise<DuplicatesReport> {
  const { calibration, meaning, progress, findCopies: copiesOf = findCopies } = context;
  progress?.(0, 1, 'comparing structure');
  const options = { calibration, level, minLines, minTokens: MIN_TOKENS };
  const copies = await copiesOf(files, options, signal);
  const jobs =
    semantic && meaning
      ? await meaningGroups(
          meaning,
          {
            calibration,
            level,
            minLines,
            isShown: shownTogether(copies),
            progress: (done, total) => progress?.(done, total, 'comparing meaning'),
          },
          signal,
        )
      : [];
  const shown = byActionability(
    withUniqueIds([...copies, ...jobs]).filter((group) => !isHidden(group, level)),
  );
  const { groups, decided } = judged(shown, context);
  progress?.(1, 1, 'comparing structure');
  return {
    groups,
    decided,
    files: files.length,
    snippets: files.reduce((sum, { snippets }) => sum + snippets.length, 0),
    lines: files.reduce((sum, { lineCount }) => sum + lineCount, 0),
    duplicatedLines: distinctLines(withFolded(groups)),
    languages: languageTotals(files),
    thresholds: thresholdsOf(calibration, level),
    thresholdSources: sourcesOf(calibration, level),
  };
}

function judged(
  found: readonly DuplicateGroup[],
  { decisions = [], changed }: DuplicatesContext,
): { readonly groups: DuplicateGroup[]; readonly decided: DuplicateGroup[] } {
  const standing = standings(decisions);
  const isTouched = changed && touches(changed);
  const all = found.map(
    (group): DuplicateGroup => ({
      ...group,
      ...(decisions.length === 0
        ? {}
        : { standing: standing({ fingerprints: group.fingerprints ?? [] }) }),
      ...(isTouched ? { isNew: group.members.some(isTouched) } : {}),
    }),
  );
  return {
    groups: foldGroups(all.filter((group) => group.standing?.kind !== 'decided')),
    decided: all.filter((group) => group.standing?.kind === 'decided'),
  };
}

function languageTotals(files: readonly FileRecord[]): LanguageTotals[] {
  const totals = new Map<string, { files: number; lines: number; tokens: number }>();
  for (const { language, lineCount, tokens } of files) {
    const sums = totals.get(language) ?? { files: 0, lines: 0, tokens: 0 };
    sums.files++;
    sums.lines += lineCount;
    sums.tokens += countTokens(tokens);
    totals.set(language, sums);
  }
  return [...totals]
    .map(([language, sums]) => ({ language, ...sums }))
    .sort((a, b) => (a.language < b.language ? -1 : 1));
}

/** Lines inside some member of some group, each counted once. */
function distinctLines(groups: readonly DuplicateGroup[]): number {
  const byFile = new Map<string, [start: number, end: number][]>();
  for (const { path, snippet } of groups.flatMap(({ members }) => members)) {
    const ranges = byFile.get(path);
    if (ranges) ranges.push([snippet.startLine, snippet.endLine]);
    else byFile.set(path, [[snippet.startLine, snippet.endLine]]);
  }
  let lines = 0;
  for (const ranges of byFile.values()) {
    let upTo = 0;
    for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
      lines += Math.max(0, end - Math.max(start - 1, upTo));
      upTo = Math.max(upTo, end);
    }
  }
  return lines;
}

/** Answers whether two places lie in members of one group. */
export function shownTogether(groups: readonly DuplicateGroup[]): (a: Place, b: Place) => boolean {
  const byFile = new Map<string, { group: number; start: number; end: number }[]>();
  for (const [group, { members }] of groups.entries()) {
    for (const { path, snippet } of members) {
      const entry = { group, start: snippet.startLine, end: snippet.endLine };
      const list = byFile.get(path);
      if (list) list.push(entry);
      else byFile.set(path, [entry]);
    }
  }
  const groupsAround = ({ path, snippet }: Place): Set<number> =>
    new Set(
      (byFile.get(path) ?? [])
        .filter(({ start, end }) => start <= snippet.startLine && snippet.endLine <= end)
        .map(({ group }) => group),
    );
  return (a, b) => {
    const ofA = groupsAround(a);
    return ofA.size > 0 && [...groupsAround(b)].some((group) => ofA.has(group));
  };
}

function thresholdsOf(
  { copy, sameJob }: Calibration,
  level: DuplicatesLevel,
): Record<string, number> {
  const thresholds: Record<string, number> = { minTokens: MIN_TOKENS };
  for (const [name, channel] of Object.entries({ copy, sameJob })) {
    const own = channel?.levels[level];
    if (!own) continue;
    thresholds[`${name}Score`] = own.threshold;
    thresholds[`${name}PrecisionAtLeast`] = own.precisionAtLeast;
  }
  return thresholds;
}

function sourcesOf(
  { copy, sameJob }: Calibration,
  level: DuplicatesLevel,
): Record<string, ThresholdSource> {
  const sources: Record<string, ThresholdSource> = {};
  for (const [name, channel] of Object.entries({ copy, sameJob })) {
    const own = channel?.levels[level];
    if (own) sources[name] = own.source ?? 'shipped';
  }
  return sources;
}

type DuplicatesLevel = FindDuplicatesRequest['level'];
