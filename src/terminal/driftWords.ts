/** How differences between copies read to people. */
import type {
  Commit,
  DriftReport,
  DriftStretch,
  MemberHistory,
} from '../core/matching/driftReport.ts';
import { count } from './words.ts';

/** `3 of 4 copies have this, 1 lacks it`. @param copies how many there are */
export function stretchSentence({ kind, variants }: DriftStretch, copies: number): string {
  const lacking = variants.find(({ text }) => text === '')?.members.length ?? 0;
  const having = variants.filter(({ text }) => text !== '');
  const other = having.length > 1 ? `, in ${having.length} versions` : '';
  const have = (number: number) => `${number} of ${copies} copies ${number === 1 ? 'has' : 'have'}`;
  switch (kind) {
    case 'lacks':
      return `${have(copies - lacking)} this${other}, ${lacking} ${lacking === 1 ? 'lacks' : 'lack'} it`;
    case 'adds':
      if (copies === 2) return 'one of the two copies has this';
      return `only ${have(copies - lacking)} this${other}`;
    case 'code':
      return versions(variants.length, copies, 'code');
    case 'name':
      return versions(variants.length, copies, 'names');
    case 'value':
      return versions(variants.length, copies, 'values');
  }
}

function versions(number: number, copies: number, what: string): string {
  return number === copies
    ? `other ${what} in each of the ${copies} copies`
    : `other ${what}: ${number} versions in ${copies} copies`;
}

/** `1, 2 and 4`: members as people count them. */
export function memberNumbers(members: readonly number[]): string {
  const numbers = members.map((at) => `${at + 1}`);
  const last = numbers.pop() ?? '';
  return numbers.length === 0 ? last : `${numbers.join(', ')} and ${last}`;
}

/** `1a2b3c4d5e, 2024-03-05, Ada: Fix a crash`. */
export function commitWords({ id, timeMs, author, subject }: Commit): string {
  return `${id.slice(0, 10)}, ${day(timeMs)}, ${author}: ${subject}`;
}

/** `since 2023-01-02, last changed 2024-03-05 by Ada`. */
export function historyWords({ first, last, isUncommitted }: MemberHistory): string {
  const changed = isUncommitted
    ? 'changed and not committed'
    : `last changed ${day(last.timeMs)} by ${last.author}`;
  return `since ${day(first.timeMs)}, ${changed}`;
}

/** One sentence per pair of copies that were alike before a commit. */
export function pastSentences({ commonPast }: DriftReport): string[] {
  return commonPast.map(
    ({ members, changed, commit }) =>
      `${memberNumbers(members)} were alike until ${changed + 1} was changed (${commitWords(commit)})`,
  );
}

/** `80% of 12 statements are alike in all copies`. */
export function alikeSentence({ alike, rows }: DriftReport): string {
  const share = rows.length === 0 ? 100 : Math.floor(alike * 100);
  return `${share}% of ${count(rows.length, 'statement')} are alike in all copies`;
}

function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
