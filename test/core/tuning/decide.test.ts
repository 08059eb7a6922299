import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncoderInput } from '../../../src/core/encoder/encoder.ts';
import { answersTo, applyTo, outcomesOf } from '../../../src/core/tuning/answers.ts';
import { decide, isUnharmed } from '../../../src/core/tuning/decide.ts';
import { encodeTexts, namesOfPlan } from '../../../src/core/tuning/fineTune.ts';
import type { Head } from '../../../src/core/tuning/head.ts';
import { Measurer } from '../../../src/core/tuning/measure.ts';
import { planTuning } from '../../../src/core/tuning/planTuning.ts';
import type { TuningTask } from '../../../src/core/tuning/report.ts';
import { FOLDS } from '../../../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { DIMENSIONS, WordEncoder } from './pairedWords.ts';

const LIMITS = { functions: 1000, questions: 300 };

/** Functions whose comments share their words with the names of the functions `shift` further on. */
function called(shift: number) {
  const topics = (i: number) => [i % 7, i % 11, i % 13].map((n, k) => `topic${'abc'[k]}${n}`);
  return Array.from({ length: 300 }, (_, i) => {
    const name = topics(i + shift).join('_');
    const body = Array.from({ length: 6 }, (_, k) => `  common${(i * 7 + k) % 50}(result)`);
    return {
      path: `src/file${Math.floor(i / 3)}.py`,
      name,
      doc: `Makes ${topics(i).join(' and ')} of it`,
      code: `def ${name}(value):\n${body.join('\n')}\n  return ${topics(i).join('; ')} # ${i}`,
    };
  });
}

async function decided(shift: number) {
  const encoder = new WordEncoder();
  const sources = { functions: called(shift), tests: [], edits: [], labels: [] };
  const plan = planTuning(sources, LIMITS, 1);
  const pause = async () => {};
  const embeddings = await encodeTexts(encoder, plan.texts, pause, () => {});
  const measurer = await Measurer.create(DIMENSIONS, compileGraph);
  const measuring = {
    ...{ plan, embeddings, compile: compileGraph, measurer, pause },
    tokenIds: (input: EncoderInput) => encoder.tokenIds(input),
    names: await namesOfPlan(plan, encoder, pause),
    before: { all: new Map(), unlearned: new Map() },
  };
  // It has learned nothing: what changes is what names change.
  const head: Head = {
    kind: 'tokens',
    encoderId: encoder.id,
    dimensions: DIMENSIONS,
    tensors: new Map([
      ['ids', { shape: [0], values: new Float32Array(0) }],
      ['delta', { shape: [0, DIMENSIONS], values: new Float32Array(0) }],
    ]),
    names: 0.2,
  };
  const heads = new Map(Array.from({ length: FOLDS }, (_, fold) => [fold, head]));
  const result = await decide([{ heads, curve: [] }], measuring, () => {});
  const questions = plan.questions.untouched;
  const moved = await applyTo(result.head, questions, measuring);
  const untouched = outcomesOf([await answersTo(questions, moved, measuring)]);
  await measurer.dispose();
  return { ...result, untouched };
}

test('names that say what comments say are added as far as they help, and the head says how far', async () => {
  const { accepted, reason, names, head, untouched } = await decided(0);
  assert.ok(accepted, reason);
  assert.ok(names > 0);
  assert.equal(head.names, names);
  const docs = untouched.find(({ task }) => task === 'docToCode')!;
  assert.equal(docs.verdict, 'better', `${docs.before} → ${docs.after}`);
});

test('names that say what the comments of others say make no head acceptable', async () => {
  const { accepted, reason, names, head } = await decided(5);
  assert.equal(accepted, false, reason);
  assert.equal(head.names, names);
});

test('copies and descriptions may not fall, remarks a little, and neither copies nor remarks far at their worse end', () => {
  const unharmed = (task: TuningTask, after: number, low: number, high = 0.1) =>
    isUnharmed({
      ...{ task, measure: 'MRR', questions: 100, before: 0.5, after },
      change: { low, high },
      verdict: low > 0 ? 'better' : high < 0 ? 'worse' : 'same',
    });
  assert.ok(unharmed('docToCode', 0.51, -0.3), 'gained, whatever the interval');
  assert.ok(!unharmed('docToCode', 0.499, -0.01));
  assert.ok(unharmed('clones', 0.5, 0));
  assert.ok(!unharmed('clones', 0.499, -0.001));
  assert.ok(unharmed('clones', 0.501, -0.0024));
  assert.ok(!unharmed('clones', 0.501, -0.0026), 'copies at the worse end');
  assert.ok(unharmed('wordsToCode', 0.495, -0.029), 'remarks within their interval');
  assert.ok(!unharmed('wordsToCode', 0.51, -0.031), 'remarks at the worse end');
  assert.ok(!unharmed('wordsToCode', 0.48, -0.029, -0.01), 'worse beyond its interval');
});
