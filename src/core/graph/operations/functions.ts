/** Functions of one tensor, element by element. */
import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { add, divide, multiply, scale, shift } from './arithmetic.ts';

/** eᵃ */
export function exponential(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Exp', [a], a.shape);
  return graph.differentiable(out, [a], [(g) => multiply(graph, g, out)]);
}

/** ln a, for a > 0 */
export function logarithm(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Log', [a], a.shape);
  return graph.differentiable(out, [a], [(g) => divide(graph, g, a)]);
}

/**
 * √max(a, 0). The slope at 0 is taken as 0, not ∞: a distance of 0 pulls nowhere,
 * and one such pair would otherwise make a whole batch not a number.
 */
export function squareRoot(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Sqrt', [graph.node('Relu', [a], a.shape)], a.shape);
  return graph.differentiable(
    out,
    [a],
    [
      (g) => {
        const positive = greater(graph, out, graph.scalar(0));
        const safe = add(graph, out, shift(graph, scale(graph, positive, -1), 1));
        return multiply(graph, divide(graph, scale(graph, g, 0.5), safe), positive);
      },
    ],
  );
}

/** a² */
export function square(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Mul', [a, a], a.shape);
  return graph.differentiable(out, [a], [(g) => multiply(graph, scale(graph, g, 2), a)]);
}

/** max(a, 0); slope 0 at 0 */
export function rectify(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Relu', [a], a.shape);
  return graph.differentiable(
    out,
    [a],
    [(g) => multiply(graph, g, greater(graph, a, graph.scalar(0)))],
  );
}

/** 1 / (1 + e⁻ᵃ) */
export function sigmoid(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Sigmoid', [a], a.shape);
  return graph.differentiable(
    out,
    [a],
    [(g) => multiply(graph, g, multiply(graph, out, shift(graph, scale(graph, out, -1), 1)))],
  );
}

export function hyperbolicTangent(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Tanh', [a], a.shape);
  return graph.differentiable(
    out,
    [a],
    [(g) => multiply(graph, g, shift(graph, scale(graph, multiply(graph, out, out), -1), 1))],
  );
}

/** a · sigmoid(a) (Elfwing et al., 2017) */
export function silu(graph: Graph, a: Tensor): Tensor {
  return multiply(graph, a, sigmoid(graph, a));
}

/** ln(1 + eᵃ) */
export function softplus(graph: Graph, a: Tensor): Tensor {
  const out = graph.node('Softplus', [a], a.shape);
  return graph.differentiable(out, [a], [(g) => multiply(graph, g, sigmoid(graph, a))]);
}

/** 1 where a > b, else 0, as float; no gradient flows through it. */
export function greater(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const shape = a.shape.length >= b.shape.length ? a.shape : b.shape;
  return toFloat(graph, graph.node('Greater', [a, b], shape, { type: 'bool' }));
}

export function toFloat(graph: Graph, a: Tensor): Tensor {
  return graph.node('Cast', [a], a.shape, { attributes: { to: 1 } });
}

/** The same values, through which no gradient flows. */
export function withoutGradient(graph: Graph, a: Tensor): Tensor {
  return graph.node('Identity', [a], a.shape, { type: a.type });
}
