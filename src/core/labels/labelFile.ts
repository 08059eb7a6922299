/** Labels as lines of a text file in the workspace. */
import { isFingerprint, type RecordFormat } from '../decisions/recordFile.ts';
import { type Label, labelOf } from './label.ts';

export const LABELS: RecordFormat<Label> = {
  file: '.lookalike/labels.jsonl',
  name: 'label',
  needs: '"a", "b" and "isMatch"',
  write: ({ a, b, isMatch, where }) => ({ a, b, isMatch, where }),
  read: ({ a, b, isMatch, where }) =>
    isFingerprint(a) && isFingerprint(b) && typeof isMatch === 'boolean'
      ? labelOf(a, b, isMatch, typeof where === 'string' ? where : '')
      : undefined,
};
