import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Graph } from '../../../src/core/graph/graph.ts';
import { unitLength } from '../../../src/core/graph/operations/normalize.ts';
import type { Tensor } from '../../../src/core/graph/tensor.ts';
import { assembleBatch } from '../../../src/core/siamese/batch.ts';
import { alignUniform } from '../../../src/core/siamese/losses/alignUniform.ts';
import { circle } from '../../../src/core/siamese/losses/circle.ts';
import { contrastive } from '../../../src/core/siamese/losses/contrastive.ts';
import { distillation } from '../../../src/core/siamese/losses/distillation.ts';
import { euclideanDistance } from '../../../src/core/siamese/losses/euclideanDistance.ts';
import { infoNce } from '../../../src/core/siamese/losses/infoNce.ts';
import type { Loss } from '../../../src/core/siamese/losses/loss.ts';
import { marginInfoNce } from '../../../src/core/siamese/losses/marginInfoNce.ts';
import { matryoshka } from '../../../src/core/siamese/losses/matryoshka.ts';
import { createLoss, lossNames } from '../../../src/core/siamese/losses/registry.ts';
import { type Mining, triplet } from '../../../src/core/siamese/losses/triplet.ts';
import { checkGradients, evaluate, type Parameter, random } from '../graph/check.ts';

type Rows = number[][];
/** The formula, written as loops over unit rows; `allowed(i, j)`: j may be a negative of i. */
type Oracle = (a: Rows, p: Rows, allowed: (i: number, j: number) => boolean) => number;

const dot = (x: number[], y: number[]) => x.reduce((sum, v, k) => sum + v * y[k]!, 0);
const squared = (x: number[], y: number[]) => x.reduce((sum, v, k) => sum + (v - y[k]!) ** 2, 0);
const distance = (x: number[], y: number[]) => Math.sqrt(squared(x, y));
const mean = (values: number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, v) => sum + v, 0) / values.length;
const unit = (x: number[]) => x.map((v) => v / Math.hypot(...x));
const indices = (rows: Rows) => rows.map((_, i) => i);
function nonMatches(a: Rows, p: Rows, allowed: (i: number, j: number) => boolean) {
  return indices(a).flatMap((i) => indices(p).flatMap((j) => (allowed(i, j) ? [[i, j]] : []))) as [
    number,
    number,
  ][];
}

const infoNceOracle: Oracle = (a, p, allowed) => {
  const direction = (x: Rows, y: Rows) =>
    mean(
      indices(x).map((i) => {
        const logits = indices(y)
          .filter((j) => i === j || allowed(i, j))
          .map((j) => 20 * dot(x[i]!, y[j]!));
        const total = logits.reduce((sum, l) => sum + Math.exp(l), 0);
        return Math.log(total) - 20 * dot(x[i]!, y[i]!);
      }),
    );
  return (direction(a, p) + direction(p, a)) / 2;
};

const tripletOracle =
  (margin: number, mining: Mining): Oracle =>
  (a, p, allowed) =>
    mean(
      indices(a).map((i) => {
        const near = squared(a[i]!, p[i]!);
        let negatives = indices(p).filter((j) => allowed(i, j));
        if (mining === 'random') negatives = negatives.filter((j) => j === (i + 1) % p.length);
        if (mining === 'semiHard')
          negatives = negatives.filter((j) => squared(a[i]!, p[j]!) > near);
        const far = Math.min(...negatives.map((j) => squared(a[i]!, p[j]!)));
        return negatives.length === 0 ? 0 : Math.max(0, near - far + margin);
      }),
    );

/** What the teacher of the tests thinks: matches near, the rest variously far. */
const teacherCosine = (i: number, j: number) => (i === j ? 0.9 : 0.1 * ((3 * i + 5 * j) % 4));

const hinge = (v: number) => Math.max(0, v) ** 2;

