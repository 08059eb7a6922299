/** Decisions as lines of a text file in the workspace. */
import { type Decision, VERDICTS, type Verdict } from './decision.ts';
import { byCodeUnit, isFingerprint, type RecordFormat } from './recordFile.ts';

export const DECISIONS: RecordFormat<Decision> = {
  file: '.lookalike/decisions.jsonl',
  name: 'decision',
  needs: `"copies" and a "verdict" (${VERDICTS.join(', ')})`,
  write: ({ fingerprints, verdict, reason, where }) => ({
    copies: [...fingerprints].sort(byCodeUnit),
    verdict,
    reason,
    where,
  }),
  read: ({ copies, verdict, reason, where }) => {
    const isList = Array.isArray(copies) && copies.length > 0 && copies.every(isFingerprint);
    if (!isList || !isVerdict(verdict)) return undefined;
    return {
      verdict,
      fingerprints: [...copies].sort(byCodeUnit),
      reason: typeof reason === 'string' ? reason : '',
      where: typeof where === 'string' ? where : '',
    };
  },
};

function isVerdict(value: unknown): value is Verdict {
  return VERDICTS.some((verdict) => verdict === value);
}
