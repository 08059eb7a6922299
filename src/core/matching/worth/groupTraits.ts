/**
 * What the copies of a group share and how they lie to one another, as features of whether somebody would act on them.
 * All 0..1. What is shared says more than how much is alike: copied logic is a finding, a forced signature is none.
 */
import { languageById } from '../../snippets/languages.ts';
import type { SnippetKind } from '../../snippets/snippet.ts';
import type { Evidence, Place } from '../match.ts';
import type { KindedStatement, MemberTraits, StatementKind } from './memberTraits.ts';

export interface GroupTraits {
  /** Shared logic, branches and (half) checks: log of the tokens, 1 from about 100. */
  readonly logic: number;
  /** Shared branches, loops and handlers: log of their number, 1 from three. */
  readonly control: number;
  /** Shared statements over the longer copy, in tokens. */
  readonly share: number;
  /** Shared words. */
  readonly text: number;
  /** Whether the copies are functions or classes and no stretch of one. */
  readonly whole: number;
  /** Copies that begin or end in the middle of a function beside them, or leave brackets open. */
  readonly torn: number;
  /** 1 where all copies are in one function one right after the other (cases, rows), .3 where they are not adjacent. */
  readonly together: number;
  /** Functions that a base class or an interface asks for, or signatures and declarations among what is shared. */
  readonly forced: number;
  /** Literals, 1 from half of the tokens. */
  readonly data: number;
  /** Copies in files that nobody writes by hand as code: configuration, documents, generated, vendored; tests by half. */
  readonly notHand: number;
}

export interface TraitsSource {
  readonly canonical: number;
  readonly evidence: Evidence;
  readonly members: readonly { readonly place: Place }[];
}

/** Shorter statements are brackets and keywords. */
const MIN_STATEMENT_TOKENS = 4;
const WHOLE: ReadonlySet<SnippetKind> = new Set<SnippetKind>(['function', 'method', 'class']);
/** What it counts that all copies are in one function, where they do not follow one another. */
const IN_ONE_FUNCTION = 0.3;
/** Lines between two copies that follow one another. */
const ADJACENT_LINES = 6;

/** @param copies traits of the members, in their order */
export function groupTraits(group: TraitsSource, copies: readonly MemberTraits[]): GroupTraits {
  const { canonical, evidence, members } = group;
  const places = members.map(({ place }) => place);
  const kept = copies[canonical]!;
  const others = copies.filter((_, i) => i !== canonical);
  const shared = others.map((copy) => sharedStatements(kept, copy)).reduce(sum, NOTHING);
  const count = Math.max(1, others.length);
  const all = Object.values(shared.tokens).reduce((x, y) => x + y, 0);
  const longer = others.reduce((x, { tokens }) => x + Math.max(tokens, kept.tokens), 0);
  const logic = shared.tokens.logic + shared.tokens.control + shared.tokens.check / 2;
  const isInOne = inOneFunction(places, copies);
  const part = (is: (place: Place) => boolean): number => places.filter(is).length / places.length;
  const most = (one: (copy: MemberTraits) => number): number =>
    copies.reduce((x, copy) => x + one(copy), 0) / copies.length;
  return {
    logic: Math.min(1, Math.log2(1 + logic / count / 10) / 3.5),
    control: Math.min(1, Math.log2(1 + shared.branches / count) / 2),
    share: all / Math.max(1, longer),
    text: evidence.text ?? 0,
    whole: Number(WHOLE.has(places[0]!.snippet.kind)),
    torn: Math.max(
      most(({ isTorn }) => Number(isTorn)),
      Math.min(1, most(({ ragged }) => ragged) / 2),
    ),
    together: !isInOne ? 0 : widestGap(places) <= ADJACENT_LINES ? 1 : IN_ONE_FUNCTION,
    forced: Math.max(
      part(({ snippet }) => / for /.test(snippet.name)),
      Math.min(1, kept.forced / Math.max(1, kept.functions)),
      shared.tokens.signature / Math.max(1, all),
    ),
    data: Math.min(1, 2 * kept.literals),
    notHand: Math.max(
      part(({ language }) => languageById(language)?.nature !== 'code'),
      part(({ role }) => role === 'generated' || role === 'vendored'),
      most(({ isTest }) => Number(isTest)) / 2,
    ),
  };
}

interface Shared {
  readonly tokens: Readonly<Record<StatementKind, number>>;
  readonly branches: number;
}

const NOTHING: Shared = {
  tokens: { logic: 0, control: 0, check: 0, signature: 0, data: 0 },
  branches: 0,
};

function sum(a: Shared, b: Shared): Shared {
  const tokens = { ...a.tokens };
  for (const kind of Object.keys(tokens) as StatementKind[]) tokens[kind] += b.tokens[kind];
  return { tokens, branches: a.branches + b.branches };
}

/** Statements of `copy` that `kept` has too, each as often as it has it. */
function sharedStatements(kept: MemberTraits, copy: MemberTraits): Shared {
  const left = new Map<number, number>();
  for (const { key, tokens } of kept.statements) {
    if (tokens >= MIN_STATEMENT_TOKENS) left.set(key, (left.get(key) ?? 0) + 1);
  }
  const isShared = ({ key }: KindedStatement): boolean => {
    const times = left.get(key) ?? 0;
    if (times > 0) left.set(key, times - 1);
    return times > 0;
  };
  const found = { ...NOTHING.tokens };
  let branches = 0;
  for (const statement of copy.statements.filter(isShared)) {
    found[statement.kind] += statement.tokens;
    if (statement.kind === 'control') branches++;
  }
  return { tokens: found, branches };
}

function inOneFunction(places: readonly Place[], copies: readonly MemberTraits[]): boolean {
  const [first] = copies;
  return copies.every(
    ({ inside }, i) =>
      inside !== undefined &&
      places[i]!.path === places[0]!.path &&
      inside[0] === first!.inside?.[0] &&
      inside[1] === first!.inside[1],
  );
}

/** Lines from the end of a copy to the start of the next, at most; of one file. */
function widestGap(places: readonly Place[]): number {
  const sorted = places.map(({ snippet }) => snippet).sort((x, y) => x.startLine - y.startLine);
  return sorted
    .slice(1)
    .reduce((widest, { startLine }, i) => Math.max(widest, startLine - sorted[i]!.endLine), 0);
}