const cases: { loss: Loss; oracle: Oracle; floor: 'zero' | 'near-zero' | 'none' }[] = [
  {
    loss: euclideanDistance(),
    floor: 'zero',
    oracle: (a, p, allowed) =>
      mean(indices(a).map((i) => distance(a[i]!, p[i]!) ** 2)) +
      mean(nonMatches(a, p, allowed).map(([i, j]) => (distance(a[i]!, p[j]!) - Math.SQRT2) ** 2)),
  },
  {
    loss: contrastive({ margin: 1.3, nonMatches: 'all' }),
    floor: 'zero',
    oracle: (a, p, allowed) =>
      mean(indices(a).map((i) => squared(a[i]!, p[i]!))) +
      mean(nonMatches(a, p, allowed).map(([i, j]) => hinge(1.3 - distance(a[i]!, p[j]!)))),
  },
  {
    loss: contrastive({ margin: 1.3, nonMatches: 'nearest' }),
    floor: 'zero',
    oracle: (a, p, allowed) =>
      mean(indices(a).map((i) => squared(a[i]!, p[i]!))) +
      mean(
        indices(a).map((i) => {
          const to = indices(p).flatMap((j) => (allowed(i, j) ? [distance(a[i]!, p[j]!)] : []));
          return hinge(1.3 - Math.min(...to));
        }),
      ),
  },
  ...(['random', 'semiHard', 'hardest'] as const).map((mining) => ({
    loss: triplet({ margin: 0.8, mining }),
    floor: 'zero' as const,
    oracle: tripletOracle(0.8, mining),
  })),
  { loss: infoNce(), floor: 'near-zero', oracle: infoNceOracle },
  {
    loss: alignUniform({ uniformWeight: 0.7 }),
    floor: 'none',
    oracle: (a, p, allowed) => {
      const uniform = (x: Rows) =>
        Math.log(
          mean(nonMatches(x, x, allowed).map(([i, j]) => Math.exp(-2 * squared(x[i]!, x[j]!)))) +
            1e-9,
        );
      return mean(indices(a).map((i) => squared(a[i]!, p[i]!))) + 0.35 * (uniform(a) + uniform(p));
    },
  },
  {
    loss: circle({ margin: 0.25, sharpness: 8 }),
    floor: 'near-zero',
    oracle: (a, p, allowed) =>
      mean(
        indices(a).map((i) => {
          const s = dot(a[i]!, p[i]!);
          const pull = Math.exp(-8 * Math.max(0, 1.25 - s) * (s - 0.75));
          const push = indices(p)
            .filter((j) => allowed(i, j))
            .map((j) => dot(a[i]!, p[j]!))
            .reduce((sum, n) => sum + Math.exp(8 * Math.max(0, n + 0.25) * (n - 0.25)), 0);
          return Math.log(1 + push * pull);
        }),
      ),
  },
  {
    loss: matryoshka(infoNce(), [2]),
    floor: 'near-zero',
    oracle: (a, p, allowed) => {
      const first = (rows: Rows) => rows.map((row) => unit(row.slice(0, 2)));
      return (infoNceOracle(a, p, allowed) + infoNceOracle(first(a), first(p), allowed)) / 2;
    },
  },
  {
    loss: distillation({ weight: 0.6, teacherSharpness: 4 }),
    floor: 'none',
    oracle: (a, p, allowed) => {
      const crossEntropy = (x: Rows, y: Rows, teacher: typeof teacherCosine) =>
        mean(
          indices(x).map((i) => {
            const wanted = indices(y).map((j) => Math.exp(4 * teacher(i, j)));
            const seen = indices(y).map((j) => Math.exp(20 * dot(x[i]!, y[j]!)));
            const total = (values: number[]) => values.reduce((sum, v) => sum + v, 0);
            return -total(
              wanted.map((w, j) => (w / total(wanted)) * Math.log(seen[j]! / total(seen))),
            );
          }),
        );
      const rows = crossEntropy(a, p, teacherCosine);
      const columns = crossEntropy(p, a, (i, j) => teacherCosine(j, i));
      return 0.3 * (rows + columns) + 0.4 * infoNceOracle(a, p, allowed);
    },
  },
  {
    loss: marginInfoNce({ weight: 0.5, matchMargin: 0.4, nonMatchMargin: 1.2 }),
    floor: 'near-zero',
    oracle: (a, p, allowed) =>
      infoNceOracle(a, p, allowed) +
      0.5 * mean(indices(a).map((i) => hinge(distance(a[i]!, p[i]!) - 0.4))) +
      0.5 * mean(nonMatches(a, p, allowed).map(([i, j]) => hinge(1.2 - distance(a[i]!, p[j]!)))),
  },
];

const BATCH = 4;
/** Pairs 1 and 3 are of one group. */
const allowed = (i: number, j: number) => i !== j && !(i + j === 4 && i % 2 === 1);

function build(loss: Loss, size: number) {
  return (graph: Graph, anchors: Tensor, positives: Tensor): Tensor => {
    const square = (f: (i: number, j: number) => boolean | number) =>
      graph.constant(
        Float32Array.from({ length: size * size }, (_, k) =>
          Number(f(Math.floor(k / size), k % size)),
        ),
        [size, size],
      );
    return loss.build(
      graph,
      {
        anchors: unitLength(graph, anchors),
        positives: unitLength(graph, positives),
        negatives: square(allowed),
        identity: square((i, j) => i === j),
        teacher: square(teacherCosine),
      },
      (name) => graph.scalar(loss.learned[name]!),
    );
  };
}

const toRows = ({ values, shape }: Parameter): Rows =>
  Array.from({ length: shape[0]! }, (_, i) =>
    unit([...values.slice(i * shape[1]!, (i + 1) * shape[1]!)]),
  );
