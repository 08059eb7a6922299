/** Applies a head to embeddings: as a graph where it sees embeddings only, by summing rows where it sees tokens. */
import { makeUnitRows } from '../encoder/unitRows.ts';
import { Graph } from '../graph/graph.ts';
import type { CompileGraph } from '../graph/runner.ts';
import { countTokens } from '../siamese/batch.ts';
import { floatWeights } from '../towers/weights.ts';
import { type Head, needsTokens } from './head.ts';
import { headGraph } from './headTower.ts';

/** What heads of some kinds are told of each row. */
export interface RowTexts {
  /** Of each row's text, for heads that need them; for a head of words those of questions, and none of what is stored. */
  readonly tokens?: readonly ArrayLike<number>[];
  /** Left out: none is. */
  readonly areQuestions?: readonly boolean[];
}

export interface HeadRunner {
  /**
   * @param rows `(n, dimensions)` as the encoder gives them; kept.
   * @returns `(n, dimensions)` of unit length; rows of zeros (unknown) stay zeros
   */
  apply(rows: Float32Array, texts?: RowTexts): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Rows per run: some 5 ms, so that others get their turn. */
const ROWS_AT_ONCE = 2048;
/** Tokens of a text that count: what the encoder itself reads. */
export const MAX_TOKENS = 256;

export async function openHead(head: Head, compile: CompileGraph): Promise<HeadRunner> {
  if (needsTokens(head, true)) return tokenRunner(head);
  return head.kind === 'questions' ? questionRunner(head, compile) : graphRunner(head, compile);
}

/** Two linear heads, one for what is stored and one for questions. */
async function questionRunner(head: Head, compile: CompileGraph): Promise<HeadRunner> {
  const { tensors, dimensions } = head;
  const linear = (full: string, offset: string) =>
    graphRunner(
      {
        ...head,
        kind: 'linear',
        tensors: new Map([
          ['full', tensors.get(full)!],
          ['offset', tensors.get(offset)!],
        ]),
      },
      compile,
    );
  const stored = await linear('full', 'offset');
  const asked = await linear('questionFull', 'questionOffset');
  return {
    async apply(rows, { areQuestions = [] } = {}) {
      if (!areQuestions.includes(true)) return stored.apply(rows);
      const result = await asked.apply(rows);
      if (!areQuestions.includes(false)) return result;
      const others = await stored.apply(rows);
      for (const [i, isQuestion] of areQuestions.entries()) {
        const [from, to] = [i * dimensions, (i + 1) * dimensions];
        if (!isQuestion) result.set(others.subarray(from, to), from);
      }
      return result;
    },
    async dispose() {
      await Promise.all([stored.dispose(), asked.dispose()]);
    },
  };
}

async function graphRunner(head: Head, compile: CompileGraph): Promise<HeadRunner> {
  const { dimensions, kind, tensors } = head;
  const graph = new Graph();
  const weights = floatWeights(graph, (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new RangeError(`a ${kind} head without ${name}`);
    return graph.constant(tensor.values, tensor.shape, name);
  });
  const x = graph.input('rows', ['rows', dimensions]);
  graph.output(
    'moved',
    headGraph(graph, kind === 'linear' ? 'linear' : 'residual', weights, { x }),
  );
  const runner = await compile(graph.model());
  return {
    async apply(rows) {
      const result = new Float32Array(rows.length);
      const width = ROWS_AT_ONCE * dimensions;
      for (let at = 0; at < rows.length; at += width) {
        const data = rows.subarray(at, at + width);
        const shape = [data.length / dimensions, dimensions];
        const { moved } = await runner.run({ rows: { type: 'float32', data, shape } });
        result.set(moved!.data, at);
        if (rows.length > width) await new Promise((resolve) => setImmediate(resolve));
      }
      clearUnknown(rows, result, dimensions);
      return result;
    },
    dispose: () => runner.dispose(),
  };
}

function tokenRunner({ kind, dimensions, tensors }: Head): HeadRunner {
  const delta = tensors.get('delta')!.values;
  const rowOf = new Map(Array.from(tensors.get('ids')!.values, (id, row) => [id, row]));
  return {
    async apply(rows, { tokens } = {}) {
      // What is stored has no tokens for a head of words.
      if (!tokens && kind === 'words') return rows.slice();
      if (tokens?.length !== rows.length / dimensions) {
        throw new RangeError(`tokens of ${tokens?.length ?? 0} texts for ${rows.length} values`);
      }
      const result = rows.slice();
      for (const [i, text] of tokens.entries()) {
        const { ids, frequencies } = countTokens(
          Uint16Array.from(text).slice(0, MAX_TOKENS),
          false,
        );
        let squares = 0;
        for (const frequency of frequencies) squares += frequency * frequency;
        const length = Math.sqrt(Math.max(1, squares));
        for (const [k, id] of ids.entries()) {
          const row = rowOf.get(id);
          if (row === undefined) continue;
          const factor = frequencies[k]! / length;
          const from = row * dimensions;
          for (let d = 0; d < dimensions; d++)
            result[i * dimensions + d]! += factor * delta[from + d]!;
        }
      }
      makeUnitRows(result, dimensions);
      clearUnknown(rows, result, dimensions);
      return result;
    },
    async dispose() {},
  };
}

/** An unknown embedding is a row of zeros, and must not become an offset's direction. */
function clearUnknown(rows: Float32Array, result: Float32Array, dimensions: number): void {
  for (let at = 0; at < rows.length; at += dimensions) {
    let known = false;
    for (let k = at; k < at + dimensions && !known; k++) known = rows[k] !== 0;
    if (!known) result.fill(0, at, at + dimensions);
  }
}
