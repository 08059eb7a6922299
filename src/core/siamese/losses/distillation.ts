/** Distillation: a small tower learns from a trained one which texts of a batch are near one another, and how near. */
import { add, multiply, scale, sumTo } from '../../graph/operations/arithmetic.ts';
import { exponential } from '../../graph/operations/functions.ts';
import { swapLast } from '../../graph/operations/matrix.ts';
import { logSoftmax, meanAll, softmax, sumAlong } from '../../graph/operations/reduce.ts';
import { infoNce } from './infoNce.ts';
import { type Loss, similarities } from './loss.ts';

export interface DistillationOptions {
  /** Share of the teacher in the loss, 0..1; the rest is InfoNCE. */
  readonly weight: number;
  /** Inverse temperature of the teacher's distribution. */
  readonly teacherSharpness: number;
}

/**
 * w·½·(CE over rows + CE over columns) + (1 − w)·InfoNCE, with CE = −Σⱼ softmax(τ·T)ᵢⱼ · log softmax(s·S)ᵢⱼ,
 * T the teacher's cosines of every anchor with every positive, S the student's, s learned.
 * A row of T says of every non-match how wrong it is, where a label says only that it is wrong; texts of one group need no mask.
 * Source: Hinton, Vinyals and Dean, 2015; on in-batch similarities: Tung and Mori, 2019.
 */
export function distillation(
  { weight, teacherSharpness }: DistillationOptions = { weight: 0.7, teacherSharpness: 20 },
): Loss {
  const labels = infoNce();
  return {
    name: 'distillation',
    learned: labels.learned,
    usesTeacher: true,
    build(graph, input, learned) {
      const { teacher } = input;
      if (!teacher) throw new RangeError('distillation needs the similarities of a teacher');
      const sharpness = exponential(graph, learned('logInverseTemperature'));
      const student = multiply(graph, similarities(graph, input), sharpness);
      const target = scale(graph, teacher, teacherSharpness);
      const direction = (wanted: typeof target, scores: typeof student) =>
        meanAll(
          graph,
          sumAlong(graph, multiply(graph, logSoftmax(graph, scores), softmax(graph, wanted)), 1),
        );
      const both = add(
        graph,
        direction(target, student),
        direction(swapLast(graph, target), swapLast(graph, student)),
      );
      const learnedFromTeacher = sumTo(graph, scale(graph, both, -0.5 * weight), []);
      const learnedFromLabels = scale(graph, labels.build(graph, input, learned), 1 - weight);
      return add(graph, learnedFromTeacher, learnedFromLabels);
    },
  };
}
