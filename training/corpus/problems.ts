/** Solutions of one problem by several people, as `mineProblems.ts` writes them, one problem a line. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

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

export async function* readProblems(path: string): AsyncGenerator<Problem> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line) yield JSON.parse(line) as Problem;
  }
}
