/** Solutions of one problem by several people, as `mineProblems.ts` writes them, one problem a line. */
import { readJsonLines } from './shards.ts';

export interface Solution {
  readonly language: string;
  readonly repository: string;
  readonly code: string;
}

export interface Problem {
  /** `leetcode:<number>` or `name:<slug>` */
  readonly group: string;
  readonly heldBack: boolean;
  readonly solutions: readonly Solution[];
}

export function readProblems(path: string): AsyncGenerator<Problem> {
  return readJsonLines<Problem>(path);
}
