/** Reads labelled pairs from JSON lines, naming the first line that is wrong. */
import { UserError } from '../../userError.ts';
import type { LabelledTextPair } from './labelledPair.ts';

/**
 * `label` (1 or 0, true or false) stands for `isMatch`, and the line number for a missing id.
 * @throws UserError naming the line.
 */
export function parseLabelledPairs(jsonLines: string, from: string): LabelledTextPair[] {
  const pairs: LabelledTextPair[] = [];
  for (const [at, line] of jsonLines.split('\n').entries()) {
    if (line.trim() === '') continue;
    const refuse = (what: string, cause?: unknown): never => {
      throw new UserError(
        'bad-input',
        `${from}, line ${at + 1}: ${what}`,
        'Each line is {"id", "a", "b", "isMatch"}.',
        { cause },
      );
    };
    let row: Readonly<Record<string, unknown>>;
    try {
      row = JSON.parse(line) as Readonly<Record<string, unknown>>;
    } catch (cause) {
      return refuse('not JSON', cause);
    }
    if (typeof row !== 'object' || row === null) return refuse('not an object');
    const { id, a, b, labeller, distance } = row;
    const label = row['isMatch'] ?? row['label'];
    if (typeof a !== 'string' || typeof b !== 'string') return refuse('"a" and "b" must be texts');
    if (typeof label !== 'boolean' && label !== 0 && label !== 1) {
      return refuse('"isMatch" must be true or false');
    }
    pairs.push({
      id: typeof id === 'string' || typeof id === 'number' ? String(id) : String(at + 1),
      a,
      b,
      isMatch: Boolean(label),
      ...(typeof labeller === 'string' ? { labeller } : {}),
      ...(typeof distance === 'number' ? { distance } : {}),
    });
  }
  return pairs;
}
