/** Measures embeddings on the questions of a workspace, and whether a change is more than chance. */
import { averagePrecision } from '../calibration/metrics.ts';
import { Graph, type GraphModel } from '../graph/graph.ts';
import { add, multiply, scale, shift, subtract } from '../graph/operations/arithmetic.ts';
import { greater, toFloat } from '../graph/operations/functions.ts';
import { matMul, swapLast } from '../graph/operations/matrix.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import type { CompileGraph, GraphRunner } from '../graph/runner.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Random } from '../siamese/random.ts';
import type { JudgedTexts, Question } from './planTuning.ts';
import type { TaskOutcome, TuningTask } from './report.ts';

/** Awaited between two steps of some ten milliseconds. @throws the signal's reason once it is aborted. */
export type Pause = () => Promise<void>;

/** Questions per run: a block of scores of some megabytes. */
const QUESTIONS_AT_ONCE = 64;
const DRAWS = 1000;
const INTERVAL = 0.95;

export class Measurer {
  readonly #runner: GraphRunner;
  readonly #dimensions: number;
  /** Those of the last question, megabytes that are filled again. */
  #candidates: Float32Array | undefined;

  private constructor(runner: GraphRunner, dimensions: number) {
    this.#runner = runner;
    this.#dimensions = dimensions;
  }

  static async create(dimensions: number, compile: CompileGraph): Promise<Measurer> {
    return new Measurer(await compile(rankGraph(dimensions)), dimensions);
  }

  /**
   * 1 / rank of each question's target among the candidates; ties count half.
   * @param embeddings `(texts, dimensions)`
   * @param candidates texts by number, the targets or what they stand for among them
   */
  async reciprocalRanks(
    embeddings: Float32Array,
    questions: readonly Question[],
    candidates: readonly number[],
    pause: Pause,
  ): Promise<number[]> {
    const place = new Map(candidates.map((text, i) => [text, i]));
    const all = this.#rows(embeddings, candidates, this.#candidates);
    this.#candidates = all.data;
    const ranks: number[] = [];
    for (let from = 0; from < questions.length; from += QUESTIONS_AT_ONCE) {
      await pause();
      const asked = questions.slice(from, from + QUESTIONS_AT_ONCE);
      const queries = this.#rows(
        embeddings,
        asked.map(({ query }) => query),
      );
      const places = Int32Array.from(asked, (one) => place.get(one.standsFor ?? one.target)!);
      const isGiven = Float32Array.from(asked, ({ standsFor }) =>
        standsFor === undefined ? 0 : 1,
      );
      const given = Float32Array.from(asked, ({ query, target, standsFor }) =>
        standsFor === undefined ? 0 : this.#cosine(embeddings, query, target),
      );
      const shape = [asked.length, 1];
      const { ranks: found } = await this.#runner.run({
        queries,
        candidates: all,
        places: { type: 'int32', data: places, shape },
        given: { type: 'float32', data: given, shape },
        isGiven: { type: 'float32', data: isGiven, shape },
      });
      for (const rank of found!.data) ranks.push(1 / rank);
    }
    return ranks;
  }

  /** Cosine of each pair. */
  similarities(embeddings: Float32Array, pairs: readonly JudgedTexts[]): number[] {
    return pairs.map(({ a, b }) => this.#cosine(embeddings, a, b));
  }

  async dispose(): Promise<void> {
    await this.#runner.dispose();
  }

  #cosine(embeddings: Float32Array, a: number, b: number): number {
    const d = this.#dimensions;
    let dot = 0;
    for (let k = 0; k < d; k++) dot += embeddings[a * d + k]! * embeddings[b * d + k]!;
    return dot;
  }

  #rows(embeddings: Float32Array, texts: readonly number[], room?: Float32Array) {
    const d = this.#dimensions;
    const size = texts.length * d;
    const data = room?.length === size ? room : new Float32Array(size);
    for (const [i, text] of texts.entries()) {
      data.set(embeddings.subarray(text * d, (text + 1) * d), i * d);
    }
    return { type: 'float32' as const, data, shape: [texts.length, d] };
  }
}

/**
 * Ranks inside the graph: what comes out is a number for each question, and not one for each of its candidates.
 *
 * Inputs: `queries` and `candidates` `(…, dimensions)`; of each query `(queries, 1)`, `places` of its target among the
 * candidates and, where `isGiven` is 1, the score that is `given` instead of the one found there.
 * Output: `ranks` `(queries, 1)`, 1 and up, ties counting half.
 */
