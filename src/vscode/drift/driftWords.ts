/** Says in sentences what tells the copies of a group apart; no editor in here, the translation is passed in. */
import type {
  Commit,
  CommonPast,
  DriftMember,
  DriftReport,
  DriftStretch,
} from '../../core/matching/driftReport.ts';
import type { Translate } from '../results/words.ts';

/** `3 of 4 copies have this`. */
export function describeStretch(
  { kind, variants }: DriftStretch,
  copies: number,
  t: Translate,
): string {
  const having = variants
    .filter(({ text }) => text !== '')
    .reduce((total, { members }) => total + members.length, 0);
  switch (kind) {
    case 'lacks':
      return t('{0} of {1} copies have this', having, copies);
    case 'adds':
      return t('Only {0} of {1} copies have this', having, copies);
    case 'code':
      return t('Done in {0} ways', variants.length);
    case 'name':
      return t('{0} different names', variants.length);
    case 'value':
      return t('{0} different values', variants.length);
  }
}

/** `src/queue.ts:10`. */
export function describeMember({ path, startLine }: DriftMember): string {
  return `${path}:${startLine}`;
}

/** `changed 2024-03-05: Retry on timeouts (A. Author)`. */
export function describeCommit({ timeMs, subject, author }: Commit, t: Translate): string {
  return t('changed {0}: {1} ({2})', new Date(timeMs).toISOString().slice(0, 10), subject, author);
}

/** `a.ts:3 and b.ts:9 were the same until a.ts:3 changed 2024-03-05: …`. */
export function describePast(past: CommonPast, report: DriftReport, t: Translate): string {
  const name = (at: number) => describeMember(report.members[at]!);
  const [first, second] = past.members;
  return t(
    '{0} and {1} were the same until {2} {3}',
    name(first),
    name(second),
    name(past.changed),
    describeCommit(past.commit, t),
  );
}
