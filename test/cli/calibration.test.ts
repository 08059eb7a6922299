/** `calibrate` and `label` in the terminal: a table for people, JSON for programs, keys in turn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sparkline } from '../../src/terminal/showCalibration.ts';
import { runInMemory } from './runInMemory.ts';

test('calibrate shows people levels, curves and what decides, and programs the whole report', async () => {
  const shown = await runInMemory(['calibrate', '.', '--human', '--no-color']);
  assert.equal(shown.status, 0);
  for (const part of ['Copies (identical', 'Same job', 'strict', '≥ 95%', 'this folder', '█']) {
    assert.ok(shown.out.includes(part), part);
  }
  assert.match(shown.out, /neither counts/);
  assert.ok(shown.out.split('\n').every((line) => line.length <= 110));
  const { channels } = JSON.parse((await runInMemory(['calibrate', '.', '--json'])).out);
  assert.equal(channels.length, 2);
});

test('a pair is labelled by its places', async () => {
  const ran = await runInMemory([
    'label',
    '.',
    '--a',
    'src/a.ts:3-9',
    '--b',
    'src/b.ts:4',
    '--no-match',
    '--human',
  ]);
  assert.equal(ran.status, 0);
  assert.match(ran.out, /No match, kept in \.lookalike\/labels\.jsonl/);
  assert.ok(ran.calls.some((call) => /"isMatch":false/.test(call) && /src\/a\.ts/.test(call)));
  assert.equal((await runInMemory(['label', '.', '--a', 'src/a.ts:3-9', '--match'])).status, 2);
  const both = ['label', '.', '--queue', '3', '--a', 'a:1', '--b', 'b:1', '--match'];
  assert.equal((await runInMemory(both)).status, 2);
});

test('the queue shows both sides and takes m, n, s and q; programs get the pairs', async () => {
  const wide = { human: true, columns: 140, input: 'xm' };
  const said = await runInMemory(['label', '.', '--queue', '1'], wide);
  assert.match(said.out, /Queue|src\/queue\.ts:10.*│.*src\/stack\.ts:3/);
  assert.match(said.out, /1 label, kept/);
  assert.ok(said.calls.some((call) => call.startsWith('label') && /"isMatch":true/.test(call)));
  for (const input of ['s', 'q', '']) {
    const ran = await runInMemory(['label', '.'], { human: true, input });
    assert.match(ran.out, /No labels given/);
    assert.ok(!ran.calls.some((call) => call.startsWith('label')));
  }
  const { pairs } = JSON.parse((await runInMemory(['label', '.', '--queue', '1'])).out);
  assert.equal(pairs.length, 1);
});

test('a sparkline is highest where the value is, blank where there is none', () => {
  assert.equal(sparkline([0, 1, 8, 4]), ' ▁█▄');
  assert.equal(sparkline([0, 0]), '  ');
});