const parameter = (rows: Rows): Parameter => ({
  shape: [rows.length, rows[0]!.length],
  values: Float32Array.from(rows.flat()),
});

async function lossOf(loss: Loss, a: Parameter, p: Parameter): Promise<number> {
  return (await evaluate([a, p], build(loss, a.shape[0]!))).data[0]!;
}

/** Matches coincide, non-matches are orthogonal. */
const perfect = parameter([
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
]);
/** Every positive leans from its anchor almost as far as to another's: near, but not near enough. */
const violation = parameter([
  [0.6, 0, 0, 0.5],
  [0.5, 0.6, 0, 0],
  [0, 0.5, 0.6, 0],
  [0, 0, 0.5, 0.6],
]);

for (const { loss, oracle, floor } of cases) {
  test(`${loss.name} equals a slow loop written from the formula`, async () => {
    for (const seed of [1, 2, 3]) {
      const a = random([BATCH, 4], seed);
      const p = random([BATCH, 4], seed + 10);
      const expected = oracle(toRows(a), toRows(p), allowed);
      const actual = await lossOf(loss, a, p);
      assert.ok(
        Math.abs(actual - expected) < 1e-4 * Math.max(1, Math.abs(expected)),
        `${actual} ≠ ${expected}`,
      );
    }
  });

  // Circle loss holds its own weights fixed; its gradient is checked on its own below.
  if (loss.name !== 'circle')
    test(`the gradient of ${loss.name} equals finite differences`, async () => {
      await checkGradients([random([BATCH, 4], 21), random([BATCH, 4], 22)], build(loss, BATCH));
    });

  // Where a teacher decides, perfect is what the teacher says.
  if (!loss.usesTeacher)
    test(`${loss.name} is at its minimum on a perfect example and positive on a violation`, async () => {
      const best = await lossOf(loss, perfect, perfect);
      const worst = await lossOf(loss, perfect, violation);
      assert.ok(worst > best + 0.05, `perfect ${best}, violation ${worst}`);
      if (floor === 'zero') assert.ok(Math.abs(best) < 1e-5, `perfect ${best}`);
      if (floor === 'near-zero') assert.ok(best >= 0 && best < 0.8, `perfect ${best}`);
      if (floor !== 'none') assert.ok(worst > 0);
    });

  test(`${loss.name} of a batch of one is a number`, async () => {
    const one = parameter([[0.6, 0.8, 0, 0]]);
    const other = parameter([[0.8, 0.6, 0, 0]]);
    assert.ok(Number.isFinite(await lossOf(loss, one, other)));
    if (loss.name !== 'circle') await checkGradients([one, other], build(loss, 1));
  });
}

test('the gradient of circle equals finite differences with its weights held fixed', async () => {
  const [margin, sharpness, size] = [0.25, 8, BATCH];
  const a = random([size, 4], 21);
  const p = random([size, 4], 22);
  const fixed = { a: toRows(a), p: toRows(p) };
  const held = (x: Rows, y: Rows) =>
    mean(
      indices(x).map((i) => {
        const pull = Math.max(0, 1 + margin - dot(fixed.a[i]!, fixed.p[i]!));
        const matches = -sharpness * pull * (dot(x[i]!, y[i]!) - 1 + margin);
        const push = indices(y)
          .filter((j) => allowed(i, j))
          .map(
            (j) =>
              Math.max(0, dot(fixed.a[i]!, fixed.p[j]!) + margin) * (dot(x[i]!, y[j]!) - margin),
          )
          .reduce((sum, exponent) => sum + Math.exp(sharpness * exponent), 0);
        return Math.log(1 + push * Math.exp(matches));
      }),
    );
  const { data } = await evaluate([a, p], (graph, x, y) => {
    const loss = build(circle({ margin, sharpness }), size)(graph, x, y);
    return graph.gradients(loss, [x])[0]!;
  });
  data.forEach((gradient, k) => {
    const at = (step: number) =>
      held(toRows({ ...a, values: a.values.with(k, a.values[k]! + step) }), fixed.p);
    const numeric = (at(1e-3) - at(-1e-3)) / 2e-3;
    assert.ok(Math.abs(gradient - numeric) < 1e-2, `[${k}] ${gradient} ≠ ${numeric}`);
  });
});

test('every registered loss is built under its own name', () => {
  for (const name of lossNames) assert.equal(createLoss(name).name, name);
  assert.throws(() => createLoss('magic'), /infoNce/);
});

test('an empty batch throws', () => {
  const options = { ordered: false, maxTokens: 8, fixed: false, dropout: 0, vocabularySize: 9 };
  assert.throws(() => assembleBatch([], [], [], options), RangeError);
});
