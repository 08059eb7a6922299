/**
 * Labels as a text file in the workspace: one line each, sorted, so that two branches that label different pairs merge
 * without a conflict and a reviewer sees what was said.
 */
import { UserError } from '../userError.ts';
import { type Label, labelOf } from './label.ts';

/** Relative to the folder. */
export const LABEL_FILE = '.lookalike/labels.jsonl';

/** Lines sorted by fingerprint; equal labels once. Ends with a line break unless empty. */
export function writeLabels(labels: readonly Label[]): string {
  const lines = labels.map(({ a, b, isMatch, where }) => JSON.stringify({ a, b, isMatch, where }));
  return [...new Set(lines)]
    .sort((x, y) => (x < y ? -1 : x > y ? 1 : 0))
    .map((line) => `${line}\n`)
    .join('');
}

/**
 * Reads the file, also one that git merged. Lines starting with `#` or `//` are comments.
 * @throws UserError naming the line that is no label; a half-resolved merge is one
 */
export function readLabels(text: string): Label[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//')) return [];
    const label = toLabel(trimmed);
    if (label) return [label];
    throw new UserError(
      'configuration-invalid',
      `${LABEL_FILE}, line ${i + 1}, is no label: ${trimmed.slice(0, 60)}`,
      /^(<{7}|={7}|>{7})/.test(trimmed)
        ? 'Resolve the merge conflict by keeping both sides.'
        : 'Mend or delete the line; a label has "a", "b" and "isMatch".',
    );
  });
}

function toLabel(line: string): Label | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { a, b, isMatch, where } = value as Record<string, unknown>;
  if (!isFingerprint(a) || !isFingerprint(b) || typeof isMatch !== 'boolean') return undefined;
  return labelOf(a, b, isMatch, typeof where === 'string' ? where : '');
}

function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);
}
