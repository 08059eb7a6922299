/**
 * Heads as towers, so that the one training loop trains them: the frozen embedding of a text is the row of one
 * "token" in a per-token table that nothing trains.
 */
import type { Graph } from '../graph/graph.ts';
import { add, divide, multiply, scale, shift } from '../graph/operations/arithmetic.ts';
import { hyperbolicTangent } from '../graph/operations/functions.ts';
import { sumRows } from '../graph/operations/matrix.ts';
import { unitLength } from '../graph/operations/normalize.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { type ParameterSpec, spread, type Tower, type TowerInput } from '../towers/tower.ts';
import type { Weights } from '../towers/weights.ts';
import type { HeadKind } from './report.ts';

export interface HeadShape {
  readonly kind: HeadKind;
  readonly dimensions: number;
  /** Texts whose frozen embeddings the table `tokens` holds; their ids follow those of the vocabulary. */
  readonly texts: number;
  /** Tokens with a row of their own; 0 for heads that see embeddings only. */
  readonly vocabulary: number;
  /** Whether a linear head starts from a learned one: it then learns what to add to it, and shrinks toward it. */
  readonly hasStart?: boolean;
}

/** Units of the residual head: a quarter of the shipped encoder's dimensions (wider overfits a workspace; guess). */
export const HIDDEN_UNITS = 64;
const ZERO = { kind: 'constant', value: 0 } as const;

/** Of each row of a text, whether the text is a question; for heads of kind `questions`. */
export const IS_QUESTION = 'isQuestion';

/** Kinds that are a table of tokens; the others see embeddings only. */
export function hasTable(kind: HeadKind): kind is 'tokens' | 'words' {
  return kind === 'tokens' || kind === 'words';
}

/** Ids of a text: `vocabulary` + its number, then, for a head that is a table, its tokens: of `words`, of questions only. */
export function headTower(shape: HeadShape): Tower {
  const { dimensions, texts } = shape;
  const ofTexts = { initial: ZERO, perToken: true, firstRow: shape.vocabulary };
  return {
    kind: `head-${shape.kind}`,
    dimensions,
    ordered: false,
    parameters: [
      { name: 'tokens', shape: [texts, dimensions], ...ofTexts },
      ...(shape.hasStart ? startParameters(dimensions) : []),
      ...(shape.kind === 'questions' ? [{ name: IS_QUESTION, shape: [texts, 1], ...ofTexts }] : []),
      ...(hasTable(shape.kind) ? tokenParameters(shape) : headParameters(shape)),
    ],
    build(graph, weights, input) {
      const text = textOf(graph, input.ids);
      const x = dropAxis(graph, weights.rows('tokens', text), 1);
      const embedding = hasTable(shape.kind)
        ? withTokens(graph, weights, x, input)
        : headGraph(graph, shape.kind, weights, {
            x,
            ...(shape.kind === 'questions'
              ? { isQuestion: dropAxis(graph, weights.rows(IS_QUESTION, text), 1) }
              : {}),
            ...(shape.hasStart ? { from: fromStart(graph, weights, x) } : {}),
          });
      return { embedding, tokenStates: () => weights.rows('tokens', input.ids) };
    },
  };
}

/** The row that stands for each text itself: the first of its ids. `(batch, 1)` */
function textOf(graph: Graph, ids: Tensor): Tensor {
  const bounds = [0, 1, 1].map((bound) => graph.integers(bound));
  return graph.node('Slice', [ids, ...bounds], [ids.shape[0]!, 1], { type: ids.type });
}

/** Names of the parameters that training leaves alone. */
export function frozenParameters({ kind, hasStart }: HeadShape): string[] {
  return [
    'tokens',
    ...(hasTable(kind) ? ['isText'] : []),
    ...(kind === 'questions' ? [IS_QUESTION] : []),
    ...(hasStart ? ['start.full', 'start.offset'] : []),
  ];
}

function startParameters(dimensions: number): ParameterSpec[] {
  return [
    { name: 'start.full', shape: [dimensions, dimensions], initial: ZERO, perToken: false },
    { name: 'start.offset', shape: [dimensions], initial: ZERO, perToken: false },
  ];
}

/** x + A₀·x + b₀: what a zero A leaves as it is. */
function fromStart(graph: Graph, weights: Weights, x: Tensor): Tensor {
  const moved = add(graph, weights.linear('start.full', x), weights.whole('start.offset'));
  return add(graph, x, moved);
}

