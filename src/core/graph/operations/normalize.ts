/** To unit length, or to mean 0 and variance 1, along the last axis. */
import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { divide, multiply, scale, subtract, sumTo } from './arithmetic.ts';
import { sumAlong } from './reduce.ts';

/** Keeps the direction of an all-zero row defined (zero) without moving any real one: float32 resolution. */
const TINY = 1e-12;

/** a / ‖a‖ along the last axis. */
export function unitLength(graph: Graph, a: Tensor): Tensor {
  const shape = a.shape.with(-1, 1);
  const raw = graph.node('ReduceL2', [a], shape, { attributes: { axes: [-1], keepdims: 1 } });
  const length = graph.node('Max', [raw, graph.scalar(TINY)], shape);
  const out = graph.node('Div', [a, length], a.shape);
  return graph.differentiable(
    out,
    [a],
    [
      (g) => {
        const along = sumAlong(graph, multiply(graph, g, out), -1);
        return divide(graph, subtract(graph, g, multiply(graph, along, out)), length);
      },
    ],
  );
}

/** (a − mean) / √(variance + 1e-5) · gain + bias along the last axis (Ba et al., 2016). */
export function layerNorm(graph: Graph, a: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const statistics = { shape: a.shape.with(-1, 1), type: 'float' as const };
  const [out, mean, inverse] = graph.nodes(
    'LayerNormalization',
    [a, gain, bias],
    [{ shape: a.shape, type: 'float' }, statistics, statistics],
    { axis: -1, epsilon: { float: 1e-5 } },
  ) as [Tensor, Tensor, Tensor];
  const size = a.shape.at(-1) as number;
  const standard = () => multiply(graph, subtract(graph, a, mean), inverse);
  return graph.differentiable(
    out,
    [a, gain, bias],
    [
      (g) => {
        const unit = standard();
        const scaled = multiply(graph, g, gain);
        const average = scale(graph, sumAlong(graph, scaled, -1), 1 / size);
        const along = scale(graph, sumAlong(graph, multiply(graph, scaled, unit), -1), 1 / size);
        const centred = subtract(graph, scaled, average);
        return multiply(graph, subtract(graph, centred, multiply(graph, unit, along)), inverse);
      },
      (g) => sumTo(graph, multiply(graph, g, standard()), gain.shape),
      (g) => sumTo(graph, g, bias.shape),
    ],
  );
}
