/**
 * Cuts a shared run where a function ends or begins in the middle of it: the end of one function and the start of the
 * next are two findings or none, and nobody acts on both at once.
 */
import { tokensInLines } from '../structure/tokenStream.ts';
import type { SharedRun } from './sharedRuns.ts';
import type { TokenFile } from './units.ts';

type Range = readonly [start: number, end: number];

export class RunPieces {
  private readonly files: readonly TokenFile[];
  private readonly minTokens: number;
  private readonly functions = new Map<number, readonly Range[]>();

  constructor(files: readonly TokenFile[], minTokens: number) {
    this.files = files;
    this.minTokens = minTokens;
  }

  /** The pieces that are long enough; the whole run where none is or where the two places are cut differently. */
  of(run: SharedRun): SharedRun[] {
    const cutsA = this.cuts(run.fileA, run.startA, run.endA);
    const cutsB = this.cuts(run.fileB, run.startB, run.endB);
    const isAligned = run.endA - run.startA === run.endB - run.startB;
    const shift = run.startB - run.startA;
    const at =
      cutsA.length === cutsB.length
        ? cutsA.map((a, i) => [a, cutsB[i]!] as const)
        : isAligned
          ? (cutsA.length > 0 ? cutsA : cutsB.map((b) => b - shift)).map(
              (a) => [a, a + shift] as const,
            )
          : [];
    if (at.length === 0) return [run];
    const pieces: SharedRun[] = [];
    let [startA, startB] = [run.startA, run.startB];
    for (const [endA, endB] of [...at, [run.endA, run.endB] as const]) {
      if (Math.min(endA - startA, endB - startB) >= this.minTokens) {
        pieces.push({ fileA: run.fileA, startA, endA, fileB: run.fileB, startB, endB });
      }
      [startA, startB] = [endA, endB];
    }
    return pieces.length === 0 ? [run] : pieces;
  }

  /** Where the outermost function that reaches in ends, and where the outermost that reaches out begins. */
  private cuts(file: number, start: number, end: number): number[] {
    let from = start;
    let to = end;
    for (const [first, last] of this.functionsOf(file)) {
      if (first < start && start < last && last < end) from = Math.max(from, last);
      if (start < first && first < end && end < last) to = Math.min(to, first);
    }
    return [...new Set([from, to])].filter((cut) => start < cut && cut < end).sort((x, y) => x - y);
  }

  private functionsOf(file: number): readonly Range[] {
    let own = this.functions.get(file);
    if (!own) {
      const { record, stream } = this.files[file]!;
      own = record.snippets.flatMap(({ kind, startLine, endLine }): Range[] => {
        if (kind !== 'function' && kind !== 'method') return [];
        const { start, end } = tokensInLines(stream, startLine, endLine);
        return [[start, end]];
      });
      this.functions.set(file, own);
    }
    return own;
  }
}
