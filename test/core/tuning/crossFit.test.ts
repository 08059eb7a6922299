import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersTo, outcomesOf } from '../../../src/core/tuning/answers.ts';
import { canCrossFit, crossFit } from '../../../src/core/tuning/crossFit.ts';
import { encodeTexts, namesOfPlan } from '../../../src/core/tuning/fineTune.ts';
import { Measurer } from '../../../src/core/tuning/measure.ts';
import { planTuning, withoutFold } from '../../../src/core/tuning/planTuning.ts';
import { FOLDS, partOf } from '../../../src/core/tuning/workspaceFunctions.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { DIMENSIONS, ownVocabulary, WordEncoder } from './pairedWords.ts';

const LIMITS = { functions: 1000, questions: 300 };
const folds = Array.from({ length: FOLDS }, (_, fold) => fold);
const nothing = { tests: [], edits: [], labels: [] };

test('no head learns from a function that it is asked about, nor any from the untouched part', () => {
  const functions = ownVocabulary(300, 3);
  const plan = planTuning({ functions, ...nothing }, LIMITS, 1);
  const learned = (fold: number) => {
    const pairs = [...withoutFold(plan.pairs, fold).values()].flat();
    return new Set(pairs.flatMap(({ anchor, positive, group }) => [anchor, positive, group]));
  };
  for (const fold of folds) {
    const texts = learned(fold);
    const asked = plan.questions.choose[fold]!;
    assert.ok(asked.docToCode.length > 30, `${asked.docToCode.length} questions`);
    for (const { docToCode, clones } of [asked, plan.questions.untouched]) {
      for (const { target } of [...docToCode, ...clones]) assert.ok(!texts.has(target));
    }
    assert.ok(asked.unlearned.every((text) => !texts.has(text)));
    const others = folds.filter((other) => other !== fold);
    for (const other of others) {
      const { docToCode } = plan.questions.choose[other]!;
      assert.ok(docToCode.every(({ query }) => texts.has(query)));
    }
  }
});

test('what is asked and what is asked among comes first of all texts', () => {
  const functions = ownVocabulary(200, 3);
  const plan = planTuning({ functions, ...nothing }, LIMITS, 1);
  const { choose, untouched } = plan.questions;
  const asked = [...choose, untouched].flatMap(({ docToCode, wordsToCode, clones }) =>
    [...docToCode, ...wordsToCode, ...clones].flatMap(({ query, target }) => [query, target]),
  );
  assert.equal(Math.max(...asked, ...plan.candidates), plan.measured - 1);
  assert.ok(plan.texts.length > plan.measured);
});

test('a non-match goes on naming its own other half where a fold is left out', () => {
  const functions = ownVocabulary(120, 3);
  const labels = Array.from({ length: 60 }, (_, i) => ({
    id: `${i}`,
    a: functions[i]!.code,
    b: functions[i + 60]!.code,
    isMatch: i % 3 === 0,
  }));
  const plan = planTuning({ functions, ...nothing, labels }, LIMITS, 1);
  for (const fold of folds) {
    const kept = withoutFold(plan.pairs, fold).get('label')!;
    const negatives = kept.filter(({ negative }) => negative !== undefined);
    assert.ok(negatives.length > 10);
    for (const { negative, anchor } of negatives) {
      const other = kept[negative!]!;
      assert.equal(kept[other.negative!]!.anchor, anchor);
      assert.notEqual(other.group, anchor);
    }
  }
});

test('a head is trained for each fold that leaves something to learn from', async () => {
  const encoder = new WordEncoder();
  const prepare = async (functions: ReturnType<typeof ownVocabulary>) => {
    const plan = planTuning({ functions, ...nothing }, LIMITS, 1);
    const embeddings = await encodeTexts(
      encoder,
      plan.texts,
      async () => {},
      () => {},
    );
    const training = {
      kind: 'linear',
      loss: 'infoNce',
      seed: 1,
      encoderId: encoder.id,
      dimensions: DIMENSIONS,
      plan,
      embeddings,
      compile: compileGraph,
      options: { steps: 10, batchSize: 32 },
    } as const;
    return {
      plan,
      run: () =>
        crossFit(
          training,
          async () => {},
          () => {},
        ),
    };
  };
  const spread = await prepare(ownVocabulary(200, 3));
  const { heads, curve } = await spread.run();
  assert.deepEqual([...heads.keys()], folds);
  assert.ok(curve.length > 0);
  const weights = [...heads.values()].map(({ tensors }) => tensors.get('full')!.values.join());
  assert.equal(new Set(weights).size, FOLDS);
  const path = folds.map((n) => `src/only${n}.ts`).find((one) => partOf(one, 1) !== 'untouched')!;
  const together = await prepare(ownVocabulary(200, 3).map((found) => ({ ...found, path })));
  assert.equal(canCrossFit(together.plan.pairs), true);
  assert.equal((await together.run()).heads.size, FOLDS - 1);
});

test('what only pushes away the functions it learned from is better among all, and not among the others', async () => {
  const encoder = new WordEncoder();
  const plan = planTuning({ functions: ownVocabulary(300, 3), ...nothing }, LIMITS, 1);
  const noPause = async () => {};
  const embeddings = await encodeTexts(encoder, plan.texts, noPause, () => {});
  const measurer = await Measurer.create(DIMENSIONS, compileGraph);
  const measuring = {
    plan,
    embeddings,
    names: await namesOfPlan(plan, encoder, noPause),
    compile: compileGraph,
    measurer,
    pause: noPause,
    before: { all: new Map(), unlearned: new Map() },
  };
  const questions = plan.questions.choose[0]!;
  const moved = embeddings.slice(0, plan.measured * DIMENSIONS);
  const others = new Set(questions.unlearned);
  for (const text of plan.candidates.filter((candidate) => !others.has(candidate))) {
    for (let k = 0; k < DIMENSIONS; k++) moved[text * DIMENSIONS + k]! *= -1;
  }
  const verdictOf = async (among: 'all' | 'unlearned') => {
    const results = outcomesOf([await answersTo(questions, moved, measuring, among)]);
    return results.find(({ task }) => task === 'docToCode')!.verdict;
  };
  assert.equal(await verdictOf('all'), 'better');
  assert.equal(await verdictOf('unlearned'), 'same');
  await measurer.dispose();
});
