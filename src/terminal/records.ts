/** The JSON shapes the terminal prints: flat, files relative to the folder, lines 1-based inclusive. */
import type { Standing } from '../core/decisions/decision.ts';
import type { DuplicatesReport, SearchResult } from '../core/engineApi.ts';
import type { DuplicateGroup, Evidence, Match, Place } from '../core/matching/match.ts';

export function placeRecord(place: Place): Record<string, unknown> {
  const { snippet } = place;
  return {
    file: place.path,
    startLine: snippet.startLine,
    endLine: snippet.endLine,
    kind: snippet.kind,
    ...(snippet.name === '' ? {} : { name: snippet.name }),
    language: place.language,
    role: place.role,
  };
}

export function matchRecord(match: Match | SearchResult): Record<string, unknown> {
  return {
    ...placeRecord(match.place),
    type: match.type,
    probability: rounded(match.probability),
    ...(match.distance === undefined ? {} : { distance: rounded(match.distance) }),
    evidence: evidenceRecord(match.evidence),
    ...('why' in match ? { why: match.why } : {}),
  };
}

export function groupRecord(group: DuplicateGroup): Record<string, unknown> {
  return {
    id: group.id,
    type: group.type,
    probability: rounded(group.probability),
    duplicatedLines: group.duplicatedLines,
    canonical: group.canonical,
    ...(group.actionability === undefined ? {} : { actionability: rounded(group.actionability) }),
    ...(group.diameter === undefined ? {} : { diameter: rounded(group.diameter) }),
    evidence: evidenceRecord(group.evidence),
    ...(group.isNew === undefined ? {} : { new: group.isNew }),
    ...standingRecord(group.standing),
    ...(group.fingerprints === undefined ? {} : { fingerprints: group.fingerprints }),
    members: group.members.map(placeRecord),
    ...(group.folded === undefined ? {} : { folded: group.folded.map(groupRecord) }),
  };
}

/** `"decision"` where it holds, `"grown"` with the copies it did not know where it does not any more. */
function standingRecord(standing: Standing | undefined): Record<string, unknown> {
  if (!standing || standing.kind === 'open') return {};
  const { verdict, reason } = standing.decision;
  return standing.kind === 'decided'
    ? { decision: { verdict, reason } }
    : { grown: { verdict, reason, added: standing.added } };
}

export function duplicatesRecord(report: DuplicatesReport): Record<string, unknown> {
  return {
    files: report.files,
    snippets: report.snippets,
    lines: report.lines,
    duplicatedLines: report.duplicatedLines,
    duplicatedShare: rounded(shareOfLines(report)),
    thresholds: report.thresholds,
    groups: report.groups.map(groupRecord),
    decided: report.decided.map(groupRecord),
  };
}

/** Duplicated lines over all lines, 0..1. */
export function shareOfLines(report: DuplicatesReport): number {
  return report.lines === 0 ? 0 : report.duplicatedLines / report.lines;
}

export function evidenceRecord(evidence: Evidence): Record<string, number> {
  const record: Record<string, number> = {};
  for (const channel of ['text', 'structure', 'meaning', 'disguise'] as const) {
    const value = evidence[channel];
    if (value !== undefined) record[channel] = rounded(value);
  }
  return record;
}

/** Six decimals: finer than any threshold, and the same text on every machine. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
