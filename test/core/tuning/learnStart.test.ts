import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeTexts } from '../../../src/core/tuning/fineTune.ts';
import { learnStart } from '../../../src/core/tuning/learnStart.ts';
import { planTuning } from '../../../src/core/tuning/planTuning.ts';
import { trainHead } from '../../../src/core/tuning/trainHead.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { DIMENSIONS, ownVocabulary, WordEncoder } from './pairedWords.ts';

const encoder = new WordEncoder();
const pause = async () => {};

async function taskOf(seed: number) {
  const sources = { functions: ownVocabulary(120, seed), tests: [], edits: [], labels: [] };
  const plan = planTuning(sources, { functions: 120, questions: 0 }, 1, 0);
  return { plan, embeddings: await encodeTexts(encoder, plan.texts, pause, () => {}) };
}

test('a start learned over workspaces of one vocabulary adapts to another of them in fewer steps', async () => {
  const tasks = [await taskOf(1), await taskOf(2), await taskOf(3)];
  const common = { loss: 'infoNce', dimensions: DIMENSIONS, seed: 1, compile: compileGraph };
  const learned = await learnStart(tasks, { ...common, rounds: 6, rate: 0.7 });
  assert.deepEqual([...learned.keys()].sort(), ['full', 'offset']);
  const { plan, embeddings } = await taskOf(9);
  const heldOut = async (start?: typeof learned) => {
    const training = {
      ...common,
      kind: 'linear' as const,
      encoderId: encoder.id,
      plan,
      embeddings,
      options: { steps: 10, validateEvery: 10, batchSize: 64 },
      ...(start ? { start } : {}),
    };
    return (await trainHead(training, pause, () => {})).curve.at(-1)!.heldOut!;
  };
  const [fresh, started] = [await heldOut(), await heldOut(learned)];
  assert.ok(started < fresh, `held-out loss ${fresh} from the identity, ${started} from the start`);
});