function rankGraph(dimensions: number): GraphModel {
  const graph = new Graph();
  const queries = graph.input('queries', ['queries', dimensions]);
  const candidates = graph.input('candidates', ['candidates', dimensions]);
  const places = graph.input('places', ['queries', 1], 'int32');
  const given = graph.input('given', ['queries', 1]);
  const isGiven = graph.input('isGiven', ['queries', 1]);
  const scores = matMul(graph, queries, swapLast(graph, candidates));
  const there = graph.node('GatherElements', [scores, places], ['queries', 1], {
    attributes: { axis: 1 },
  });
  const isFound = shift(graph, scale(graph, isGiven, -1), 1);
  const own = add(graph, multiply(graph, there, isFound), multiply(graph, given, isGiven));
  const isEqual = (to: Tensor) =>
    toFloat(graph, graph.node('Equal', [to, own], to.shape, { type: 'bool' }));
  const others = (what: (to: Tensor) => Tensor) =>
    subtract(graph, sumAlong(graph, what(scores), 1), what(there));
  const above = others((to) => greater(graph, to, own));
  graph.output('ranks', shift(graph, add(graph, above, scale(graph, others(isEqual), 0.5)), 1));
  return graph.model();
}

/**
 * Mean reciprocal ranks before and after, with the interval of their difference.
 * @param about of each question the function that answers it: questions about one are drawn together, for they are no
 *   independent witnesses (cluster bootstrap: Davison and Hinkley, 1997)
 */
export function rankOutcome(
  task: TuningTask,
  before: readonly number[],
  after: readonly number[],
  about: readonly number[],
): TaskOutcome {
  const functions = new Map<number, { sum: number; count: number }>();
  for (const [i, id] of about.entries()) {
    const known = functions.get(id) ?? { sum: 0, count: 0 };
    known.sum += after[i]! - before[i]!;
    known.count++;
    functions.set(id, known);
  }
  const drawn = [...functions.values()];
  return outcome(task, 'MRR', before.length, {
    draws: drawn.length,
    before: mean(before),
    after: mean(after),
    change: (rows) => {
      let sum = 0;
      let count = 0;
      for (const i of rows) {
        sum += drawn[i]!.sum;
        count += drawn[i]!.count;
      }
      return sum / count;
    },
  });
}

/** Average precision of labelled pairs before and after. */
export function pairOutcome(
  pairs: readonly JudgedTexts[],
  before: readonly number[],
  after: readonly number[],
): TaskOutcome {
  const precision = (scores: readonly number[], rows: Iterable<number>) => {
    const judged = Array.from(rows, (i) => ({ score: scores[i]!, isMatch: pairs[i]!.isMatch }));
    // A draw without a match says nothing.
    return judged.some(({ isMatch }) => isMatch) ? averagePrecision(judged) : Number.NaN;
  };
  const all = pairs.map((_, i) => i);
  return outcome('labelledPairs', 'AP', pairs.length, {
    draws: pairs.length,
    before: precision(before, all),
    after: precision(after, all),
    change: (rows) => precision(after, rows) - precision(before, rows),
  });
}

/** Paired bootstrap (Efron, 1979): the same draws before and after; seeded, so a report repeats. */
function outcome(
  task: TuningTask,
  measure: TaskOutcome['measure'],
  questions: number,
  {
    draws: size,
    before,
    after,
    change,
  }: {
    /** Of how many a draw draws as many. */
    readonly draws: number;
    readonly before: number;
    readonly after: number;
    /** @param rows what was drawn, some of it several times; filled anew for the next draw */
    readonly change: (rows: Uint32Array) => number;
  },
): TaskOutcome {
  const random = new Random(questions);
  const rows = new Uint32Array(size);
  const draws = Array.from({ length: DRAWS }, () => {
    for (let i = 0; i < size; i++) rows[i] = random.below(size);
    return change(rows);
  })
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = (share: number) => draws[Math.floor(share * (draws.length - 1))] ?? 0;
  const low = at((1 - INTERVAL) / 2);
  const high = at((1 + INTERVAL) / 2);
  const verdict = low > 0 ? 'better' : high < 0 ? 'worse' : 'same';
  return { task, measure, questions, before, after, change: { low, high }, verdict };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
