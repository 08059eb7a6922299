/** Applies a head to embeddings: as a graph where it sees embeddings only, by summing rows where it sees tokens. */
import { makeUnitRows } from '../encoder/unitRows.ts';
import { Graph } from '../graph/graph.ts';
import type { CompileGraph } from '../graph/runner.ts';
import { countTokens } from '../siamese/batch.ts';
import { floatWeights } from '../towers/weights.ts';
import { type Head, needsTokens } from './head.ts';
import { headMoves } from './headTower.ts';
import { addNames, type NameRows } from './nameRows.ts';

/** What heads of some kinds are told of each row. */
export interface RowTexts {
  /** Of each row's text, for heads that need them; for a head of words those of questions, and none of what is stored. */
  readonly tokens?: readonly ArrayLike<number>[];
  /** Left out: none is. */
  readonly areQuestions?: readonly boolean[];
  /** Names of what is stored, row by row, for heads that add them; left out: nothing has one. */
  readonly names?: NameRows;
}

export interface HeadRunner {
  /**
   * @param rows `(n, dimensions)` as the encoder gives them; kept.
   * @returns `(n, dimensions)` of unit length; rows of zeros (unknown) stay zeros
   */
  apply(rows: Float32Array, texts?: RowTexts): Promise<Float32Array>;
  /**
   * What was learned alone: what a head at its whole strength adds to each row before it is brought to unit length.
   * @param rows with their names, where the head adds any
   * @returns `(n, dimensions)`
   */
  moves(rows: Float32Array, texts?: Omit<RowTexts, 'names'>): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface MoveOptions {
  readonly dimensions: number;
  /** 1: as the head does, 0: not at all. */
  readonly strength?: number;
  /** Where the result is written, of the size of the rows. */
  readonly room?: Float32Array;
}

/**
 * Rows as far along `moves` as `strength` says.
 * @returns `(n, dimensions)` of unit length; rows of zeros (unknown) stay zeros
 */
export function moveRows(
  rows: Float32Array,
  moves: Float32Array,
  { dimensions, strength = 1, room: result = new Float32Array(rows.length) }: MoveOptions,
): Float32Array {
  for (let at = 0; at < rows.length; at += dimensions) {
    let known = false;
    for (let k = at; k < at + dimensions; k++) {
      known ||= rows[k] !== 0;
      result[k] = rows[k]! + strength * moves[k]!;
    }
    // An unknown embedding must not become an offset's direction.
    if (!known) result.fill(0, at, at + dimensions);
  }
  makeUnitRows(result, dimensions);
  return result;
}

/** Rows per run: some 5 ms, so that others get their turn. */
const ROWS_AT_ONCE = 2048;
/** Tokens of a text that count: what the encoder itself reads. */
export const MAX_TOKENS = 256;

export async function openHead(head: Head, compile: CompileGraph): Promise<HeadRunner> {
  const mover = await openMover(head, compile);
  const { dimensions, names: share = 0, strength = 1 } = head;
  return {
    ...mover,
    async apply(rows, { names, ...texts } = {}) {
      const start = names ? addNames(rows, names, share) : rows;
      return moveRows(start, await mover.moves(start, texts), { dimensions, strength });
    },
  };
}

type Mover = Omit<HeadRunner, 'apply'>;

async function openMover(head: Head, compile: CompileGraph): Promise<Mover> {
  if (needsTokens(head, true)) return tokenMover(head);
  return head.kind === 'questions' ? questionMover(head, compile) : graphMover(head, compile);
}

/** Two linear heads, one for what is stored and one for questions. */
async function questionMover(head: Head, compile: CompileGraph): Promise<Mover> {
  const { tensors, dimensions } = head;
  const linear = (full: string, offset: string) =>
    graphMover(
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
    async moves(rows, { areQuestions = [] } = {}) {
      if (!areQuestions.includes(true)) return stored.moves(rows);
      const result = await asked.moves(rows);
      if (!areQuestions.includes(false)) return result;
      const others = await stored.moves(rows);
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

async function graphMover(head: Head, compile: CompileGraph): Promise<Mover> {
  const { dimensions, kind, tensors } = head;
  const graph = new Graph();
  const weights = floatWeights(graph, (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new RangeError(`a ${kind} head without ${name}`);
    return graph.constant(tensor.values, tensor.shape, name);
  });
  const x = graph.input('rows', ['rows', dimensions]);
  graph.output('moves', headMoves(graph, kind === 'linear' ? 'linear' : 'residual', weights, x));
  const runner = await compile(graph.model());
  return {
    async moves(rows) {
      const result = new Float32Array(rows.length);
      const width = ROWS_AT_ONCE * dimensions;
      for (let at = 0; at < rows.length; at += width) {
        const data = rows.subarray(at, at + width);
        const shape = [data.length / dimensions, dimensions];
        const { moves } = await runner.run({ rows: { type: 'float32', data, shape } });
        result.set(moves!.data, at);
        if (rows.length > width) await new Promise((resolve) => setImmediate(resolve));
      }
      return result;
    },
    dispose: () => runner.dispose(),
  };
}

function tokenMover({ kind, dimensions, tensors }: Head): Mover {
  const delta = tensors.get('delta')!.values;
  const rowOf = new Map(Array.from(tensors.get('ids')!.values, (id, row) => [id, row]));
  return {
    async moves(rows, { tokens } = {}) {
      const result = new Float32Array(rows.length);
      // What is stored has no tokens for a head of words.
      if (!tokens && kind === 'words') return result;
      if (tokens?.length !== rows.length / dimensions) {
        throw new RangeError(`tokens of ${tokens?.length ?? 0} texts for ${rows.length} values`);
      }
      for (const [i, text] of tokens.entries()) {
        const { ids, frequencies } = countTokens(
          Uint32Array.from(text).subarray(0, MAX_TOKENS),
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
      return result;
    },
    async dispose() {},
  };
}
