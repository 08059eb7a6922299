/**
 * The LSTM tower: one long short-term memory (Hochreiter and Schmidhuber, 1997; gates as Gers et al., 2000) read left
 * to right and mean-pooled.
 *
 * Unrolled: one copy of the cell per token, all sharing the weights, because the recurrence as one ONNX operator has no
 * gradient operator to go with it. So it has one fixed text length.
 */
import type { Graph } from '../graph/graph.ts';
import { add, divide, multiply } from '../graph/operations/arithmetic.ts';
import { hyperbolicTangent, sigmoid } from '../graph/operations/functions.ts';
import { unitLength } from '../graph/operations/normalize.ts';
import { sumAlong } from '../graph/operations/reduce.ts';
import { dropAxis, expandAxis, slice } from '../graph/operations/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { spread, type Tower } from './tower.ts';

export interface LstmShape {
  readonly vocabulary: number;
  readonly dimensions: number;
  /** Size of the token embeddings and of the memory. */
  readonly width: number;
  readonly tokens: number;
}

export function lstm({ vocabulary, dimensions, width, tokens }: LstmShape): Tower {
  return {
    kind: 'lstm',
    dimensions,
    ordered: true,
    fixedTokens: tokens,
    parameters: [
      { name: 'tokens', shape: [vocabulary, width], initial: spread(1), perToken: true },
      {
        name: 'cell.input',
        shape: [width, 4 * width],
        initial: spread(2 * width),
        perToken: false,
      },
      {
        name: 'cell.memory',
        shape: [width, 4 * width],
        initial: spread(2 * width),
        perToken: false,
      },
      // Sigmoid(1) = .73: memory is kept at first, as Jozefowicz et al. (2015) recommend for the forget gate.
      {
        name: 'cell.bias',
        shape: [4 * width],
        initial: { kind: 'constant', value: 1 },
        perToken: false,
      },
      { name: 'summary', shape: [width, dimensions], initial: spread(width), perToken: false },
    ],
    build(graph, weights, input) {
      const rows = weights.rows('tokens', input.ids);
      const fromInput = add(graph, weights.linear('cell.input', rows), weights.whole('cell.bias'));
      let total: Tensor | undefined;
      let state: { output: Tensor; memory: Tensor } | undefined;
      for (let t = 0; t < tokens; t++) {
        const present = slice(graph, input.mask, { axis: 1, start: t, end: t + 1 });
        const seen = dropAxis(graph, slice(graph, fromInput, { axis: 1, start: t, end: t + 1 }), 1);
        const gates = state ? add(graph, seen, weights.linear('cell.memory', state.output)) : seen;
        state = cell(graph, gates, state?.memory, width);
        const counted = multiply(graph, state.output, present);
        total = total ? add(graph, total, counted) : counted;
      }
      if (!total) throw new RangeError('an LSTM over no tokens');
      const mean = divide(graph, total, sumAlong(graph, input.mask, 1));
      const embedding = unitLength(graph, weights.linear('summary', mean));
      return { embedding, tokenStates: () => repeatOverTokens(graph, embedding, input.mask) };
    },
  };
}

function cell(graph: Graph, gates: Tensor, memory: Tensor | undefined, width: number) {
  const gate = (i: number) =>
    slice(graph, gates, { axis: 1, start: i * width, end: (i + 1) * width });
  const [input, forget, output] = [0, 1, 2].map((i) => sigmoid(graph, gate(i))) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const candidate = multiply(graph, input, hyperbolicTangent(graph, gate(3)));
  const kept = memory ? add(graph, multiply(graph, forget, memory), candidate) : candidate;
  return { output: multiply(graph, output, hyperbolicTangent(graph, kept)), memory: kept };
}

/** The embedding at every token: its mean is the embedding. */
export function repeatOverTokens(graph: Graph, embedding: Tensor, mask: Tensor): Tensor {
  return multiply(graph, expandAxis(graph, embedding, 1), expandAxis(graph, mask, 2));
}
