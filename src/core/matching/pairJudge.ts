/** Gathers the pairs that are to be judged, then judges those of which nothing is remembered all at once. */
import { type Judgements, judgementAt, type PassagePairs } from './judgePairs.ts';
import type { Judged, RememberedPairs } from './rememberedPairs.ts';
import type { TokenPlace } from './units.ts';

export interface JudgedPair extends Judged {
  readonly a: number;
  readonly b: number;
}

export interface JudgeParts {
  readonly remembered: RememberedPairs;
  readonly judge: (pairs: PassagePairs) => Judgements;
  /** Where a passage stands, by its number. */
  readonly place: (passage: number) => TokenPlace;
  /** Its content's number among what is remembered. */
  readonly content: (passage: number) => number;
}

export class PairJudge {
  private readonly parts: JudgeParts;
  private readonly asked: number[] = [];
  /** Where each pair is remembered, −1 where it is not. */
  private readonly rows: number[] = [];

  constructor(parts: JudgeParts) {
    this.parts = parts;
  }

  /** @param a below `b` */
  ask(a: number, b: number): void {
    const { remembered, content } = this.parts;
    this.asked.push(a, b);
    this.rows.push(remembered.rowOf(content(a), content(b)));
  }

  /** Those of the pairs that are copies, in the order in which they were asked for. */
  copies(): JudgedPair[] {
    const { asked, rows } = this;
    const { remembered, content, judge } = this.parts;
    const unknown = rows.flatMap((row, pair) => (row < 0 ? [pair] : []));
    const judgements = judge(this.passagesOf(unknown));
    const copies: JudgedPair[] = [];
    let next = 0;
    for (const [pair, row] of rows.entries()) {
      const [a, b] = [asked[2 * pair]!, asked[2 * pair + 1]!];
      const compute = () => judgementAt(judgements, next++);
      const judged = remembered.judged(content(a), content(b), compute, row);
      if (judged) copies.push({ a, b, ...judged });
    }
    return copies;
  }

  private passagesOf(pairs: readonly number[]): PassagePairs {
    const numbers = new Map<number, number>();
    const passages: number[] = [];
    const numberOf = (passage: number): number => {
      const known = numbers.get(passage);
      if (known !== undefined) return known;
      const { file, start, end } = this.parts.place(passage);
      passages.push(file, start, end);
      numbers.set(passage, numbers.size);
      return numbers.size - 1;
    };
    const both = pairs.flatMap((pair) => [
      numberOf(this.asked[2 * pair]!),
      numberOf(this.asked[2 * pair + 1]!),
    ]);
    return { passages: Uint32Array.from(passages), pairs: Uint32Array.from(both) };
  }
}
