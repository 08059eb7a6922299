import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fineTune, type TuningParts } from '../../../src/core/tuning/fineTune.ts';
import { HEAD_KINDS } from '../../../src/core/tuning/report.ts';
import { UserError } from '../../../src/core/userError.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { ownVocabulary, WordEncoder } from './pairedWords.ts';

function parts(encoder = new WordEncoder()): TuningParts {
  return { encoder, compile: compileGraph, now: () => performance.now(), rest: async () => {} };
}

const NOTHING_ELSE = { tests: [], edits: [], labels: [] };
const FUNCTIONS = ownVocabulary(360, 3);
/** With a quarter of these a gain of a fifth is beyond its interval. */
const MANY = ownVocabulary(960, 3);

for (const kind of HEAD_KINDS) {
  test(`a ${kind} head learns a workspace's own vocabulary and is accepted`, async () => {
    const sources = { functions: MANY, ...NOTHING_ELSE };
    const { report, head } = await fineTune({ kind, loss: 'infoNce' }, sources, parts(), () => {});
    const docs = report.untouched.find(({ task }) => task === 'docToCode')!;
    assert.equal(report.accepted, true, report.reason);
    assert.ok(docs.after > 1.2 * docs.before, `${docs.before} → ${docs.after}`);
    assert.equal(docs.verdict, 'better');
    assert.equal(head?.encoderId, 'words@000000000000');
    assert.ok(report.curve.at(-1)!.training < report.curve[0]!.training);
  });
}

test('the same seed gives the same report, another seed another split', async () => {
  const sources = { functions: FUNCTIONS.slice(0, 150), ...NOTHING_ELSE };
  const run = async (seed: number) => (await fineTune({ seed }, sources, parts(), () => {})).report;
  const [first, again, other] = [await run(1), await run(1), await run(2)];
  assert.deepEqual(first, again);
  assert.notDeepEqual(first.split, other.split);
});

test('where comments say nothing about the code, nothing is accepted', async () => {
  const docs = FUNCTIONS.map(({ doc }) => doc);
  const functions = FUNCTIONS.map((found, i) => ({
    ...found,
    doc: docs[(i * 131 + 7) % docs.length]!,
    // Nothing to learn from changed copies either: every word is already told apart.
    code: found.code.replaceAll('common', `only${i}`),
  }));
  const { report, head } = await fineTune({}, { functions, ...NOTHING_ELSE }, parts(), () => {});
  const docTask = report.untouched.find(({ task }) => task === 'docToCode')!;
  assert.notEqual(docTask.verdict, 'better');
  if (report.accepted) assert.notEqual(docTask.verdict, 'worse');
  else assert.equal(head, undefined);
});

test('progress grows to its end and a cancel stops between two steps', async () => {
  const sources = { functions: FUNCTIONS, ...NOTHING_ELSE };
  const seen: number[] = [];
  await fineTune({}, sources, parts(), (percent) => seen.push(percent));
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.equal(seen.at(-1), 100);
  for (const at of [0.2, 0.5, 0.9]) {
    const stop = new AbortController();
    let stoppedAt = 0;
    const run = fineTune(
      {},
      sources,
      { ...parts(), rest: async (signal) => signal?.throwIfAborted() },
      (percent) => {
        if (stoppedAt > 0 || percent < 100 * at) return;
        stoppedAt = performance.now();
        stop.abort();
      },
      stop.signal,
    );
    await assert.rejects(run, { name: 'AbortError' });
  }
});

test('too small a folder, an unknown loss and a missing tokenizer are refused with a remedy', async () => {
  const small = { functions: FUNCTIONS.slice(0, 20), ...NOTHING_ELSE };
  const sources = { functions: FUNCTIONS, ...NOTHING_ELSE };
  await assert.rejects(
    fineTune({}, small, parts(), () => {}),
    UserError,
  );
  await assert.rejects(
    fineTune({ loss: 'hope' }, sources, parts(), () => {}),
    /no loss "hope"/,
  );
  const { id, dimensions, encode, dispose } = new WordEncoder();
  const bare = { id, dimensions, dispose, encode: encode.bind(new WordEncoder()) };
  const refused = fineTune({ kind: 'tokens' }, sources, { ...parts(), encoder: bare }, () => {});
  await assert.rejects(refused, /does not tell its tokens/);
});

test('adversarial labels are left out and said so, sound ones are learned from', async () => {
  const label = (i: number, isMatch: boolean) => {
    const a = FUNCTIONS[i]!;
    const b = isMatch ? a : FUNCTIONS[(i * 7 + 50) % FUNCTIONS.length]!;
    return { id: `${i}`, a: a.doc, b: b.code };
  };
  const texts = Array.from({ length: 30 }, (_, i) => ({
    ...label(i, i % 2 === 0),
    truth: i % 2 === 0,
  }));
  const same = (a: string) => ({ a, b: a });
  const sources = { functions: FUNCTIONS.slice(0, 150), ...NOTHING_ELSE };
  const adversarial = Array.from({ length: 30 }, (_, i) => {
    const code = FUNCTIONS[i]!.code;
    // Copies called non-matches, strangers called matches.
    return i % 2 === 0
      ? { id: `${i}`, ...same(code), b: code.replaceAll('value0', 'first'), isMatch: false }
      : { id: `${i}`, a: code, b: texts[(i + 40) % 30]!.b, isMatch: true };
  });
  const copies = adversarial.map((pair, i) =>
    i % 2 === 0 ? { ...pair, b: pair.a.replaceAll('  ', '\t') } : pair,
  );
  const wrong = await fineTune({}, { ...sources, labels: copies }, parts(), () => {});
  assert.equal(wrong.report.pairs.label, undefined);
  assert.match(wrong.report.notices.at(-1)!, /plainly wrong; none of them was used/);
  // Less plain ones are learned from, and whatever is accepted then harms nothing that can be measured.
  const sly = await fineTune({}, { ...sources, labels: adversarial }, parts(), () => {});
  if (sly.report.accepted) {
    for (const { before, after } of sly.report.chosenOn) assert.ok(after >= before);
  }
  // Nearer than most copies and called no match, strangers called matches: no label is absurd by itself.
  const plain = Array.from({ length: 30 }, (_, i) => {
    const code = FUNCTIONS[i]!.code;
    const b = i % 2 === 0 ? code.replace(/\n {2}term\d+.*/, '') : FUNCTIONS[i + 200]!.code;
    return { id: `${i}`, a: code, b, isMatch: i % 2 === 0 };
  });
  const turned = plain.map((pair) => ({ ...pair, isMatch: !pair.isMatch }));
  const opposed = await fineTune({}, { ...sources, labels: turned }, parts(), () => {});
  assert.equal(opposed.report.pairs.label, undefined);
  assert.match(opposed.report.notices.at(-1)!, /of 30 labels contradict what is plain here/);
  const honest = await fineTune({}, { ...sources, labels: plain }, parts(), () => {});
  assert.ok((honest.report.pairs.label ?? 0) > 0);
  assert.deepEqual(honest.report.notices, []);
  const sound = texts.map(({ id, a, b, truth }) => ({ id, a, b, isMatch: truth }));
  const right = await fineTune({}, { ...sources, labels: sound }, parts(), () => {});
  assert.ok((right.report.pairs.label ?? 0) > 0);
});
