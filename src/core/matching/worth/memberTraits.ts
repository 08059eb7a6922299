/**
 * What one copy is made of, statement by statement: logic, branches, checks, signatures, data; and how it lies among the
 * functions of its file. Told from tokens and snippets alone, for every language alike.
 */
import type { FileRecord } from '../../index/snippetStore.ts';
import type { Snippet } from '../../snippets/snippet.ts';
import { HashSet } from '../../structure/hashSet.ts';
import { hashText, SEED } from '../../structure/lexRules.ts';
import { type Statement, statementsOf } from '../../structure/statements.ts';
import { normalisedHash, TOKEN_KIND, type TokenStream } from '../../structure/tokenStream.ts';

/** A copy as a range of its file's tokens, half-open. */
export interface MemberTokens {
  readonly record: FileRecord;
  readonly stream: TokenStream;
  readonly start: number;
  readonly end: number;
}

export type StatementKind = 'logic' | 'control' | 'check' | 'signature' | 'data';

export interface KindedStatement {
  /** Equal for statements that are the same but for the names of variables and the values of literals. */
  readonly key: number;
  readonly kind: StatementKind;
  readonly tokens: number;
}

export interface MemberTraits {
  readonly statements: readonly KindedStatement[];
  readonly tokens: number;
  /** Share of the tokens that are literals. */
  readonly literals: number;
  /** Functions that begin inside. */
  readonly functions: number;
  /** Words by which a function says that another type asks for it (`override`, `super`, `impl … for`). */
  readonly forced: number;
  /** Whether it begins or ends in the middle of a function that reaches beyond it. */
  readonly isTorn: boolean;
  /** Brackets that it opens and leaves open, or closes without having opened them, but for those at its very ends. */
  readonly ragged: number;
  /** The innermost function around it, as lines; undefined outside functions and for a whole function. */
  readonly inside: readonly [startLine: number, endLine: number] | undefined;
  readonly isTest: boolean;
}

const hashes = (text: string, seed: number): HashSet =>
  new HashSet(text.split(' ').map((word) => hashText(word, 0, word.length, seed)));

