/**
 * The members of a group laid beside one another, statement by statement: who has what, who lacks it.
 * Each member is aligned with the canonical one (a star alignment), what the canonical one lacks is aligned between
 * the others; layout, comments and names that were renamed throughout make no difference.
 */
import { alignSteps, type Steps } from '../structure/alignSteps.ts';
import { commonSubsequenceLength } from '../structure/commonSubsequence.ts';
import { hashText, SEED } from '../structure/lexRules.ts';
import { sameTokens } from '../structure/passage.ts';
import { TOKEN_KIND } from '../structure/tokenStream.ts';
import type { DriftCell, DriftReport, DriftRow, DriftStretch } from './driftReport.ts';
import { type StatementRow, stretchesOf } from './driftStretches.ts';
import {
  type DriftSource,
  type Reading,
  type ReadMember,
  readMember,
  tokensOf,
  withNames,
} from './readMember.ts';
import { inOriginalNames, renamesOf } from './renames.ts';

/** Statements less alike than this are different statements (Dice of aligned tokens; guess). */
const SAME_STATEMENT = 0.5;
/** Tokens beyond which a statement holds on no stronger (guess). */
const FULL_WEIGHT = 20;

/**
 * @param canonical position in `sources`
 * @throws RangeError where `canonical` is none of them
 */
export function findDrift(sources: readonly DriftSource[], canonical: number): DriftReport {
  const source = sources[canonical];
  if (!source) throw new RangeError(`member ${canonical} of ${sources.length}`);
  const original = readMember(source);
  const members = sources.map((one, at) =>
    at === canonical ? original : inNamesOf(original, readMember(one)),
  );
  const rows = alignMembers(members, canonical);
  const stretches = stretchesOf(members, rows);
  const stretchOfRow: (number | null)[] = rows.map(() => null);
  for (const [at, found] of stretches.entries()) {
    stretchOfRow.fill(at, found.firstRow, found.endRow);
  }
  return {
    members: members.map((member, at) => ({
      path: member.source.path,
      startLine: member.source.startLine,
      endLine: member.source.endLine,
      statements: member.statements.length,
      drifted: rowsApart(stretches, at, members.length),
    })),
    canonical,
    rows: rows.map((row, i): DriftRow => {
      const at = stretchOfRow[i] ?? null;
      return { cells: cellsOf(members, row, at === null ? undefined : stretches[at]), stretch: at };
    }),
    stretches,
    alike: rows.length === 0 ? 1 : stretchOfRow.filter((at) => at === null).length / rows.length,
    commonPast: [],
  };
}

/** Rows in which a member is not with the larger half. */
function rowsApart(stretches: readonly DriftStretch[], at: number, count: number): number {
  return stretches
    .filter(({ variants }) => {
      const own = variants.find(({ members }) => members.includes(at));
      return own !== undefined && own.members.length * 2 <= count;
    })
    .reduce((sum, { firstRow, endRow }) => sum + endRow - firstRow, 0);
}

/** Aligned once by shape to learn the renames; what comes back is read in the original's names. */
function inNamesOf(original: ReadMember, copy: ReadMember): ReadMember {
  const pairs = alignSteps(stepsBetween(original, copy, 'shape'));
  const alike = [...pairs].flatMap((b, a) => {
    if (b < 0 || !sameTokens(tokensOf(original, a, 'shape'), tokensOf(copy, b, 'shape'))) return [];
    const isHead = a === 0 && b === 0;
    return [{ original: original.statements[a]!, copy: copy.statements[b]!, isHead }];
  });
  const renames = renamesOf(original.passage, copy.passage, alike);
  const names = inOriginalNames(copy.passage, renames);
  const own = alike[0]?.isHead ? ownNameIn(copy) : undefined;
  // What a function is called is no difference, whatever else is called so in it.
  if (own !== undefined) names[own] = original.passage.exact[own]!;
  return withNames(copy, names);
}

/** Position of the name before the first `(` of the first statement. */
function ownNameIn({ passage, statements }: ReadMember): number | undefined {
  const head = passage.exact.subarray(0, statements[0]?.end ?? 0);
  const at = head.indexOf(PARENTHESIS) - 1;
  return passage.kinds[at] === TOKEN_KIND.identifier ? at : undefined;
}

const PARENTHESIS = hashText('(', 0, 1, SEED.operator);