/**
 * linear: unit(x + A·x + b); questions: unit(x + A·x + b + q·(C·x + c)), q being 1 for a question and 0 for what is searched;
 * residual: unit(x + W₂·tanh(W₁·x·√d/4 + c) + b). All the identity at their start.
 * @param x `(rows, dimensions)`; `from` stands for the first x where the head starts elsewhere than at the identity;
 *   `isQuestion` `(rows, 1)`
 */
export function headGraph(
  graph: Graph,
  kind: Exclude<HeadKind, 'tokens' | 'words'>,
  weights: Weights,
  {
    x,
    from = x,
    isQuestion,
  }: { readonly x: Tensor; readonly from?: Tensor; readonly isQuestion?: Tensor },
): Tensor {
  const all = add(graph, from, headMoves(graph, kind, weights, x));
  if (!isQuestion) return unitLength(graph, all);
  const asked = add(graph, weights.linear('questionFull', x), weights.whole('questionOffset'));
  return unitLength(graph, add(graph, all, multiply(graph, asked, isQuestion)));
}

/** What such a head adds to x, questions or not: A·x + b, or W₂·tanh(W₁·x·√d/4 + c) + b. `(rows, dimensions)` */
export function headMoves(
  graph: Graph,
  kind: Exclude<HeadKind, 'tokens' | 'words'>,
  weights: Weights,
  x: Tensor,
): Tensor {
  const moved = kind === 'residual' ? bent(graph, weights, x) : weights.linear('full', x);
  return add(graph, moved, weights.whole('offset'));
}

/** What a head over embeddings learns. */
export function headParameters({
  kind,
  dimensions,
}: Pick<HeadShape, 'kind' | 'dimensions'>): ParameterSpec[] {
  const whole = (name: string, shape: readonly number[], initial: ParameterSpec['initial']) => ({
    name,
    shape,
    initial,
    perToken: false,
  });
  const offset = whole('offset', [dimensions], ZERO);
  const linear = [whole('full', [dimensions, dimensions], ZERO), offset];
  if (kind === 'linear') return linear;
  if (kind === 'questions') {
    const own = whole('questionFull', [dimensions, dimensions], ZERO);
    return [...linear, own, whole('questionOffset', [dimensions], ZERO)];
  }
  return [
    whole('into', [dimensions, HIDDEN_UNITS], spread(dimensions)),
    whole('bend', [HIDDEN_UNITS], ZERO),
    whole('out', [HIDDEN_UNITS, dimensions], ZERO),
    offset,
  ];
}

/** Rows of texts learn nothing, and are left out of the table that is learned. */
function tokenParameters({ texts, vocabulary, dimensions }: HeadShape): ParameterSpec[] {
  const one = { kind: 'constant', value: 1 } as const;
  return [
    { name: 'isText', shape: [texts, 1], initial: one, perToken: true, firstRow: vocabulary },
    { name: 'delta', shape: [vocabulary, dimensions], initial: ZERO, perToken: true },
  ];
}

/** Entries of a unit row are about 1/√d: brought to a quarter of unit variance, where tanh begins to bend. */
function bent(graph: Graph, weights: Weights, x: Tensor): Tensor {
  const dimensions = x.shape.at(-1) as number;
  const scaled = scale(graph, x, Math.sqrt(dimensions) / 4);
  const inner = add(graph, weights.linear('into', scaled), weights.whole('bend'));
  return weights.linear('out', hyperbolicTangent(graph, inner));
}

/** unit(x + Σ f·Δ / √Σ f²), over the tokens of a text; the row that stands for the text itself takes no part. */
function withTokens(graph: Graph, weights: Weights, x: Tensor, input: TowerInput): Tensor {
  const isText = dropAxis(graph, weights.rows('isText', input.ids), 2);
  const isToken = shift(graph, scale(graph, isText, -1), 1);
  const counts = multiply(graph, multiply(graph, input.frequency, input.mask), isToken);
  const squares = sumAlong(graph, multiply(graph, counts, counts), 1);
  const length = graph.node(
    'Sqrt',
    [graph.node('Max', [squares, graph.scalar(1)], squares.shape)],
    squares.shape,
  );
  const moved = divide(graph, sumRows(graph, weights.whole('delta'), input.ids, counts), length);
  return unitLength(graph, add(graph, x, moved));
}
