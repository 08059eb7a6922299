/**
 * Decisions as a text file in the workspace: one line each, sorted, so that two branches that decide different things
 * merge without a conflict and a reviewer sees what was decided.
 */
import { UserError } from '../userError.ts';
import { type Decision, VERDICTS, type Verdict } from './decision.ts';

/** Relative to the folder. */
export const DECISION_FILE = '.lookalike/decisions.jsonl';

/** Lines sorted by fingerprint; equal decisions once. Ends with a line break unless empty. */
export function writeDecisions(decisions: readonly Decision[]): string {
  const lines = decisions.map(({ fingerprints, verdict, reason, where }) =>
    JSON.stringify({ copies: [...fingerprints].sort(), verdict, reason, where }),
  );
  return [...new Set(lines)]
    .sort(byCodeUnit)
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Reads the file, also one that git merged. Lines starting with `#` or `//` are comments.
 * @throws UserError naming the line that is no decision; a half-resolved merge is one
 */
export function readDecisions(text: string): Decision[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//')) return [];
    const decision = toDecision(trimmed);
    if (decision) return [decision];
    throw new UserError(
      'configuration-invalid',
      `${DECISION_FILE}, line ${i + 1}, is no decision: ${trimmed.slice(0, 60)}`,
      trimmed.startsWith('<<<<<<<') || trimmed.startsWith('>>>>>>>')
        ? 'Resolve the merge conflict by keeping both sides.'
        : `Mend or delete the line; a decision has "copies" and a "verdict" (${VERDICTS.join(', ')}).`,
    );
  });
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
