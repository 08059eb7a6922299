/** Rows that differ, gathered into findings and put in order: what one copy lacks and all others have comes first. */
import { hashText, SEED } from '../structure/lexRules.ts';
import { sameTokens } from '../structure/passage.ts';
import { normalisedHash, TOKEN_KIND } from '../structure/tokenStream.ts';
import type { DriftKind, DriftStretch, DriftVariant, LineRange } from './driftReport.ts';
import { type Reading, type ReadMember, tokensOf } from './readMember.ts';

/** Position of a member's statement, −1 where it has none; one per member. */
export type StatementRow = readonly number[];

/** Words of statements that guard or end something: where they are missing, a bug may be. */
const GUARDS = new Set(
  'if unless guard throw throws raise return catch except rescue finally defer assert await lock synchronized'
    .split(' ')
    .map((word) => hashText(word, 0, word.length, SEED.word)),
);
/** `if (x) { return; }` and `if (x) return;` are the same. */
const CURLY = new Set(['{', '}'].map((text) => hashText(text, 0, 1, SEED.operator)));

/** What `normalisedHash` makes of a name. */
const IDENTIFIER = normalisedHash(0, TOKEN_KIND.identifier);

/** How much a kind says about a bug (guess; the order is what counts). */
const KIND_WEIGHT: Readonly<Record<DriftKind, number>> = {
  lacks: 6,
  adds: 3,
  code: 2,
  name: 1.2,
  value: 1,
};

interface Span {
  readonly firstRow: number;
  readonly endRow: number;
  readonly kind: DriftKind;
  /** Per member its variant, numbered as they come; −1: it has nothing there. */
  readonly partition: readonly number[];
}

interface Aligned {
  readonly members: readonly ReadMember[];
  readonly rows: readonly StatementRow[];
}

/** Most telling first. */
export function stretchesOf(
  members: readonly ReadMember[],
  rows: readonly StatementRow[],
): DriftStretch[] {
  const aligned = { members, rows };
  const stretches: DriftStretch[] = [];
  for (let first = 0; first < rows.length; ) {
    let end = first;
    while (end < rows.length && isOpen(aligned, end)) end++;
    for (const span of splitRun(aligned, first, end)) stretches.push(stretch(aligned, span));
    first = end + 1;
  }
  return stretches.sort((a, b) => b.weight - a.weight || a.firstRow - b.firstRow);
}

/** A row that differs, or holds only brackets that not all have: those belong to what stands before. */
function isOpen(aligned: Aligned, row: number): boolean {
  const isSomeMissing = aligned.rows[row]!.some((statement) => statement < 0);
  return isSomeMissing || spanDrift(aligned, row, row + 1) !== undefined;
}

/**
 * Neighbouring rows that differ → spans in which the same members go together. Rows become one span where that leaves
 * fewer differences: a block in braces of one copy beside the same on one line of another.
 */
function splitRun(aligned: Aligned, first: number, end: number): Span[] {
  const spans: Span[] = [];
  for (let row = first; row < end; row++) {
    let span = spanDrift(aligned, row, row + 1);
    const last = spans.at(-1);
    if (!span && last?.endRow === row) {
      // Brackets alone: with the block they end, where that changes nothing.
      const longer = spanDrift(aligned, last.firstRow, row + 1);
      if (longer && isSame(last, longer)) spans[spans.length - 1] = longer;
    }
    for (let before = spans.at(-1); span && before; before = spans.at(-1)) {
      const merged = spanDrift(aligned, before.firstRow, span.endRow);
      const isSimpler = variantsIn(merged) < variantsIn(before) + variantsIn(span);
      if (!isSimpler && !isSame(before, span)) break;
      spans.pop();
      span = merged;
    }
    if (span) spans.push(span);
  }
  return spans;
}

/** Ways to differ: one less than there are variants. */
function variantsIn(span: Span | undefined): number {
  return span ? new Set(span.partition).size - 1 : 0;
}

function isSame(a: Span, b: Span): boolean {
  return a.kind === b.kind && a.partition.every((variant, at) => variant === b.partition[at]);
}

/** undefined: all members are alike in these rows. */
function spanDrift(aligned: Aligned, firstRow: number, endRow: number): Span | undefined {
  const { members } = aligned;
  const texts = members.map((_, at) => spanTokens(aligned, at, [firstRow, endRow], 'names'));
  const firsts: number[] = [];
  const partition = texts.map((own, at) => {
    if (!own) return -1;
    const known = firsts.findIndex((first) => sameTokens(texts[first]!, own));
    return known >= 0 ? known : firsts.push(at) - 1;
  });
  const missing = partition.filter((variant) => variant < 0).length;
  if (missing === members.length) return undefined;
  if (missing > 0) {
    const isMinority = missing < members.length - missing;
    return { kind: isMinority ? 'lacks' : 'adds', partition, firstRow, endRow };
  }
  if (firsts.length < 2) return undefined;
  const kinds = firsts.slice(1).map((at) => {
    const range = [firstRow, endRow] as const;
    return difference(aligned, range, firsts[0]!, at);
  });
  const kind = (['code', 'name'] as const).find((one) => kinds.includes(one)) ?? 'value';
  return { kind, partition, firstRow, endRow };
}