/** One row per statement of the canonical member, and between them rows of what only others have. */
function alignMembers(members: readonly ReadMember[], canonical: number): StatementRow[] {
  const original = members[canonical]!;
  const count = original.statements.length;
  const rows = Array.from({ length: count }, (_, at) =>
    members.map((_member, i) => (i === canonical ? at : -1)),
  );
  /** What stands before each statement of the canonical member, and at the end, in others only. */
  const between: number[][][] = Array.from({ length: count + 1 }, () => []);
  for (const [at, member] of members.entries()) {
    if (at === canonical) continue;
    const pairs = alignSteps(stepsBetween(original, member, 'names'));
    let next = 0;
    for (let i = 0; i <= count; i++) {
      const partner = i === count ? member.statements.length : pairs[i]!;
      if (partner < 0) continue;
      // Where several would do, right after the last pair: that is where a copy was added to.
      addBetween(members, between[i]!, at, [next, partner]);
      if (i < count) rows[i]![at] = partner;
      next = partner + 1;
    }
  }
  return between.flatMap((slot, i) => (i < count ? [...slot, rows[i]!] : slot));
}

/** Lays a member's statements `start..end` into the rows of a slot, new rows where nothing fits. */
function addBetween(
  members: readonly ReadMember[],
  slot: number[][],
  at: number,
  [start, end]: readonly [number, number],
): void {
  if (start >= end) return;
  const holders = slot.map((row) => {
    const member = row.findIndex((statement) => statement >= 0);
    return { member: members[member]!, statement: row[member]! };
  });
  const own = members[at]!;
  const pairs = alignSteps({
    lengthA: slot.length,
    lengthB: end - start,
    keyA: (row) => holders[row]!.member.keys.names[holders[row]!.statement]!,
    keyB: (i) => own.keys.names[start + i]!,
    weight: (row, i) => {
      const { member, statement } = holders[row]!;
      return weight([member, statement], [own, start + i], 'names');
    },
  });
  const partners = new Map([...pairs].flatMap((i, row) => (i < 0 ? [] : [[i, slot[row]!]])));
  let place = 0;
  for (let i = 0; i < end - start; i++) {
    const row = partners.get(i);
    if (row) {
      row[at] = start + i;
      place = slot.indexOf(row) + 1;
    } else {
      const alone = members.map((_, member) => (member === at ? start + i : -1));
      slot.splice(place++, 0, alone);
    }
  }
}

function stepsBetween(a: ReadMember, b: ReadMember, reading: Reading): Steps {
  return {
    lengthA: a.statements.length,
    lengthB: b.statements.length,
    keyA: (i) => a.keys[reading][i]!,
    keyB: (j) => b.keys[reading][j]!,
    weight: (i, j) => weight([a, i], [b, j], reading),
  };
}

type StatementOf = readonly [member: ReadMember, at: number];

/** What it is worth to call two statements the same one: 0, or up to their length, 20 at most. */
function weight([a, i]: StatementOf, [b, j]: StatementOf, reading: Reading): number {
  const alikeness = (kind: Reading) => {
    const [one, other] = [tokensOf(a, i, kind), tokensOf(b, j, kind)];
    return (2 * commonSubsequenceLength(one, other)) / (one.length + other.length);
  };
  const [lengthA, lengthB] = [tokensOf(a, i, 'shape').length, tokensOf(b, j, 'shape').length];
  // Too unlike in length to reach the bar whatever they hold.
  if ((2 * Math.min(lengthA, lengthB)) / (lengthA + lengthB) < SAME_STATEMENT) return 0;
  const shape = alikeness('shape');
  if (shape < SAME_STATEMENT) return 0;
  // Names weigh more once the renames are known.
  const share = reading === 'shape' ? 1 / 2 : 2 / 3;
  const alike = (1 - share) * shape + share * alikeness('names');
  return alike < SAME_STATEMENT ? 0 : Math.min(Math.max(lengthA, lengthB), FULL_WEIGHT) * alike;
}

function cellsOf(
  members: readonly ReadMember[],
  row: StatementRow,
  stretch: DriftStretch | undefined,
): (DriftCell | null)[] {
  return members.map((member, at) => {
    const statement = member.statements[row[at]!];
    if (!statement) return null;
    const { startLine } = member.source;
    return {
      startLine: startLine + statement.startLine - 1,
      endLine: startLine + statement.endLine - 1,
      text: member.lines.slice(statement.startLine - 1, statement.endLine).join('\n'),
      variant: stretch?.variants.findIndex((variant) => variant.members.includes(at)) ?? 0,
    };
  });
}