const CONTROL = hashes(
  'if else elif elsif unless for foreach while until do loop switch case match when try catch except finally rescue guard select yield',
  SEED.word,
);
const CHECKS = hashes(
  'throw throws raise panic assert require check ensure invariant precondition',
  SEED.word,
);
const DECLARES = hashes(
  'def fn func fun function class interface trait impl struct enum type object record protocol extension module namespace import from use using include package',
  SEED.word,
);
const FORCED = hashes('override Override super', SEED.word);
const COMMA = hashText(',', 0, 1, SEED.operator);
/** `export default abstract class` */
const HEAD_TOKENS = 5;
const CALL = hashText('(', 0, 1, SEED.operator);
const OPENS = hashes('( [ {', SEED.operator);
const CLOSES = hashes(') ] }', SEED.operator);
/** What may stand between closing brackets. */
const BETWEEN = hashes(', ;', SEED.operator);
/** Annotations and attributes. */
const MARKS = hashes('@ #', SEED.operator);
const TEST_NAME = /(^|[.:#])tests?([.:#]|$)/i;

/** What of a file's snippets says how a copy lies in it. */
interface FileShape {
  readonly functions: readonly Snippet[];
  readonly tests: readonly Snippet[];
}

/** Reads copies; a file's snippets are looked through once. */
export class MemberTraitsReader {
  private readonly shapes = new Map<FileRecord, FileShape>();
  private readonly known = new Map<FileRecord, Map<string, MemberTraits>>();

  of(member: MemberTokens): MemberTraits {
    const { record, start, end } = member;
    const own = this.known.get(record) ?? new Map<string, MemberTraits>();
    this.known.set(record, own);
    const key = `${start} ${end}`;
    let traits = own.get(key);
    if (!traits) {
      traits = memberTraits(member, this.shapeOf(record));
      own.set(key, traits);
    }
    return traits;
  }

  private shapeOf(record: FileRecord): FileShape {
    let shape = this.shapes.get(record);
    if (!shape) {
      shape = {
        functions: record.snippets.filter(({ kind }) => kind === 'function' || kind === 'method'),
        tests: record.snippets.filter(({ name }) => TEST_NAME.test(name)),
      };
      this.shapes.set(record, shape);
    }
    return shape;
  }
}

function memberTraits(
  { record, stream, start, end }: MemberTokens,
  { functions, tests }: FileShape,
): MemberTraits {
  const part: TokenStream = {
    ...stream,
    tokens: stream.tokens.subarray(start, end),
    lines: stream.lines.subarray(start, end),
  };
  const first = part.lines[0] ?? 0;
  const last = part.lines.at(-1) ?? 0;
  const isTest =
    record.role === 'test' ||
    tests.some(({ startLine, endLine }) => startLine <= first && last <= endLine);
  const { heads, isTorn, inside } = layAmong(functions, first, last);
  return {
    ...counted(part),
    statements: statementsOf(part).map((statement) => kinded(part, statement, heads)),
    tokens: part.tokens.length,
    functions: heads.size,
    isTorn,
    inside: inside && [inside.startLine, inside.endLine],
    isTest,
  };
}

/** How lines lie among functions: which begin inside, whether one is torn, which is around. */
function layAmong(
  functions: readonly Snippet[],
  first: number,
  last: number,
): {
  readonly heads: ReadonlySet<number>;
  readonly isTorn: boolean;
  readonly inside: Snippet | undefined;
} {
  const heads = new Set<number>();
  let isTorn = false;
  let inside: Snippet | undefined;
  for (const one of functions) {
    if (one.endLine < first || last < one.startLine) continue;
    const begins = first <= one.startLine;
    const ends = one.endLine <= last;
    if (begins) heads.add(one.startLine);
    if (begins && ends) continue;
    // A stretch from a function's first line, or up to its last, lies in it as well.
    const reachesOut = begins ? first < one.startLine : ends && one.endLine < last;
    if (reachesOut) isTorn ||= Math.min(last, one.endLine) > Math.max(first, one.startLine);
    else if (!inside || one.startLine >= inside.startLine) inside = one;
  }
  return { heads, isTorn, inside };
}

function counted(part: TokenStream): Pick<MemberTraits, 'literals' | 'forced' | 'ragged'> {
  let literals = 0;
  let forced = 0;
  let depth = 0;
  let unopened = 0;
  let isInside = false;
  for (const token of part.tokens) {
    const hash = part.hashes[token]!;
    const kind = part.kinds[token]!;
    if (kind >= TOKEN_KIND.number) literals++;
    else if (FORCED.has(hash)) forced++;
    const isClose = kind === TOKEN_KIND.operator && CLOSES.has(hash);
    isInside ||= !isClose && !BETWEEN.has(hash);
    if (kind !== TOKEN_KIND.operator) continue;
    if (OPENS.has(hash)) depth++;
    else if (isClose && depth > 0) depth--;
    else if (isClose && isInside) unopened++;
  }
  return { literals: literals / Math.max(1, part.tokens.length), forced, ragged: depth + unopened };
}

function kinded(
  stream: TokenStream,
  { start, end, startLine }: Statement,
  heads: ReadonlySet<number>,
): KindedStatement {
  let key = 17;
  let calls = 0;
  let checks = 0;
  let branches = 0;
  let declarations = 0;
  let names = 0;
  let literals = 0;
  for (let i = start; i < end; i++) {
    const token = stream.tokens[i]!;
    const hash = stream.hashes[token]!;
    const kind = stream.kinds[token]!;
    const isCalled = i + 1 < end && stream.hashes[stream.tokens[i + 1]!] === CALL;
    key = Math.imul(key ^ (isCalled ? hash : normalisedHash(hash, kind)), 0x01000193);
    if (kind >= TOKEN_KIND.number) literals++;
    else if (kind !== TOKEN_KIND.operator) {
      names++;
      if (isCalled) calls++;
      if (CHECKS.has(hash)) checks++;
      if (kind !== TOKEN_KIND.word) continue;
      if (CONTROL.has(hash)) branches++;
      if (i - start < HEAD_TOKENS && DECLARES.has(hash)) declarations++;
    }
  }
  // A line that ends in a comma is a parameter, an argument or an element.
  const isElement = stream.hashes[stream.tokens[end - 1]!] === COMMA;
  const isMark = MARKS.has(stream.hashes[stream.tokens[start]!]!);
  let kind: StatementKind = calls > 0 || names > literals + 1 ? 'logic' : 'data';
  if (branches > 0) kind = 'control';
  if (checks > 0) kind = 'check';
  if (isMark || declarations > 0 || heads.has(startLine)) kind = 'signature';
  if (isElement) kind = 'data';
  return { key, kind, tokens: end - start };
}