/** A member's tokens in these rows without curly brackets; undefined where it has nothing else there. */
function spanTokens(
  { members, rows }: Aligned,
  at: number,
  [firstRow, endRow]: readonly [number, number],
  reading: Reading,
): Uint32Array | undefined {
  const member = members[at]!;
  const own = rows.slice(firstRow, endRow).flatMap((row) => (row[at]! < 0 ? [] : [row[at]!]));
  const tokens = Uint32Array.from(
    own.flatMap((statement) => {
      const names = tokensOf(member, statement, 'names');
      const read = tokensOf(member, statement, reading);
      return [...read].filter((_, i) => !CURLY.has(names[i]!));
    }),
  );
  return tokens.length === 0 ? undefined : tokens;
}

function difference(
  aligned: Aligned,
  range: readonly [number, number],
  a: number,
  b: number,
): 'code' | 'name' | 'value' {
  const [shape, other] = [a, b].map((at) => spanTokens(aligned, at, range, 'shape')!);
  if (!sameTokens(shape!, other!)) return 'code';
  const [one, two] = [a, b].map((at) => spanTokens(aligned, at, range, 'names')!);
  return one!.some((hash, i) => hash !== two![i] && shape![i] === IDENTIFIER) ? 'name' : 'value';
}

function stretch(aligned: Aligned, { kind, partition, firstRow, endRow }: Span): DriftStretch {
  const variants = [...new Set(partition)].map((number) => {
    const own = partition.flatMap((variant, at) => (variant === number ? [at] : []));
    return variantOf(aligned, own, [firstRow, endRow]);
  });
  variants.sort((a, b) => b.members.length - a.members.length || a.members[0]! - b.members[0]!);
  const weight = weigh(aligned, { kind, variants, firstRow, endRow });
  return { kind, firstRow, endRow, variants, weight };
}

function variantOf(
  { members, rows }: Aligned,
  own: readonly number[],
  [firstRow, endRow]: readonly [number, number],
): DriftVariant {
  const places = own.map((at): LineRange => {
    const { statements, source } = members[at]!;
    const toFile = (line: number) => source.startLine + line - 1;
    const here = rows.slice(firstRow, endRow).flatMap((row) => statements[row[at]!] ?? []);
    const [first, last] = [here[0], here.at(-1)];
    if (first && last) return { startLine: toFile(first.startLine), endLine: toFile(last.endLine) };
    const before = rows.slice(0, firstRow).findLast((row) => row[at]! >= 0);
    const line = before ? toFile(statements[before[at]!]!.endLine) : source.startLine - 1;
    return { startLine: line + 1, endLine: line };
  });
  const { startLine, endLine } = places[0]!;
  const { lines, source } = members[own[0]!]!;
  const text = lines.slice(startLine - source.startLine, endLine - source.startLine + 1);
  return { members: own, places, text: text.join('\n') };
}

/** A finding says more, the more members agree against the fewer, and where it guards something. */
function weigh(
  { members, rows }: Aligned,
  { kind, variants, firstRow, endRow }: Omit<DriftStretch, 'weight'>,
): number {
  let tokens = 0;
  let words = 0;
  let guards = 0;
  for (const row of rows.slice(firstRow, endRow)) {
    const at = row.findIndex((statement) => statement >= 0);
    const own = tokensOf(members[at]!, row[at]!, 'names');
    tokens += own.length;
    words += wordCount(members[at]!, row[at]!);
    if (own.some((hash) => GUARDS.has(hash))) guards = 1;
  }
  const majority = variants[0]!.members.length / members.length;
  const agree = variants.length === 2 ? 1 : 0;
  const size = Math.min(1, tokens / 20) / 2;
  const all = (KIND_WEIGHT[kind] + agree) * majority + guards + size;
  // Brackets without a word say little.
  return words > 0 ? all : all / 10;
}

/** Tokens of a statement that are no operators. */
function wordCount({ passage, statements }: ReadMember, at: number): number {
  const { start, end } = statements[at]!;
  return passage.kinds.subarray(start, end).filter((kind) => kind !== TOKEN_KIND.operator).length;
}
