/**
 * Decisions as a text file in the workspace: one line each, sorted, so that two branches that decide different things
 * merge by keeping all lines and a reviewer sees what was decided.
 */
import { UserError } from '../userError.ts';
import { type Decision, VERDICTS, type Verdict } from './decision.ts';

/** Relative to the folder. */
export const DECISION_FILE = '.lookalike/decisions.jsonl';

/** Lines sorted by fingerprint; equal decisions once. Ends with a line break unless empty. */
export function writeDecisions(decisions: readonly Decision[]): string {
  return [...new Set(decisions.map(lineOf))]
    .sort(byCodeUnit)
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Reads the file, also one that git merged. Lines starting with `#` or `//` are comments.
 * @throws UserError naming the line that is no decision; a half-resolved merge is one
 */
export function readDecisions(text: string): Decision[] {
  return linesOf(text).flatMap((line, i) => {
    const trimmed = line.trim();
    if (isComment(trimmed)) return [];
    const decision = toDecision(trimmed);
    if (decision) return [decision];
    throw new UserError(
      'configuration-invalid',
      `${DECISION_FILE}, line ${i + 1}, is no decision: ${trimmed.slice(0, 60)}`,
      /^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)/.test(trimmed)
        ? 'Resolve the merge conflict by keeping both sides.'
        : `Mend or delete the line; a decision has "copies" and a "verdict" (${VERDICTS.join(', ')}).`,
    );
  });
}

/**
 * The file with one decision more, in its place by order. Comments stay where they are, as do all other lines, so that
 * a review shows one line. Decisions that `isReplaced` names go.
 * @throws UserError as `readDecisions` does: a damaged file is never written over
 */
export function withDecision(
  text: string,
  decision: Decision,
  isReplaced: (old: Decision) => boolean,
): string {
  const kept = linesOf(withoutDecisions(text, isReplaced));
  const line = lineOf(decision);
  const before = kept.findIndex((other) => !isComment(other.trim()) && byCodeUnit(line, other) < 0);
  if (before >= 0) kept.splice(before, 0, line);
  else kept.push(line);
  return joined(kept);
}

/** The file without the decisions that `isGone` names. @throws UserError as `readDecisions` does */
export function withoutDecisions(text: string, isGone: (decision: Decision) => boolean): string {
  readDecisions(text);
  const kept = linesOf(text).filter((line) => {
    const decision = isComment(line.trim()) ? undefined : toDecision(line.trim());
    return !decision || !isGone(decision);
  });
  return joined(kept);
}

function lineOf({ fingerprints, verdict, reason, where }: Decision): string {
  return JSON.stringify({ copies: [...fingerprints].sort(byCodeUnit), verdict, reason, where });
}

/** Without the empty one that a final line break makes. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function isComment(trimmed: string): boolean {
  return trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//');
}

function toDecision(line: string): Decision | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { copies, verdict, reason, where } = value as Record<string, unknown>;
  const isList = Array.isArray(copies) && copies.length > 0 && copies.every(isFingerprint);
  if (!isList || !isVerdict(verdict)) return undefined;
  return {
    verdict,
    fingerprints: [...copies].sort(byCodeUnit),
    reason: typeof reason === 'string' ? reason : '',
    where: typeof where === 'string' ? where : '',
  };
}

function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);
}

function isVerdict(value: unknown): value is Verdict {
  return VERDICTS.some((verdict) => verdict === value);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
