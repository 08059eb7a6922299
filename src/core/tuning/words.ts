/** What the tasks are called to people. */
import type { TuningTask } from './report.ts';

export const TASK_WORDS: Readonly<Record<TuningTask, string>> = {
  docToCode: 'finding code by description',
  wordsToCode: 'finding code by the remarks in it',
  clones: 'finding changed copies',
  labelledPairs: 'your labelled pairs',
};
