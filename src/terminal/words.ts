/** How places, matches and numbers read to people. */

import stringWidth from 'string-width';
import type { Verdict } from '../core/decisions/decision.ts';
import type { DuplicateGroup, Evidence, MatchType, Place } from '../core/matching/match.ts';
import type { SkipReason } from '../core/snippets/snippet.ts';
import type { Colors } from './colors.ts';
import { cutEnd, cutStart, printable } from './columns.ts';

export const TYPE_WORDS: Readonly<Record<MatchType, string>> = {
  exact: 'Identical',
  renamed: 'Renamed copy',
  edited: 'Edited copy',
  meaning: 'Same job, other code',
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  'not-a-duplicate': 'Not a duplicate',
  intentional: 'Intentional',
  generated: 'Generated',
  later: 'Later',
};

export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  ignored: 'named by an ignore file',
  excluded: 'excluded by settings',
  binary: 'binary',
  minified: 'minified',
  'too-large': 'too large',
  'nested-worktree': 'another repository inside',
  symlink: 'symbolic link',
  unreadable: 'cannot be read',
  empty: 'empty',
  'not-text': 'not text',
};

/** `src/queue.ts:10-24  Queue.push`, cut to `columns`; the path gives way first, from its start. */
export function placeLine(place: Place, columns: number, colors: Colors): string {
  const { startLine, endLine, name } = place.snippet;
  const lines = `:${startLine}-${endLine}`;
  const shownName = cutEnd(printable(name), Math.max(12, Math.floor(columns / 3)));
  const forPath = columns - lines.length - (name === '' ? 0 : stringWidth(shownName) + 2);
  const path = cutStart(printable(place.path), Math.max(16, forPath));
  const tail = name === '' ? '' : `  ${colors.dim(shownName)}`;
  return `${colors.cyan(path)}${colors.dim(lines)}${tail}`;
}

export function percent(share: number): string {
  return share > 0 && share < 0.0995
    ? `${(share * 100).toFixed(1)}%`
    : `${Math.round(share * 100)}%`;
}

/** A probability as people read it; never '100%' or '0%', for nothing measured is certain. */
export function chance(probability: number): string {
  if (probability < 0.005) return '<1%';
  return probability >= 0.995 ? '>99%' : `${Math.round(probability * 100)}%`;
}

/** `text 92% · structure 88% · meaning 95%`. */
export function evidenceWords(evidence: Evidence): string {
  return (['text', 'structure', 'meaning'] as const)
    .filter((channel) => evidence[channel] !== undefined)
    .map((channel) => `${channel} ${Math.round((evidence[channel] ?? 0) * 100)}%`)
    .join(' · ');
}

/** `1 file`, `3 files`, `12,345 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/** How many groups show the same duplication again, in a line; '' where none does. */
export function foldedWords({ folded = [] }: DuplicateGroup): string {
  return folded.length === 0 ? '' : `${count(folded.length, 'overlapping group')} folded here`;
}

/** What people decided about a group, in a line; '' where nobody did. */
export function standingWords({ standing, members }: DuplicateGroup): string {
  if (!standing || standing.kind === 'open') return '';
  const { verdict, reason } = standing.decision;
  const words = `${VERDICT_WORDS[verdict].toLowerCase()}${reason === '' ? '' : `: ${printable(reason)}`}`;
  if (standing.kind === 'decided') return `Decided ${words}`;
  const added = standing.added.map((i) => {
    const { path, snippet } = members[i]!;
    return `${printable(path)}:${snippet.startLine}`;
  });
  return `Decided before ${added.join(', ')} came or changed (${words})`;
}
