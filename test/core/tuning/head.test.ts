import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectiveId, type Head } from '../../../src/core/tuning/head.ts';
import { decodeHead, encodeHead } from '../../../src/core/tuning/headFile.ts';
import { moveRows, openHead } from '../../../src/core/tuning/headRunner.ts';
import { HIDDEN_UNITS } from '../../../src/core/tuning/headTower.ts';
import { HEAD_KINDS } from '../../../src/core/tuning/report.ts';
import { UserError } from '../../../src/core/userError.ts';
import { compileGraph } from '../../../src/node/onnxRuntime.ts';
import { unitRows } from '../index/unitRows.ts';
import { D, headOf } from './randomHead.ts';

/** The formula, one number at a time. */
function slowly(
  head: Head,
  x: Float32Array,
  tokens: readonly number[],
  isQuestion = false,
): number[] {
  const at = (name: string, i: number) => head.tensors.get(name)!.values[i]!;
  const moved = Array.from({ length: D }, (_, d) => {
    if (head.kind === 'linear' || head.kind === 'questions') {
      const [full, offset] = isQuestion
        ? (['questionFull', 'questionOffset'] as const)
        : (['full', 'offset'] as const);
      let sum = at(offset, d);
      for (let k = 0; k < D; k++) sum += x[k]! * at(full, k * D + d);
      return sum;
    }
    if (head.kind === 'residual') {
      let sum = at('offset', d);
      for (let h = 0; h < HIDDEN_UNITS; h++) {
        let inner = at('bend', h);
        for (let k = 0; k < D; k++) {
          inner += x[k]! * (Math.sqrt(D) / 4) * at('into', k * HIDDEN_UNITS + h);
        }
        sum += Math.tanh(inner) * at('out', h * D + d);
      }
      return sum;
    }
    const counts = new Map<number, number>();
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    let sum = 0;
    let squares = 0;
    for (const [token, count] of counts) {
      const weight = 1 + Math.log(count);
      squares += weight * weight;
      const row = [5, 7, 9].indexOf(token);
      if (row >= 0) sum += weight * at('delta', row * D + d);
    }
    return sum / Math.sqrt(Math.max(1, squares));
  });
  const raw = moved.map((value, d) => value + x[d]!);
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
}

const TOKENS = [[5, 5, 7, 30], [9], []];

for (const kind of HEAD_KINDS) {
  test(`a ${kind} head does what its formula says, and leaves unknown rows unknown`, async () => {
    const head = headOf(kind);
    const rows = new Float32Array(4 * D);
    rows.set(unitRows(3, D, 3));
    const runner = await openHead(head, compileGraph);
    const moved = await runner.apply(rows, { tokens: [...TOKENS, [5]] });
    await runner.dispose();
    for (let i = 0; i < 3; i++) {
      const expected = slowly(head, rows.subarray(i * D, (i + 1) * D), TOKENS[i]!);
      for (const [d, value] of expected.entries()) {
        assert.ok(Math.abs(moved[i * D + d]! - value) < 1e-5, `row ${i}, ${d}`);
      }
    }
    assert.deepEqual(
      [...moved.subarray(3 * D)],
      Array.from({ length: D }, () => 0),
    );
  });

  test(`a ${kind} head that goes nowhere is the encoder`, async () => {
    const rows = unitRows(3, D, 3);
    const runner = await openHead({ ...headOf(kind), strength: 0 }, compileGraph);
    const moved = await runner.apply(rows, { tokens: TOKENS });
    await runner.dispose();
    for (const [i, value] of moved.entries()) assert.ok(Math.abs(value - rows[i]!) < 1e-6);
  });

  test(`a ${kind} head weakened moves rows a part of its way`, async () => {
    const head = headOf(kind);
    const rows = new Float32Array(4 * D);
    rows.set(unitRows(3, D, 3));
    const texts = { tokens: [...TOKENS, [5]], areQuestions: [true, false, true, true] };
    const [whole, half] = [
      await openHead(head, compileGraph),
      await openHead({ ...head, strength: 0.5 }, compileGraph),
    ];
    const moved = moveRows(rows, await whole.moves(rows, texts), {
      dimensions: D,
      strength: 0.5,
    });
    for (const [i, value] of (await half.apply(rows, texts)).entries()) {
      assert.ok(Math.abs(moved[i]! - value) < 1e-6, `${i}: ${moved[i]} and ${value}`);
    }
    assert.notDeepEqual(moved, await whole.apply(rows, texts));
    await Promise.all([whole.dispose(), half.dispose()]);
  });

  test(`a ${kind} head comes out of its file as it went in, and no damaged file is believed`, () => {
    const named = {
      name: 'tuned-1',
      head: { ...headOf(kind), names: 0.2, strength: 0.75 },
      loss: 'infoNce',
      createdAt: '2026-01-02T03:04:05.000Z',
      untouched: [],
      carry: { offset: 0.1, slope: 0.9, spread: 0.02, pairs: 300 },
    };
    const bytes = encodeHead(named);
    const read = decodeHead(bytes);
    assert.deepEqual({ ...read, head: 0 }, { ...named, head: 0 });
    assert.equal(effectiveId(read.head), effectiveId(named.head));
    assert.throws(() => decodeHead(bytes.subarray(0, bytes.length - 4)), UserError);
    for (let at = 0; at < bytes.length; at += 97) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1;
      assert.throws(() => decodeHead(flipped), UserError, `byte ${at}`);
    }
  });
}

test('a head of questions moves what is asked otherwise than what is stored, row by row', async () => {
  const head = headOf('questions');
  const rows = unitRows(3, D, 3);
  const runner = await openHead(head, compileGraph);
  for (const areQuestions of [
    [true, false, true],
    [true, true, true],
  ]) {
    const moved = await runner.apply(rows, { areQuestions });
    for (const [i, isQuestion] of areQuestions.entries()) {
      const expected = slowly(head, rows.subarray(i * D, (i + 1) * D), [], isQuestion);
      for (const [d, value] of expected.entries()) {
        assert.ok(Math.abs(moved[i * D + d]! - value) < 1e-5, `row ${i}, ${d}`);
      }
    }
  }
  await runner.dispose();
});

test('the id of a head changes with its weights and its encoder, and with nothing else', () => {
  const id = effectiveId(headOf('linear'));
  assert.match(id, /^e@1\+[0-9a-f]{12}$/);
  assert.equal(effectiveId(headOf('linear')), id);
  assert.notEqual(effectiveId(headOf('linear', 2)), id);
  assert.notEqual(effectiveId({ ...headOf('linear'), encoderId: 'e@2' }), id);
  assert.notEqual(effectiveId({ ...headOf('linear'), names: 0.1 }), id);
  assert.notEqual(effectiveId({ ...headOf('linear'), strength: 0.5 }), id);
});
