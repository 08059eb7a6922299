/**
 * Pairs that need no label, from the functions of one repository or folder: edited copies of a function (matches), and
 * the different functions beside it that look most like it (non-matches). They say what a score is worth in this code.
 *
 * Among the most alike are real copies that nobody labelled. Those that share most of their words or differ by names
 * only are left out of the non-matches; what is left in makes a threshold stricter, never looser.
 */
import {
  type CopyEvidence,
  copyEvidence,
  identicalType,
  type PreparedPassage,
  preparePassage,
} from '../matching/evidence.ts';
import { isMechanical } from '../matching/mechanical.ts';
import { isStatement } from '../siamese/augmentation/changeStatements.ts';
import type { Random } from '../siamese/random.ts';
import type { Language } from '../snippets/language.ts';
import { runHashes } from '../structure/fingerprints.ts';
import type { Lex } from '../structure/lexer.ts';
import { passageOf } from '../structure/passage.ts';
import { drawMutation, mutate } from './mutants.ts';

/** A function as it stands in its file. */
export interface MinedFunction {
  readonly passage: PreparedPassage;
  /** An id of the language table. */
  readonly language: string;
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface MutantSource {
  readonly text: string;
  readonly language: Language | undefined;
  readonly lex: Lex;
}

export interface NearPair {
  /** Positions among the functions. */
  readonly a: number;
  readonly b: number;
  readonly evidence: CopyEvidence;
}

export interface Neighborhood {
  /** Per query its nearest different functions, nearest first, at most NEAREST. */
  readonly near: readonly NearPair[];
  /** Functions that are as far away as most of the code: what unrelated code has in common here. */
  readonly far: readonly NearPair[];
  /** Per query its nearest copies by their tokens, at most NEAREST: findings, no evidence of anything. */
  readonly copies: readonly NearPair[];
}

export interface MiningOptions {
  /** Awaited every few milliseconds of work: where low priority rests. @throws the signal's reason */
  readonly rest?: (() => Promise<void>) | undefined;
}

/** Non-matches per function: the nearest ones, which a scan would have to tell apart. */
export const NEAREST = 3;
/** Ranks among the different functions that stand for unrelated code: beyond a folder's usual number of siblings (guess). */
const FAR_RANKS = [10, 18] as const;
/** Candidates by shared runs that are measured for each function. */
const MEASURED = 24;
/** Tokens of a run that proposes candidates. */
const RUN_TOKENS = 5;
/** Runs in more functions than this are the language's boilerplate and propose nothing. */
const MAX_HOLDERS = 64;
/** As in a scan: beyond this factor in size one is a part of the other. */
const MIN_LENGTH_RATIO = 0.4;
/** Sharing more of their words, two functions are likelier copies than not (training.md's experiment dropped the same). */
const UNLABELLED_COPY = 0.6;
const FOREIGN_LINES = 4000;

/** Evidence of functions against their mutants; mutants with the same tokens as the function tell nothing and are left out. */
export async function mutantEvidence(
  sources: readonly MutantSource[],
  {
    random,
    perFunction,
    rest,
  }: MiningOptions & { readonly random: Random; readonly perFunction: number },
): Promise<CopyEvidence[]> {
  const foreign = new Map<Language | undefined, string[]>();
  for (const { language, text } of sources) {
    const lines = foreign.get(language) ?? [];
    foreign.set(language, lines);
    if (lines.length < FOREIGN_LINES) lines.push(...text.split('\n').filter(isStatement));
  }
  const found: CopyEvidence[] = [];
  for (const [i, { text, language, lex }] of sources.entries()) {
    if (i % 8 === 0) await rest?.();
    const original = preparePassage(passageOf(lex(text)));
    const context = { language, random, foreignLines: foreign.get(language)! };
    for (let n = 0; n < perFunction; n++) {
      const copy = preparePassage(passageOf(lex(mutate(text, drawMutation(random), context))));
      if (identicalType(original, copy) === 'exact' || copy.exact.length === 0) continue;
      found.push(copyEvidence(original, copy));
    }
  }
  return found;
}

/** What stands around each query, in its own language. */
export async function nearestByTokens(
  functions: readonly MinedFunction[],
  queries: readonly number[],
  { rest }: MiningOptions = {},
): Promise<Neighborhood> {
  const candidates = await sharingRuns(functions, queries, rest);
  const near: NearPair[] = [];
  const far: NearPair[] = [];
  const copies: NearPair[] = [];
  for (const [q, a] of queries.entries()) {
    if (q % 16 === 0) await rest?.();
    const different: NearPair[] = [];
    const same: NearPair[] = [];
    for (const b of candidates[q]!) {
      const kind = relationOf(functions[a]!, functions[b]!);
      if (kind) (kind.isCopy ? same : different).push({ a, b, evidence: kind.evidence });
    }
    for (const list of [different, same]) {
      list.sort((x, y) => likeness(y.evidence) - likeness(x.evidence) || x.b - y.b);
    }
    near.push(...different.slice(0, NEAREST));
    far.push(...different.slice(...FAR_RANKS));
    copies.push(...same.slice(0, NEAREST));
  }
  return { near, far, copies };
}

/** Undefined where the two are one place or what a scan would not compare. */
export function relationOf(
  a: MinedFunction,
  b: MinedFunction,
): { readonly isCopy: boolean; readonly evidence: CopyEvidence } | undefined {
  if (a.language !== b.language || overlaps(a, b)) return undefined;
  const [short, long] = [a.passage.exact.length, b.passage.exact.length].sort((x, y) => x - y);
  if (short! < MIN_LENGTH_RATIO * long!) return undefined;
  const evidence = copyEvidence(a.passage, b.passage);
  const isIdentical = identicalType(a.passage, b.passage) !== undefined;
  if (isIdentical || evidence.text > UNLABELLED_COPY) return { isCopy: true, evidence };
  if (isMechanical(a.passage, evidence) || isMechanical(b.passage, evidence)) return undefined;
  return { isCopy: false, evidence };
}

export function overlaps(a: MinedFunction, b: MinedFunction): boolean {
  return a.file === b.file && a.startLine <= b.endLine && b.startLine <= a.endLine;
}

/** Per query the functions that share most runs with it. */
async function sharingRuns(
  functions: readonly MinedFunction[],
  queries: readonly number[],
  rest: MiningOptions['rest'],
): Promise<number[][]> {
  const holders = new Map<number, number[]>();
  for (const [q, a] of queries.entries()) {
    for (const run of new Set(runHashes(functions[a]!.passage.called, RUN_TOKENS))) {
      const list = holders.get(run);
      if (list) list.push(q);
      else holders.set(run, [q]);
    }
  }
  for (const [run, list] of holders) if (list.length > MAX_HOLDERS) holders.delete(run);
  const best: { b: number; shared: number }[][] = queries.map(() => []);
  const trim = (q: number): void => {
    best[q]!.sort((x, y) => y.shared - x.shared || x.b - y.b);
    best[q]!.length = Math.min(best[q]!.length, MEASURED);
  };
  const shared = new Uint32Array(queries.length);
  for (const [b, { passage, language }] of functions.entries()) {
    if (b % 64 === 0) await rest?.();
    shared.fill(0);
    const runs = runHashes(passage.called, RUN_TOKENS).sort();
    for (let i = 0; i < runs.length; i++) {
      if (i > 0 && runs[i] === runs[i - 1]) continue;
      for (const q of holders.get(runs[i]!) ?? []) shared[q]!++;
    }
    for (let q = 0; q < queries.length; q++) {
      const count = shared[q]!;
      if (count === 0 || queries[q] === b) continue;
      if (functions[queries[q]!]!.language !== language) continue;
      best[q]!.push({ b, shared: count });
      if (best[q]!.length > 8 * MEASURED) trim(q);
    }
  }
  return best.map((list, q) => {
    trim(q);
    return list.map(({ b }) => b);
  });
}

function likeness({ text, structure, runs }: CopyEvidence): number {
  return text + structure + runs;
}
